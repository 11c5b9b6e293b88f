"""The difference of two experiments in a number that is no mean: a median, a spread, a ratio."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.group_intervals import RESAMPLES
from containerloc.analysis.paired import ALPHA, PairedDifference
from containerloc.analysis.uncertainty import LEVEL, UNKNOWN, Statistic, quiet
from containerloc.quads import Floats

Places = NDArray[np.int64]
_BATCH: Final = 250


def paired_statistic(
    first: Floats, second: Floats, statistic: Statistic, *, groups: "pd.Series[Any]",
    resamples: int = RESAMPLES,
) -> PairedDifference:  # fmt: skip
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
    >>> found = paired_statistic(errors + 2, errors, median, groups=pd.Series(range(60)))
    >>> round(found.difference, 6), found.p < 0.001
    (2.0, True)
    """
    both = np.stack([first, second], axis=0).astype(np.float64)
    known = np.asarray(np.isfinite(both).all(axis=(0, *range(2, both.ndim))))
    place, names = pd.factorize(groups[known])
    n, n_groups = int(known.sum()), len(names)
    if n_groups < 2:
        value = _difference(both[:, known], statistic) if n else np.nan
        return PairedDifference(float(value), UNKNOWN, np.nan, np.nan, np.nan, n)
    padded = _by_group(both[:, known], place, n_groups)
    value = float(_difference(both[:, known], statistic))
    if not np.isfinite(value):
        return PairedDifference(value, UNKNOWN, np.nan, np.nan, np.nan, n)
    rng = np.random.default_rng(0)
    drawn = [
        _resampled(padded, rng.integers(n_groups, size=(min(_BATCH, resamples - start), n_groups)),
                   statistic)
        for start in range(0, resamples, _BATCH)
    ]  # fmt: skip
    far = np.abs(np.concatenate(drawn) - value)
    far = np.where(np.isnan(far), np.inf, far)  # a resample without an answer rules nothing out
    if not far.any():
        # Every resample says the same: as sure as so many tosses of a coin with one outcome.
        p = 1.0 if value == 0 else max(2.0 ** (1 - n_groups), 1 / resamples)
        return PairedDifference(value, (value, value), p, value, value, n)
    p = float((1 + np.count_nonzero(far >= abs(value) * (1 - 1e-9))) / (1 + len(far)))
    half, less = np.quantile(far, [LEVEL, 1 - 2 * ALPHA], method="higher").tolist()
    return PairedDifference(value, (value - half, value + half), p, value - less, value + less, n)


def _difference(both: Floats, statistic: Statistic) -> Floats:
    return np.asarray(quiet(statistic, both[0]) - quiet(statistic, both[1]))


def _by_group(both: Floats, place: Places, n_groups: int) -> Floats:
    """Values as `(2, n groups, most labels of a group, ...)`, NaN where a group has fewer."""
    within = pd.Series(place).groupby(place).cumcount().to_numpy()
    padded = np.full((2, n_groups, int(within.max()) + 1, *both.shape[2:]), np.nan)
    padded[:, place, within] = both
    return padded


def _resampled(padded: Floats, rows: Places, statistic: Statistic) -> Floats:
    drawn = padded[:, rows]  # (2, resamples, n groups, most labels, ...)
    return _difference(drawn.reshape(2, len(rows), -1, *padded.shape[3:]), statistic)
