"""How sure a number is: Wilson for rates, also of groups of images; BCa bootstrap for the rest."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from containerloc.quads import Floats

Statistic = Callable[[Floats], Floats]
Interval = tuple[float, float]
UNKNOWN: Interval = (float("nan"), float("nan"))

LEVEL = 0.95
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
Z = float(stats.norm.ppf(TAILS[1]))
POWER = 0.8
_UNSEEN = 0.25  # groups with the rarer outcome whose spread counts as much as none at all
LARGE = 1000  # images from which on BCa's correction is lost in the noise, and its cost is not


def wilson_interval(successes: float, n: float, *, steps: float = Z) -> Interval:
    """95 % Wilson interval of a rate; NaN when n is 0. An effective n need not be whole.

    `steps` are the standard errors that it reaches to either side.

    Examples
    --------
    >>> low, high = wilson_interval(74, 74)
    >>> round(low, 3), high
    (0.951, 1.0)
    """
    if n == 0:
        return UNKNOWN
    rate, scale = successes / n, 1 + steps**2 / n
    centre = (rate + steps**2 / (2 * n)) / scale
    half = steps * np.sqrt(rate * (1 - rate) / n + steps**2 / (4 * n**2)) / scale
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return float(low), float(high)


def rate_interval(successes: Floats, trials: Floats, *, are_grouped: bool = False) -> Interval:
    """95 % interval of a rate whose trials come in groups; counts of each group, `(n groups,)`.

    Wilson's, at the effective number of trials. Without groups, plain Wilson. `are_grouped`: groups
    hold several labels each, and how alike these are is known from so many groups only.

    Examples
    --------
    Two photos each of 37 containers, alike in each pair, tell as much as 37 photos:

    >>> alike = rate_interval(np.repeat([2.0, 0], [30, 7]), np.full(37, 2.0))
    >>> bool(np.allclose(alike, wilson_interval(30, 37)))
    True
    """
    n = float(np.sum(trials))
    if n == 0:
        return UNKNOWN
    rate = float(np.sum(successes)) / n
    size = effective_n(successes, trials, are_grouped=are_grouped)
    steps = steps_of_a_rate(trials, are_grouped=are_grouped)
    return wilson_interval(size if rate == 1 else rate * size, size, steps=steps)


def steps_of_a_rate(trials: Floats, *, are_grouped: bool) -> float:
    """Standard errors to either end: Student's where the variance is that of so many groups."""
    groups = int(np.count_nonzero(trials))
    return float(stats.t.ppf(TAILS[1], groups - 1)) if are_grouped and groups > 1 else Z


def effective_n(successes: Floats, trials: Floats, *, are_grouped: bool = False) -> float:
    """How many independent trials would tell the rate as surely as these groups of trials do.

    n over the design effect, the variance of the rate over groups against that of n independent
    trials (Rao & Scott 1992, Biometrics 48; Kish 1965), and never more than n. Where the rate is
    0 or 1 no variance is seen, and trials of a group count as wholly alike: Kish's
    (sum m)^2 / sum m^2. Where groups hold several labels each, the fewer of them have the rarer
    outcome, the more the design effect leans to that.
    """
    n, groups = float(np.sum(trials)), int(np.count_nonzero(trials))
    rate = float(np.sum(successes)) / n
    wholly_alike = float(np.sum(trials**2)) / n
    if groups < 2 or rate in (0, 1):
        return n / wholly_alike
    residuals = successes - rate * trials
    effect = float(np.sum(residuals**2)) / (n * rate * (1 - rate))
    if are_grouped:
        rarer = min(np.count_nonzero(successes), np.count_nonzero(trials - successes))
        seen = rarer / (rarer + _UNSEEN)
        effect = seen * effect * groups / (groups - 1) + (1 - seen) * wholly_alike
    return n / max(1.0, effect)


def events_interval(counts: Floats, images: Floats) -> Interval:
    """95 % interval of events per image, such as false positives; counts of each group.

    The score interval of a Poisson rate, Wilson's sibling, at an effective number of images by
    the dispersion between groups, never more than there are. Without a single event the interval
    ends near 3.84 / n; NaN without images.

    Examples
    --------
    >>> low, high = events_interval(np.zeros(74), np.ones(74))
    >>> low, round(high, 3)
    (0.0, 0.052)
    """
    n = float(np.sum(images))
    if n == 0:
        return UNKNOWN
    rate = float(np.sum(counts)) / n
    spread = float(np.sum((counts - rate * images) ** 2)) / n
    size = n / max(1.0, spread / rate) if rate > 0 else n**2 / float(np.sum(images**2))
    centre, half = rate + Z**2 / (2 * size), Z * np.sqrt(rate / size + Z**2 / (4 * size**2))
    return max(0.0, float(centre - half)), float(centre + half)


