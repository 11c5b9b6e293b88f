"""Every number of a pair, by hand and against SciPy's exact test."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from containerloc.analysis.comparison.numbers import (
    AT_ANY_THRESHOLD,
    HEADLINE,
    LEADING,
    NUMBERS,
    OF_CORNERS,
    READ,
    Margins,
)
from containerloc.metric import HEADLINE_METRICS, METRICS

EXPECTED = {
    "detection_rate": (73 / 74, 73 / 74),
    "mde_px": (5.0, 5.0),
    "error_median_px": (5.0, 5.0),
    "pck_05_unconditional": (1 / 74, 0.0),
}


def test_every_number_is_declared_once_and_has_words() -> None:
    assert set(NUMBERS) == {*HEADLINE, *OF_CORNERS}
    assert set(NUMBERS) <= set(METRICS)
    assert set(NUMBERS) - {"order_wrong_rate", READ} <= set(HEADLINE_METRICS)
    assert {*AT_ANY_THRESHOLD, *LEADING} <= set(HEADLINE)
    assert all(hasattr(Margins(), number.margin) for number in NUMBERS.values())


@pytest.mark.parametrize("key", ["detection_rate", "error_median_px"])
def test_values_by_hand(two, key: str) -> None:
    run, reference = two
    assert NUMBERS[key].over_shared(run, reference) == pytest.approx(EXPECTED[key][0])
    assert NUMBERS[key].over_shared(reference, run) == pytest.approx(EXPECTED[key][1])


def test_the_mean_is_over_what_both_detect(two) -> None:
    run, reference = two  # 72 in common: one 10 px off instead of 5, one exact instead of 5
    assert NUMBERS["mde_px"].over_shared(run, reference) == pytest.approx(5)
    assert NUMBERS["mde_px"].paired(run, reference, 500).n == 72
    assert NUMBERS["detection_rate"].paired(run, reference, 500).n == 74
    assert NUMBERS["mde_px"].paired(run, reference, 500).difference == pytest.approx(0)


@pytest.mark.parametrize("key", [key for key in HEADLINE if key != READ])
def test_a_run_differs_from_itself_in_nothing(two, key: str) -> None:
    pair = NUMBERS[key].paired(two[0], two[0], 500)
    assert pair.difference == 0
    assert pair.p == 1


def test_few_lost_ids_are_judged_by_the_sign_test(build, ids) -> None:
    confidence = np.where(np.arange(74) < 4, 0.1, 0.9)
    pair = NUMBERS["detection_rate"].paired(build(ids, confidence), build(ids), 500)
    assert pair.p == pytest.approx(stats.binomtest(0, 4).pvalue)
    low, high = pair.interval
    assert low == pytest.approx(-stats.beta.ppf(0.975, 5, 70))  # Clopper and Pearson
    assert high == pytest.approx(stats.beta.ppf(0.975, 1, 74))


@pytest.mark.parametrize("n_lost", [70, 73, 74])
def test_nearly_all_lost_is_worse(build, ids, n_lost: int) -> None:
    confidence = np.where(np.arange(74) < n_lost, 0.1, 0.9)
    pair = NUMBERS["detection_rate"].paired(build(ids, confidence), build(ids), 500)
    assert pair.p == pytest.approx(stats.binomtest(0, n_lost).pvalue)
    low, high = pair.interval
    assert pair.difference == pytest.approx(-n_lost / 74)
    assert low <= pair.difference <= high
    nobody_won = stats.beta.ppf(0.975, 1, 74)
    assert high == pytest.approx(nobody_won - stats.beta.ppf(0.025, n_lost, 75 - n_lost))
    assert low <= pair.at_least <= pair.at_most <= high < -0.7


def test_nothing_in_common_is_nan(build, ids) -> None:
    none = build(np.full_like(ids, np.nan))
    assert np.isnan(NUMBERS["mde_px"].over_shared(none, build(ids)))
    assert NUMBERS["iou_mean_unconditional"].over_shared(none, build(ids)) == 0


def test_false_positives_count_images(build, ids) -> None:
    reference = build(ids)
    extra = build(ids, extra=[("000.jpg", 0.9, ids[0]), ("001.jpg", 0.9, ids[1])])
    number = NUMBERS["false_positives_per_image"]
    assert number.over_shared(extra, reference) == pytest.approx(2 / 74)
    assert number.paired(extra, replace(reference), 500).n == 74
