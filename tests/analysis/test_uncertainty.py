import numpy as np
import pandas as pd
import pytest
from scipy import stats

from containerloc.analysis.uncertainty import (
    ImageBootstrap,
    bootstrap_interval,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("hits", "n", "expected"),
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611)),
     (1, 29, (0.0061, 0.1718))],
)  # fmt: skip
def test_wilson_against_published_values(hits: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson_interval(hits, n) == pytest.approx(expected, abs=5e-5)


def test_no_trials_no_interval() -> None:
    assert np.isnan(wilson_interval(0, 0)).all()


def test_bootstrap_is_scipys() -> None:
    values = np.random.default_rng(0).gamma(2, 3, 60)
    expected = stats.bootstrap(
        (values,), np.mean, n_resamples=2000, batch=500, rng=np.random.default_rng(0)
    ).confidence_interval
    ours = bootstrap_interval(lambda rows: values[rows].mean(axis=-1), 60)
    assert ours == pytest.approx((expected.low, expected.high))


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).normal(size=30)
    intervals = {
        bootstrap_interval(lambda rows: values[rows].mean(axis=-1), 30, seed=seed)
        for seed in (1, 1, 2)
    }
    assert len(intervals) == 2


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_images_for_an_interval(n: int) -> None:
    assert np.isnan(bootstrap_interval(lambda rows: rows.mean(axis=-1), n)).all()


def test_nothing_varies() -> None:
    assert bootstrap_interval(lambda rows: np.full(rows.shape[:-1], 5.0), 9) == (5, 5)


def test_missed_labels_are_ignored_and_not_zero() -> None:
    images = pd.Series(["a", "b", "c", "d"])
    low, high = ImageBootstrap(images).interval(
        np.array([4.0, np.nan, 6, 5]), lambda values: np.nanmean(values, axis=-1)
    )
    assert 4 <= low < high <= 6
