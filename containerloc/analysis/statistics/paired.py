"""Whether one of two experiments is really better: paired, on the same labels of the same photos.

The difference's interval and p come from one symmetric studentised bootstrap over groups of
images (Hall 1988, JRSS B 50): p < 0.05 just where the 95 % interval leaves out 0. Where groups
hold several labels each, the level is narrowed as of so few groups: equals of 15 groups, whose
differences are skewed, would be told apart in 8 to 10 %. Over 1,000 pairs
of equals at n = 74 it reports a difference in 2 to 6 %. An equal-tailed bootstrap does so in up to
11 % where a few IDs are far off, a t-test and random signs in up to 7.5 % where differences are
skewed, and ranks (Wilcoxon) answer another question than which mean is lower
(`benchmarks/intervals.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.statistics import intervals
from containerloc.analysis.statistics.grouped import RESAMPLES, GroupIntervals, small_sample_tail
from containerloc.analysis.statistics.intervals import ImageBootstrap, Interval, Statistic, quiet
from containerloc.quads import Floats

ALPHA: Final = 1 - intervals.LEVEL
_SHORT_OF_GROUPS: Final = 25  # where all labels are of one; chosen on 15 groups of five
_BATCH: Final = 250  # resamples that are held in memory at once


@dataclass(frozen=True)
class PairedDifference:
    """The mean of first minus second over the `n` labels that have both.

    `interval` 95 %; `p` two-sided, of no difference; `at_least` and `at_most` are one-sided 95 %
    limits of the difference, by which "no worse than x px" is judged. NaN when unknown.
    """

    difference: float
    interval: Interval
    p: float
    at_least: float
    at_most: float
    n: int


def paired_difference(
    first: Floats,
    second: Floats,
    *,
    groups: "pd.Series[Any]",
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> PairedDifference:
    """The mean difference of two experiments on the same labels, first minus second.

    Values of each label, `(n labels,)`, NaN where an experiment has none: only labels that have
    both count. `groups` is the image of each label, or its group of images.

    Examples
    --------
    >>> errors = np.arange(40.0)
    >>> pair = paired_difference(errors + np.tile([1.0, 2], 20), errors,
    ...                           groups=pd.Series(range(40)))
    >>> pair.difference, pair.p < 0.001, pair.at_least > 1
    (1.5, True, True)
    """
    difference = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    known = np.isfinite(difference)
    n = int(known.sum())
    over = GroupIntervals(groups[known].reset_index(drop=True), seed=seed, resamples=resamples)
    mean = float(difference[known].mean()) if n else np.nan
    if over.n < 2:
        return _unknown(mean, n)
    counts = over.sums(np.ones(n))
    centred = over.sums(difference[known]) - mean * counts
    error = float(np.sqrt(np.sum(centred**2))) / n
    if error <= 1e-12 * abs(mean) or error == 0:
        return _constant(mean, n, over.n, resamples)
    pivots, errors = over.pivots(centred, counts)
    # A resample of one value over and over has no error: nothing can be ruled out by it.
    pivots = np.where(errors > 1e-6 * error, pivots, np.inf)
    far, alpha = np.abs(pivots), _level(counts, n)
    p = _at_level((1 + np.count_nonzero(far >= abs(mean) / error)) / (1 + len(far)), alpha)
    half = error * float(np.quantile(far, 1 - alpha, method="higher"))
    down, up = _one_sided(pivots, small_sample_tail(ALPHA, counts))
    return PairedDifference(
        mean, (mean - half, mean + half), p, mean - error * down, mean + error * up, n
    )


def _level(counts: Floats, n: int) -> float:
    """The level to test at, so that 5 % are left: less where few groups hold several labels each.

    A symmetric interval errs to the short side where differences are skewed, and 15 groups are too
    few to show that: as of `small_sample_tail`, the more so the fewer groups `n` labels make.
    """
    groups = int(np.count_nonzero(counts))
    return small_sample_tail(ALPHA, counts, _SHORT_OF_GROUPS * (1 - groups / n))


def _at_level(p: float, alpha: float) -> float:
    """A p-value by which below 0.05 is what was below the level."""
    return float(min(1.0, p * ALPHA / alpha))


def _unknown(value: float, n: int) -> PairedDifference:
    return PairedDifference(value, intervals.UNKNOWN, np.nan, np.nan, np.nan, n)


def _constant(value: float, n: int, n_groups: int, resamples: int) -> PairedDifference:
    """Where every group says the same: as sure as so many tosses of a coin with one outcome."""
    p = 1.0 if value == 0 else max(2.0 ** (1 - n_groups), 1 / resamples)
    return PairedDifference(value, (value, value), p, value, value, n)


def _one_sided(pivots: Floats, tail: float) -> tuple[float, float]:
    """Standard errors down and up to the limits that leave a tail each.

    The farther of the symmetric and the one-tailed one: either alone is short, where a few
    differences are far off or where all are skewed.
    """
    symmetric = np.quantile(np.abs(pivots), 1 - 2 * tail, method="higher")
    down = np.quantile(pivots, 1 - tail, method="higher")
    up = -np.quantile(pivots, tail, method="lower")
    return float(max(symmetric, down)), float(max(symmetric, up))


def holm(p_values: Sequence[float] | Floats) -> Floats:
    """P-values adjusted so that one false report among all has the stated rate (Holm 1979).

    NaN stays NaN and is not counted.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p_values, np.float64)
    order = np.argsort(values)[: int(np.isfinite(values).sum())]
    adjusted = np.full(len(values), np.nan)
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return adjusted


