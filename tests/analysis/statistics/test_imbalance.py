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


@pytest.mark.parametrize("n", [2, 3, 5, 30])
@pytest.mark.parametrize("resampled", [True, False])
@pytest.mark.parametrize(
    "spoilt",
    [
        lambda errors: errors,
        lambda errors: errors * [1e9, 1, 1e-9, 1],
        lambda errors: errors * [[1e6], *[[1.0]] * (len(errors) - 1)],
        lambda errors: np.where(np.arange(len(errors))[:, None] > 0, errors * [1, 1, 1, 0], errors),
        lambda errors: errors[:, [0]] * [1, 1, 1, 1],
        lambda errors: errors[:, [0]] * [2, 1, 1, 1],
        lambda errors: np.broadcast_to([3.0, 3, 1, 1], errors.shape),
    ],
    ids=["plain", "scales", "outlier", "one error", "alike", "twice", "constant"],
)
def test_odd_errors_give_an_interval_and_no_warning(n: int, resampled: bool, spoilt) -> None:
    errors = spoilt(np.random.default_rng(n).gamma(4, 0.25, (n, 4)))
    weights = drawn(n, 500) if resampled else None
    low, high = imbalance_interval(errors, np.ones((n, 4)), weights)
    measured = float(corner_ratio(errors))
    assert 1 <= low <= measured * (1 + 1e-9)
    assert high >= measured * (1 - 1e-9)


def test_a_corner_that_few_groups_have() -> None:
    errors = np.random.default_rng(0).gamma(4, 0.25, (12, 4))
    counts = np.ones((12, 4))
    counts[1:, 3] = errors[1:, 3] = 0
    for weights in (drawn(12), None):
        low, high = imbalance_interval(errors, counts, weights)
        assert 1 <= low <= high
