from functools import partial

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.analysis.statistics.paired import paired_statistic

SINGLE = pd.Series(range(74))
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


def test_copies_of_photos_make_nothing_surer() -> None:
    once = paired_statistic(gamma(1), gamma(2), std, groups=SINGLE)
    copied = paired_statistic(
        gamma(1).repeat(3), gamma(2).repeat(3), std, groups=pd.Series(np.repeat(range(74), 3))
    )
    assert copied.interval == pytest.approx(once.interval)


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
