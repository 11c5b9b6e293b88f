"""The tests behind slices, against SciPy and by hand."""

import numpy as np
import pytest
from scipy import stats

from containerloc.analysis.measures.slice_tests import (
    adjusted_error,
    least_ratio,
    p_of_errors,
    p_of_misses,
)


def test_adjusted_error_takes_out_size_and_nothing_else(plant_errors) -> None:
    # Errors that grow with the text height; every other ID is twice as far off.
    height = np.exp(np.random.default_rng(6).normal(3.4, 0.6, 74))
    error = height**0.7 * np.where(np.arange(74) % 2, 2.0, 1.0)
    errors = plant_errors(error, text_height_px=height)
    adjusted = adjusted_error(errors)
    assert adjusted.mean() == pytest.approx(0, abs=1e-12)
    assert adjusted[1::2].mean() - adjusted[::2].mean() == pytest.approx(np.log(2), rel=0.15)
    assert np.isnan(adjusted_error(errors.take(range(9)))).all()


def test_the_larger_p_of_two_measures() -> None:
    rng = np.random.default_rng(0)
    inside = np.arange(40) < 15
    first, second = rng.normal(inside, 1.0), rng.normal(0.5 * inside, 1.0)
    each = [stats.mannwhitneyu(x[inside], x[~inside]).pvalue for x in (first, second)]
    assert p_of_errors([first], inside) == pytest.approx(each[0])
    assert p_of_errors([first, second], inside) == pytest.approx(max(each))
    assert p_of_errors([first, -first], inside) == 1  # they contradict each other


def test_too_few_errors_prove_nothing() -> None:
    values, inside = np.arange(10.0), np.arange(10) < 4
    assert p_of_errors([values], inside) == 1
    assert np.isnan(least_ratio([values], inside)).all()
    values = np.where(np.arange(20) < 12, np.nan, 1.0)  # unknown ones do not count
    assert p_of_errors([values], np.arange(20) < 16) == 1


def test_misses_by_fisher() -> None:
    inside, lost = np.arange(20) < 8, np.isin(np.arange(20), (0, 1, 2, 3, 15))
    table = [[4, 1], [4, 11]]
    assert p_of_misses(lost, inside) == pytest.approx(stats.fisher_exact(table).pvalue)
    assert np.isnan(p_of_misses(np.arange(20) < 2, inside))


def test_ratio_of_geometric_means() -> None:
    rng = np.random.default_rng(1)
    inside = np.arange(60) < 30
    values = rng.normal(0, 0.2, 60) + np.log(2) * inside
    ratio, low, high = least_ratio([values], inside)
    here, others = values[inside], values[~inside]
    welch = stats.ttest_ind(here, others, equal_var=False).confidence_interval(0.95)
    assert ratio == pytest.approx(np.exp(here.mean() - others.mean()))
    assert (low, high) == pytest.approx((np.exp(welch.low), np.exp(welch.high)))
    assert least_ratio([values, values / 4], inside)[0] == pytest.approx(ratio**0.25)
