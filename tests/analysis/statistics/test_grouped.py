import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from containerloc.analysis.statistics.grouped import GroupIntervals, studentised
from containerloc.quads import Floats

SINGLE = pd.Series(range(74))
RNG = np.random.default_rng(2)
ERRORS = RNG.gamma(2, 3, 74)


def over(groups: "pd.Series[int]" = SINGLE) -> GroupIntervals:
    return GroupIntervals(groups)


def test_studentised_mean_is_that_of_a_loop_over_resamples() -> None:
    rng = np.random.default_rng(5)
    pivots = []
    for _ in range(4000):
        drawn = ERRORS[rng.integers(0, 74, 74)]
        pivots.append((drawn.mean() - ERRORS.mean()) / (drawn.std() / np.sqrt(74)))
    below, above = np.quantile(pivots, [0.025, 0.975])
    error = ERRORS.std() / np.sqrt(74)
    expected = ERRORS.mean() - above * error, ERRORS.mean() - below * error
    assert over().mean(ERRORS) == pytest.approx(expected, rel=0.02)


def test_near_the_bca_of_scipy_where_nothing_is_skewed() -> None:
    values = np.random.default_rng(0).normal(50, 5, 74)
    bca = stats.bootstrap((values,), np.mean, rng=np.random.default_rng(0)).confidence_interval
    assert over().mean(values) == pytest.approx((bca.low, bca.high), rel=0.005)


def test_a_group_drawn_twice_counts_twice_with_all_its_labels() -> None:
    # Copies of every photo in its group: the same doubt as without copies.
    copied = over(pd.Series(np.repeat(range(74), 3)))
    assert copied.mean(ERRORS.repeat(3)) == pytest.approx(over().mean(ERRORS))
    # Of a spread groups tell less than their number: a little wider.
    single, grouped = over().std(ERRORS), copied.std(ERRORS.repeat(3))
    assert grouped == pytest.approx(single, rel=0.1)
    assert grouped[0] < single[0] < single[1] < grouped[1]
    assert copied.quantile(ERRORS.repeat(3), 0.5) == pytest.approx(
        over().quantile(ERRORS, 0.5), rel=0.05
    )
    corners = RNG.gamma(2, 3, (74, 4))
    assert copied.imbalance(corners.repeat(3, axis=0)) == pytest.approx(over().imbalance(corners))


def test_unequal_groups_are_weighed_by_their_labels() -> None:
    weights = np.array([[2.0, 0, 1]])
    counts, totals = np.array([1.0, 2, 3]), np.array([4.0, 2, 9])
    mean = 15 / 6
    pivots, errors = studentised(totals - mean * counts, counts, weights)
    # Drawn: the first group twice and the third: 17 of 5 labels.
    resampled = 17 / 5
    left = np.array([4 - resampled, 4 - resampled, 9 - 3 * resampled])
    assert errors[0] == pytest.approx(np.sqrt((left**2).sum()) / 5)
    assert pivots[0] == pytest.approx((resampled - mean) / errors[0])


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 50), st.integers(0, 3))
def test_pixels_of_another_size_scale_the_interval(factor: float, seed: int) -> None:
    values = np.random.default_rng(seed).gamma(2, 3, 74)
    for number in ("mean", "std"):
        once, scaled = (np.array(getattr(over(), number)(v)) for v in (values, factor * values))
        assert scaled == pytest.approx(factor * once)


def test_missed_labels_are_left_out_and_not_zero() -> None:
    lost = np.where(np.arange(74) < 30, np.nan, ERRORS)
    low, high = over().mean(lost)
    assert low < ERRORS[30:].mean() < high
    assert (low, high) == pytest.approx(GroupIntervals(SINGLE[:44]).mean(ERRORS[30:]), rel=0.05)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_images(n: int) -> None:
    few, values = GroupIntervals(SINGLE[:n]), np.full(n, 3.0)
    ends = [few.mean(values), few.std(values), few.quantile(values, 0.5)]
    assert np.isnan(ends).all()