def images_needed(value: float, interval: Interval, *, bound: float, n: float) -> float:
    """How many images in all would set the number apart from the bound, four times out of five.

    The interval shrinks with the square root of n, and the number is taken to be as it was
    measured: power 80 % at 95 % confidence. `n` images gave the interval. Infinite where the
    number is at the bound, where the interval has no end on the bound's side, and beyond the
    largest float; NaN when unknown.

    Examples
    --------
    >>> images_needed(9.5, (8.5, 10.5), bound=10, n=74)
    605.0
    """
    end = interval[1] if value < bound else interval[0]
    if np.isnan([value, *interval]).any():
        return np.nan
    if value == bound or np.isinf(end):
        return np.inf
    with np.errstate(over="ignore"):  # more than the largest float is infinite
        sharper = np.abs(np.float64(end) - value) / abs(value - bound)
        return float(np.ceil(n * (sharper * (1 + float(stats.norm.ppf(POWER)) / Z)) ** 2))


def bootstrap_interval(
    statistic: Callable[[NDArray[np.int64]], Floats],
    n: int,
    *,
    seed: int = 0,
    n_resamples: int = 2000,
) -> Interval:
    """95 % BCa bootstrap interval of a statistic over n images (percentile for over 1000).

    `statistic` is given positions of images, `(..., n)`, and returns `(...)`: the statistic of
    each resampled set of images, all labels of an image together. NaN with fewer than 2 images,
    or where the statistic is NaN; the value itself where resampling never changes it. By
    `scipy.stats.bootstrap`.

    Examples
    --------
    >>> values = np.array([1.0, 2.0, 3.0, 4.0])
    >>> low, high = bootstrap_interval(lambda rows: values[rows].mean(axis=-1), 4)
    >>> bool(1 < low < 2.5 < high < 4)
    True
    """
    everything = np.arange(n)
    value = float(statistic(everything)) if n else np.nan
    if n < 2 or np.isnan(value):
        return UNKNOWN
    with warnings.catch_warnings():
        # scipy warns of degenerate data, which is answered below.
        warnings.simplefilter("ignore")
        result = stats.bootstrap(
            (everything,),
            lambda rows, axis: statistic(rows),
            n_resamples=n_resamples,
            confidence_level=LEVEL,
            method="BCa" if n <= LARGE else "percentile",
            vectorized=True,
            batch=500,
            rng=np.random.default_rng(seed),
        )
    replicates = result.bootstrap_distribution
    if np.nanmax(replicates) == np.nanmin(replicates) == value:
        return value, value
    low, high = float(result.confidence_interval.low), float(result.confidence_interval.high)
    if np.isnan(low) or np.isnan(high):
        # BCa has no answer where an image's absence leaves nothing: then the plain percentiles.
        with np.errstate(invalid="ignore"):  # between two infinite replicates lies an infinite one
            ends = np.nanquantile(replicates, TAILS)
        low, high = np.where(np.isnan(ends) & np.isinf(replicates).any(), np.inf, ends).tolist()
    return low, high


class ImageBootstrap:
    """Intervals of statistics of labels, in which a resampled image brings all its labels.

    `images` is the image of each label, shape `(n labels,)`, or its group of images.
    """

    def __init__(self, images: "pd.Series[Any]") -> None:
        self._image, names = pd.factorize(images)
        self._place = images.groupby(images, sort=False).cumcount().to_numpy()
        self.n = len(names)

    def interval(self, values: Floats, statistic: Statistic) -> Interval:
        """95 % interval of `statistic(values)`, which reduces the axis of the labels.

        `values` has shape `(n labels,)`, or `(n labels, k)` for a statistic of several columns;
        the statistic is given `(..., m)` or `(..., m, k)` with NaN to be ignored.
        """
        labels_of = self.resampled(values)
        return bootstrap_interval(lambda rows: quiet(statistic, labels_of(rows)), self.n)

    def resampled(self, values: Floats) -> Callable[[NDArray[np.int64]], Floats]:
        """What gives all labels of some images: positions `(..., n)` to values `(..., m, ...)`.

        NaN fills up the images that have fewer labels than the one with most.
        """
        most = int(self._place.max(initial=0)) + 1
        padded = np.full((self.n, most, *values.shape[1:]), np.nan)
        padded[self._image, self._place] = values
        return lambda rows: padded[rows].reshape(*rows.shape[:-1], -1, *values.shape[1:])


def quiet(statistic: Statistic, values: Floats) -> Floats:
    """The statistic, NaN without a warning where there is nothing but NaN."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return statistic(values)
