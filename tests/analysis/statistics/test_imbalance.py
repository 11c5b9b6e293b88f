"""The worst corner over the best, and how sure that is."""

import numpy as np
import pytest

from containerloc.analysis.statistics.imbalance import corner_ratio, imbalance_interval

RNG = np.random.default_rng(0)


def drawn(n: int, resamples: int = 2000) -> np.ndarray:
    """How often each of n groups is drawn in each resample."""
    return RNG.multinomial(n, np.full(n, 1 / n), resamples).astype(float)


def test_the_ratio_by_hand() -> None:
    errors = np.array([[2.0, 1, 1, 4], [4.0, 3, 1, np.nan]])
    assert corner_ratio(errors) == 4  # means 3, 2, 1, 4
    assert corner_ratio(np.stack([errors, errors * [1, 1, 1, 2]])).tolist() == [4, 8]
    assert corner_ratio(np.array([[2.0, 0, 1, 1]])) == np.inf


def test_the_interval_holds_a_plain_ratio() -> None:
    errors = RNG.gamma(4, 0.25, (74, 4)) * [3, 1, 1, 1]
    low, high = imbalance_interval(errors, np.ones((74, 4)), drawn(74))
    assert 1 < low < 3 < high < 6


def test_alike_corners_may_be_balanced() -> None:
    low, high = imbalance_interval(RNG.gamma(4, 0.25, (74, 4)), np.ones((74, 4)), drawn(74))
    assert low == 1 < high


def test_normal_chance_agrees_with_resampling() -> None:
    errors = RNG.gamma(4, 0.25, (900, 4)) * [2, 1, 1, 1]
    counts = np.ones((900, 4))
    resampled = imbalance_interval(errors, counts, drawn(900))
    assert imbalance_interval(errors, counts, None) == pytest.approx(resampled, rel=0.03)


def test_what_never_differs_is_certain() -> None:
    always = np.ones((20, 4)) * [2, 1, 1, 1]
    assert imbalance_interval(always, np.ones((20, 4)), drawn(20)) == pytest.approx((2, 2))
    assert imbalance_interval(always * [1, 1, 1, 0], np.ones((20, 4)), drawn(20)) == (1, np.inf)
