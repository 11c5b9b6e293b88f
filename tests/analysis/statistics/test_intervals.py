import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.analysis.statistics.intervals import (
    ImageBootstrap,
    bootstrap_interval,
    effective_n,
    events_interval,
    images_needed,
    rate_interval,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("hits", "n", "expected"),
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_against_published_values(hits: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson_interval(hits, n) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (3, 7), (37, 74), (73, 74), (74, 74)])
def test_wilson_is_scipys(hits: int, n: int) -> None:
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(hits, n) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize("hits", [0, 1, 30, 60])
def test_trials_one_by_one_are_plain_wilson(hits: int) -> None:
    successes = np.repeat([1.0, 0.0], [hits, 60 - hits])
    assert rate_interval(successes, np.ones(60)) == pytest.approx(wilson_interval(hits, 60))


@given(
    st.integers(1, 5).flatmap(
        lambda k: st.lists(st.booleans(), min_size=2, max_size=30).map(lambda of: (k, of))
    )
)
def test_k_alike_photos_tell_as_much_as_one(drawn: tuple[int, list[bool]]) -> None:
    k, hits = drawn
    once = np.array(hits, np.float64)
    copied = rate_interval(k * once, np.full(len(once), float(k)))
    assert copied == pytest.approx(rate_interval(once, np.ones(len(once))))


def test_groups_that_differ_within_tell_no_more_than_single_photos() -> None:
    # One hit and one miss in each of 20 groups: less spread than chance, yet n is 40 at most.
    assert effective_n(np.ones(20), np.full(20, 2.0)) == 40


def test_events_against_the_score_interval_of_a_poisson_mean() -> None:
    # (observed - rate * n)^2 = z^2 * rate * n at both ends; 9 events, each in another photo of 74.
    counts = np.repeat([1.0, 0], [9, 65])
    for end in events_interval(counts, np.ones(74)):
        assert (9 - 74 * end) ** 2 == pytest.approx(1.959964**2 * 74 * end)


def test_events_in_one_photo_are_less_sure_than_in_many() -> None:
    many, one = np.repeat([1.0, 0], [9, 65]), np.repeat([9.0, 0], [1, 73])
    spread, bunched = (events_interval(counts, np.ones(74)) for counts in (many, one))
    assert bunched[0] < spread[0] < spread[1] < bunched[1]
    assert np.isnan(events_interval(np.empty(0), np.empty(0))).all()


@pytest.mark.parametrize(
    ("value", "interval", "bound", "expected"),
    [
        (5, (4, 6), 5, np.inf),
        (5, (5, np.inf), 6, np.inf),
        (np.nan, (np.nan, np.nan), 6, np.nan),
        (5, (4, 9), 4, 74 * (1 + 0.8416212 / 1.959964) ** 2),
    ],
)
def test_images_needed(value, interval, bound, expected) -> None:
    assert images_needed(value, interval, bound=bound, n=74) == pytest.approx(
        np.ceil(expected), nan_ok=True
    )


@pytest.mark.parametrize("huge", [1e160, 1e300, 1.7e308])
def test_a_huge_interval_needs_endless_images_without_a_warning(huge: float) -> None:
    assert images_needed(5.0, (-huge, huge), bound=4, n=74) == np.inf
    assert images_needed(0.0, (-1, 1), bound=1 / huge, n=74) == np.inf


def test_images_needed_do_decide_four_times_out_of_five() -> None:
    rng = np.random.default_rng(0)
    n = int(images_needed(0.3, (0.3 - 1.96 / 8, 0.3 + 1.96 / 8), bound=0, n=64))
    means = rng.normal(0.3, 1, (4000, n)).mean(axis=1)
    assert np.mean(means - 1.96 / np.sqrt(n) > 0) == pytest.approx(0.8, abs=0.03)


def test_no_trials_no_interval() -> None:
    assert np.isnan(wilson_interval(0, 0)).all()
    assert np.isnan(rate_interval(np.empty(0), np.empty(0))).all()


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


def test_an_end_among_infinite_replicates_is_infinite() -> None:
    values = np.array([[4.0, 0, 1, 1], [4, 0, 1, 1], [4, 0, 1, 1], [4, 0, 1, 1], [4, 1, 1, 1]])
    low, high = bootstrap_interval(lambda rows: corner_ratio(values[rows]), 5)
    assert np.isfinite(low)
    assert np.isinf(high)
