"""How sure the imbalance is: the worst corner's mean error over the best corner's.

The measured ratio is biased upwards, since chance alone makes some corner the worst: its BCa
interval covers 86 to 91 % at n = 74, and nothing at all where the corners are alike. So the
imbalance is taken for what it is, the largest of the twelve ratios of two corners. Its lower end
holds for all pairs at once that may be the largest (the `max t` of studentised resamples), its
upper end for each of them. It errs to the safe side: 95 to 98 %, most where corners are nearly
alike. Source: intersection bounds with preselected pairs (Chernozhukov, Lee &
Rosen 2013, Econometrica 81), with a bootstrap of log ratios.
"""

from itertools import permutations
from typing import Final

import numpy as np

from containerloc.analysis.statistics.intervals import TAILS, Interval
from containerloc.quads import Floats

_WORSE, _BETTER = np.array(list(permutations(range(4), 2))).T
_BOUNDLESS: Final = 50.0  # times the measured ratio
_MAY_BE_LARGEST: Final = 1.75  # standard errors by which a ratio may fall short of the largest


def corner_ratio(errors: Floats) -> Floats:
    """Largest mean error of the corners over the smallest, `(..., n labels, 4)` to `(...)`.

    1 is balanced; lower is better. NaN is left out; infinite where a corner has no error.

    Examples
    --------
    >>> float(corner_ratio(np.array([[6.0, 3, 4, 3], [6.0, 3, 4, np.nan]])))
    2.0
    """
    means = np.nanmean(errors, axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(means.max(axis=-1) / means.min(axis=-1))


def imbalance_interval(totals: Floats, counts: Floats, weights: Floats | None) -> Interval:
    """95 % interval of the imbalance, never below 1.

    Sums of errors and numbers of them by group of images and corner, `(n groups, 4)`; how often
    each group is drawn in each resample, `(resamples, n groups)`, or None for so many groups that
    chance is normal. [1, infinity), which is always right, where a corner is without any error.
    """
    if not (totals.sum(axis=0) > 0).all():
        return 1.0, np.inf
    ratios, influence = _log_ratios(totals, counts)
    errors = np.sqrt((influence**2).sum(axis=0))
    largest = int(ratios.argmax())
    short = np.sqrt(((influence - influence[:, [largest]]) ** 2).sum(axis=0))
    near = ratios >= ratios[largest] - _MAY_BE_LARGEST * short
    if errors[near].max() < 1e-12:
        return float(np.exp(ratios[largest])), float(np.exp(ratios[largest]))
    if weights is None:
        pivots = _normal_pivots(influence[:, near])
    else:
        pivots = _pivots(totals, counts, weights, ratios)[:, near]
    above = np.quantile(pivots.max(axis=1), TAILS[1])
    below = np.quantile(pivots, TAILS[0], axis=0)
    low = (ratios[near] - above * errors[near]).max()
    high = (ratios[near] - below * errors[near]).max()
    # One ID that outweighs all others leaves no upper end worth a number.
    end = float(np.exp(high)) if high < ratios[largest] + np.log(_BOUNDLESS) else np.inf
    return float(np.exp(max(low, 0.0))), end


def _log_ratios(totals: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Logarithms of the twelve ratios, and the influence of each group on each of them."""
    sums, n = totals.sum(axis=0), counts.sum(axis=0)
    logs = np.log(sums / n)
    influence = totals / sums - counts / n
    return logs[_WORSE] - logs[_BETTER], influence[:, _WORSE] - influence[:, _BETTER]


def _pivots(totals: Floats, counts: Floats, weights: Floats, ratios: Floats) -> Floats:
    """How far each resample's log ratios are off in its own standard errors."""
    both = np.concatenate([totals, counts], axis=1)
    sums = weights @ both
    products = (weights @ (both[:, :, None] * both[:, None, :]).reshape(len(both), -1)).reshape(
        -1, 8, 8
    )
    # An influence is total / sums - count / n: a resample's covariance of these is a quadratic.
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.concatenate([1 / sums[:, :4], -1 / sums[:, 4:]], axis=1)
        scaled = products * scale[:, :, None] * scale[:, None, :]
        covariance = scaled[:, :4, :4] + scaled[:, :4, 4:] + scaled[:, 4:, :4] + scaled[:, 4:, 4:]
        variance = np.einsum("bjj->bj", covariance)
        spread = variance[:, _WORSE] + variance[:, _BETTER] - 2 * covariance[:, _WORSE, _BETTER]
        logs = np.log(sums[:, :4] / sums[:, 4:])
        pivots: Floats = (logs[:, _WORSE] - logs[:, _BETTER] - ratios) / np.sqrt(
            np.maximum(spread, 1e-18)
        )
    return pivots[np.isfinite(pivots).all(axis=1)]


def _normal_pivots(influence: Floats) -> Floats:
    correlation = np.corrcoef(influence.T).reshape(influence.shape[1], -1)
    rng = np.random.default_rng(0)
    draws = rng.multivariate_normal(np.zeros(len(correlation)), correlation, 4000, method="eigh")
    return np.asarray(draws, np.float64)