def no_worse(pair: PairedDifference, *, margin: float, higher_is_better: bool = False) -> bool:
    """Whether the first is worse than the second by less than `margin`, at one-sided 95 %.

    Never so where the limit is unknown.

    Examples
    --------
    >>> pair = PairedDifference(0.5, (-0.5, 1.5), 0.3, -0.3, 1.3, 74)
    >>> no_worse(pair, margin=2), no_worse(pair, margin=1)
    (True, False)
    """
    return bool(pair.at_least > -margin if higher_is_better else pair.at_most < margin)


def verdict(
    pair: PairedDifference,
    *,
    margin: float = 0.0,
    higher_is_better: bool = False,
    p: float | None = None,
) -> str:
    """What may be said of the first: `better`, `worse`, `equivalent`, `no difference shown`.

    `p` stands for the pair's own where it was adjusted for several metrics. Equivalent: both
    one-sided 95 % limits lie within the margin (two one-sided tests, Schuirmann 1987), also where
    it is beyond chance that there is some difference: it is too small to matter.

    Examples
    --------
    >>> pair = PairedDifference(-1.0, (-1.5, -0.5), 0.001, -1.4, -0.6, 74)
    >>> verdict(pair), verdict(pair, higher_is_better=True), verdict(pair, p=0.2, margin=2)
    ('better', 'worse', 'equivalent')
    """
    if -margin < pair.at_least and pair.at_most < margin:
        return "equivalent"
    if (pair.p if p is None else p) < ALPHA:
        return "better" if (pair.difference > 0) == higher_is_better else "worse"
    return "no difference shown"


def paired_statistic(
    first: Floats,
    second: Floats,
    statistic: Statistic,
    *,
    groups: "pd.Series[Any]",
    resamples: int = RESAMPLES,
) -> PairedDifference:
    """The statistic of the first minus that of the second, over the labels that both have.

    Interval and p come from one symmetric bootstrap of the difference over groups of images, so
    that p < 0.05 just where the 95 % interval leaves out 0. A resample draws both experiments'
    values of a label together: what makes an ID hard for both makes neither look better.

    Parameters
    ----------
    first, second
        `(n labels,)`, or `(n labels, k)` for a statistic of several columns; NaN where an
        experiment has none.
    statistic
        Reduces the axis of the labels: `(..., m)` or `(..., m, k)`, NaN to be ignored.
    groups
        The image of each label, or its group of images.

    Examples
    --------
    >>> errors = np.random.default_rng(0).gamma(2, 3, 60)
    >>> median = lambda values: np.nanmedian(values, axis=-1)
    >>> pair = paired_statistic(errors + 2, errors, median, groups=pd.Series(range(60)))
    >>> round(pair.difference, 6), pair.p < 0.001
    (2.0, True)
    """
    both = np.stack([first, second], axis=0).astype(np.float64)
    known = np.asarray(np.isfinite(both).all(axis=(0, *range(2, both.ndim))))
    over, n = ImageBootstrap(groups[known]), int(known.sum())
    value = float(_difference(statistic, *both[:, known])) if n else np.nan
    if over.n < 2 or not np.isfinite(value):
        return _unknown(value, n)
    first_of, second_of = (over.resampled(values) for values in both[:, known])
    rows = np.random.default_rng(0).integers(over.n, size=(resamples, over.n))
    drawn = [
        _difference(statistic, first_of(batch), second_of(batch))
        for batch in np.split(rows, range(_BATCH, resamples, _BATCH))
    ]
    far = np.abs(np.concatenate(drawn) - value)
    far = np.where(np.isnan(far), np.inf, far)  # a resample without an answer rules nothing out
    if not far.any():
        return _constant(value, n, over.n, resamples)
    alpha = _level(np.ones(over.n), n)
    p = _at_level((1 + np.count_nonzero(far >= abs(value) * (1 - 1e-9))) / (1 + len(far)), alpha)
    half, less = np.quantile(far, [1 - alpha, 1 - 2 * alpha], method="higher").tolist()
    return PairedDifference(value, (value - half, value + half), p, value - less, value + less, n)


def _difference(statistic: Statistic, first: Floats, second: Floats) -> Floats:
    return np.asarray(quiet(statistic, first) - quiet(statistic, second))
