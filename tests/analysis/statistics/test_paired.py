from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.analysis.statistics.paired import (
    holm,
    no_worse,
    paired_difference,
    paired_statistic,
    verdict,
)

SINGLE = pd.Series(range(74))


def noise(seed: int, mean: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, 1, 74)


def test_a_plain_improvement() -> None:
    second = np.random.default_rng(0).gamma(2, 3, 74)
    found = paired_difference(second + noise(1, -1), second, groups=SINGLE)
    half = 1.99 * noise(1).std() / np.sqrt(74)
    assert found.difference == pytest.approx(noise(1, -1).mean())
    low, high = found.interval
    assert (high - low) / 2 == pytest.approx(half, rel=0.05)  # Student's, for normal differences
    assert found.p < 0.001
    assert low < found.at_least < found.difference < found.at_most < high
    assert verdict(found) == "better"
    assert verdict(found, higher_is_better=True) == "worse"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30), st.floats(-0.5, 0.5))
def test_p_and_interval_say_the_same(seed: int, mean: float) -> None:
    found = paired_difference(noise(seed, mean), np.zeros(74), groups=SINGLE)
    low, high = found.interval
    if abs(found.p - 0.05) > 0.002:
        assert (found.p < 0.05) == (not low <= 0 <= high)


def test_exchanging_the_two_turns_everything_round() -> None:
    one, other = noise(2, 0.3), np.zeros(74)
    there, back = (paired_difference(*pair, groups=SINGLE) for pair in ((one, other), (other, one)))
    assert back.difference == -there.difference
    assert back.interval == pytest.approx((-there.interval[1], -there.interval[0]))
    assert (back.at_least, back.at_most) == pytest.approx((-there.at_most, -there.at_least))
    assert back.p == there.p


def test_copies_of_photos_make_nothing_surer() -> None:
    once = paired_difference(noise(3, 0.3), np.zeros(74), groups=SINGLE)
    copied = paired_difference(
        noise(3, 0.3).repeat(4), np.zeros(296), groups=pd.Series(np.repeat(range(74), 4))
    )
    assert 1 <= np.ptp(copied.interval) / np.ptp(once.interval) <= 1.1
    assert once.p <= copied.p <= 1.3 * once.p
    assert copied.n == 296


def test_only_labels_that_both_have_are_compared() -> None:
    first, second = noise(4, 1), np.zeros(74)
    first[:10], second[70:] = np.nan, np.nan
    found = paired_difference(first, second, groups=SINGLE)
    assert found.n == 60
    assert found.difference == pytest.approx(noise(4, 1)[10:70].mean())


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_to_compare(n: int) -> None:
    found = paired_difference(np.ones(n), np.zeros(n), groups=SINGLE[:n])
    assert np.isnan([*found.interval, found.p, found.at_least, found.at_most]).all()
    assert verdict(found, margin=5) == "no difference shown"
    assert not no_worse(found, margin=5)


def test_two_photos_prove_nothing() -> None:
    found = paired_difference(np.array([1.0, 2]), np.zeros(2), groups=SINGLE[:2])
    assert found.p >= 0.5
    assert found.interval == (-np.inf, np.inf)


def test_all_differences_alike() -> None:
    same = paired_difference(np.ones(74), np.ones(74), groups=SINGLE)
    assert (same.interval, same.p, verdict(same, margin=0.1)) == ((0, 0), 1, "equivalent")
    shifted = paired_difference(np.ones(5) * 2, np.ones(5), groups=SINGLE[:5])
    assert (shifted.interval, shifted.p) == ((1, 1), 2 / 2**5)  # five coins, one outcome


def test_one_label_more_found_is_no_difference() -> None:
    found = paired_difference((np.arange(74) > 0) * 1.0, np.ones(74), groups=SINGLE)
    assert found.p > 0.3
    low, high = found.interval
    assert low <= -1 / 74 < 0 <= high


def test_equivalent_only_within_a_margin() -> None:
    found = paired_difference(noise(5), np.zeros(74), groups=SINGLE)
    assert [verdict(found, margin=margin) for margin in (0, 0.1, 1)] == [
        "no difference shown",
        "no difference shown",
        "equivalent",
    ]
    assert no_worse(found, margin=1)
    assert not no_worse(found, margin=0.01)


def test_no_worse_looks_at_the_bad_side_only() -> None:
    much_lower = paired_difference(noise(6, -3), np.zeros(74), groups=SINGLE)
    assert no_worse(much_lower, margin=0.5)
    assert not no_worse(much_lower, margin=0.5, higher_is_better=True)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_by_its_definition(values: list[float]) -> None:
    adjusted = holm(values)
    for k, value in enumerate(values):
        rank = sorted(range(len(values)), key=lambda j: (values[j], j)).index(k)
        smaller = sorted(values)[: rank + 1]
        expected = max((len(values) - j) * v for j, v in enumerate(smaller))
        assert adjusted[k] == pytest.approx(min(1, expected))
        assert adjusted[k] >= value or adjusted[k] == pytest.approx(value)