@pytest.mark.parametrize("n", [2, 5, 9, 10, 74])
def test_all_missed_and_all_alike(n: int) -> None:
    some = GroupIntervals(SINGLE[:n])
    assert np.isnan([some.mean(np.full(n, np.nan)), some.std(np.full(n, np.nan))]).all()
    assert some.mean(np.full(n, 3.0)) == (3, 3)
    assert some.std(np.full(n, 3.0)) == (0, 0)


def test_one_odd_value_among_equals_leaves_a_finite_interval() -> None:
    low, high = over().mean(np.where(np.arange(74) == 5, 0.0, 1.0), limits=(0, 1))
    assert 0.9 < low < 73 / 74 <= high <= 1


def test_one_blunder_leaves_the_spread_an_interval_off_zero() -> None:
    errors = np.where(np.arange(74) == 5, 570.0, ERRORS)
    low, high = over().std(errors)
    assert ERRORS.std() < low < errors.std() < high < 4 * errors.std()


def test_spread_of_normal_errors_holds_the_interval_of_chi_square() -> None:
    values = np.random.default_rng(1).normal(0, 3, 500)
    low, high = GroupIntervals(pd.Series(range(500))).std(values)
    ends = values.std() * np.sqrt(500 / stats.chi2.ppf([0.975, 0.025], 499))
    # Tails are narrowed by 500 / 610: a little wider than the exact one.
    assert ends[0] - 0.05 < low < ends[0] < ends[1] < high < ends[1] + 0.05


def test_quantiles_of_few_have_open_ends() -> None:
    assert GroupIntervals(SINGLE[:3]).quantile(ERRORS[:3], 0.5) == (0, np.inf)
    low, high = GroupIntervals(SINGLE[:20]).quantile(ERRORS[:20], 0.9)
    assert np.median(ERRORS[:20]) < low
    assert np.isinf(high)  # all of 20 may well lie below the true 90th percentile


def test_median_close_to_the_exact_interval_of_order_statistics() -> None:
    exact = stats.quantile_test(ERRORS, q=0, p=0.5).confidence_interval(0.95)
    assert over().quantile(ERRORS, 0.5) == pytest.approx((exact.low, exact.high), rel=0.06)


def test_many_images_are_the_normal_interval() -> None:
    values = np.random.default_rng(0).gamma(2, 3, 1500)
    low, high = GroupIntervals(pd.Series(range(1500))).mean(values)
    half = 1.959964 * values.std() / np.sqrt(1500)
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), rel=0.001)


def corners(scale: list[float], n: int = 74) -> Floats:
    return np.random.default_rng(3).gamma(3, 1, (n, 4)) * scale


def test_imbalance_that_is_plain_to_see() -> None:
    low, high = over().imbalance(corners([3.0, 1, 1, 1]))
    assert 1.5 < low < 3 < high < 5


def test_corners_that_are_alike_may_be_balanced() -> None:
    assert over().imbalance(corners([1.0, 1, 1, 1]))[0] == 1


@pytest.mark.parametrize("n", [5, 74, 2000])
def test_imbalance_whichever_corner_is_worst(n: int) -> None:
    errors = corners([2.0, 1, 1.2, 1], n)
    some = GroupIntervals(pd.Series(range(n)))
    low, high = some.imbalance(errors)
    means = errors.mean(axis=0)
    assert 1 <= low < means.max() / means.min() < high
    assert some.imbalance(errors[:, [1, 2, 0, 3]]) == pytest.approx((low, high), rel=0.02)


def test_imbalance_against_a_corner_without_error_is_open() -> None:
    assert over().imbalance(corners([1.0, 1, 1, 0])) == (1, np.inf)
    assert over().imbalance(np.ones((74, 4)) * [2, 1, 1, 1]) == pytest.approx((2, 2))