def test_holm_leaves_out_what_is_not_known() -> None:
    assert holm([0.04, np.nan, 0.02]).tolist() == pytest.approx([0.04, np.nan, 0.04], nan_ok=True)


def test_a_difference_too_small_to_matter_is_equivalence_though_beyond_chance() -> None:
    found = paired_difference(0.1 * noise(5) + 0.2, np.zeros(74), groups=SINGLE)
    assert found.p < 0.001
    assert [verdict(found, margin=margin) for margin in (0, 0.1, 0.5)] == [
        "worse",
        "worse",
        "equivalent",
    ]


def test_more_resamples_make_the_least_p_smaller() -> None:
    least = [
        paired_difference(noise(1, 5), np.zeros(74), groups=SINGLE, resamples=n).p
        for n in (2000, 8000)
    ]
    assert least == pytest.approx([1 / 2001, 1 / 8001])


def test_resamples_without_spread_prove_nothing() -> None:
    one_differs = np.where(np.arange(74) == 3, 0.25, 0)
    found = paired_difference(one_differs, np.zeros(74), groups=SINGLE)
    assert found.p > 0.3
    assert found.interval[0] <= -0.25


median = partial(np.nanmedian, axis=-1)
std = partial(np.nanstd, axis=-1)


def gamma(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).gamma(2, 3, 74)


def test_by_hand() -> None:
    first, second = np.array([1.0, 2, 9]), np.array([0.0, 5, 6])
    found = paired_statistic(first, second, median, groups=SINGLE[:3])
    assert (found.difference, found.n) == (2 - 5, 3)


def test_only_what_both_have() -> None:
    first, second = gamma(0), gamma(0)
    first[:20] += 100
    first[:10], second[10:20] = np.nan, np.nan
    found = paired_statistic(first, second, std, groups=SINGLE)
    assert (found.difference, found.n, found.p) == (0, 54, 1)


def test_a_planted_spread_is_found_and_p_fits_the_interval() -> None:
    base = gamma(1)
    found = paired_statistic(base.mean() + 2 * (base - base.mean()), base, std, groups=SINGLE)
    assert found.difference == pytest.approx(base.std())
    assert found.interval[0] > 0
    assert found.p < 0.05
    assert found.interval[0] < found.at_least < found.difference < found.at_most


def test_exchanging_the_two_turns_it_round() -> None:
    there = paired_statistic(gamma(1), gamma(2), median, groups=SINGLE)
    back = paired_statistic(gamma(2), gamma(1), median, groups=SINGLE)
    assert back.difference == -there.difference
    assert back.interval == pytest.approx((-there.interval[1], -there.interval[0]))
    assert back.p == there.p


def test_copies_of_photos_make_nothing_surer_of_a_statistic() -> None:
    once = paired_statistic(gamma(1), gamma(2), std, groups=SINGLE)
    copied = paired_statistic(
        gamma(1).repeat(3), gamma(2).repeat(3), std, groups=pd.Series(np.repeat(range(74), 3))
    )
    assert 1 <= np.ptp(copied.interval) / np.ptp(once.interval) <= 1.1


def test_a_statistic_of_corners() -> None:
    base = np.random.default_rng(0).gamma(4, 1, (74, 4))
    found = paired_statistic(base * [3, 1, 1, 1], base, corner_ratio, groups=SINGLE)
    assert found.difference == pytest.approx(corner_ratio(base * [3, 1, 1, 1]) - corner_ratio(base))
    assert found.p < 0.01


def test_equals_are_seldom_called_different() -> None:
    p = [
        paired_statistic(gamma(seed), gamma(seed + 1000), std, groups=SINGLE, resamples=500).p
        for seed in range(100)
    ]
    assert np.mean(np.array(p) < 0.05) <= 0.08


@pytest.mark.parametrize("n", [0, 1])
def test_too_few(n: int) -> None:
    found = paired_statistic(np.ones(n), np.zeros(n), median, groups=SINGLE[:n])
    assert np.isnan([*found.interval, found.p]).all()


def test_no_number_of_its_own() -> None:
    none = paired_statistic(np.zeros((9, 4)), np.zeros((9, 4)), corner_ratio, groups=SINGLE[:9])
    assert np.isnan(none.p)


def test_few_groups_ask_for_more_than_as_many_photos() -> None:
    """The same differences, each of one photo and each of five photos of one container."""
    difference = np.random.default_rng(3).gamma(2, 1, 15) - 1.2
    photos, containers = pd.Series(range(15)), pd.Series(np.arange(75) // 5)
    once = paired_difference(difference, np.zeros(15), groups=photos)
    five = paired_difference(difference.repeat(5), np.zeros(75), groups=containers)
    assert five.p > 1.5 * once.p
    assert np.ptp(five.interval) > np.ptp(once.interval)
    assert (five.p < 0.05) == (not five.interval[0] <= 0 <= five.interval[1])
