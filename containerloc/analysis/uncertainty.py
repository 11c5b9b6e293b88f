"""How sure a number is: bootstrap over images, Wilson for rates."""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from containerloc.quads import Floats

Statistic = Callable[[Floats], Floats]
Interval = tuple[float, float]
UNKNOWN: Interval = (float("nan"), float("nan"))

LEVEL = 0.95
LARGE = 1000  # images from which on BCa's correction is lost in the noise, and its cost is not


def wilson_interval(successes: int, n: int) -> Interval:
    """95 % Wilson interval of a rate; NaN when n is 0.

    Examples
    --------
    >>> low, high = wilson_interval(74, 74)
    >>> round(low, 3), high
    (0.951, 1.0)
    """
    if n == 0:
        return UNKNOWN
    interval = stats.binomtest(successes, n).proportion_ci(LEVEL, method="wilson")
    return float(interval.low), float(interval.high)


def bootstrap_interval(
    statistic: Callable[[NDArray[np.int64]], Floats], n: int, *, seed: int = 0,
    n_resamples: int = 2000,
) -> Interval:  # fmt: skip
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
            (everything,), lambda rows, axis: statistic(rows), n_resamples=n_resamples,
            confidence_level=LEVEL, method="BCa" if n <= LARGE else "percentile",
            vectorized=True, batch=500,
            rng=np.random.default_rng(seed),
        )  # fmt: skip
    replicates = result.bootstrap_distribution
    if np.nanmax(replicates) == np.nanmin(replicates) == value:
        return value, value
    low, high = float(result.confidence_interval.low), float(result.confidence_interval.high)
    if np.isnan(low) or np.isnan(high):
        # BCa has no answer where an image's absence leaves nothing: then the plain percentiles.
        tail = (1 - LEVEL) / 2
        low, high = np.nanquantile(replicates, [tail, 1 - tail]).tolist()
    return low, high


class ImageBootstrap:
    """Intervals of statistics of labels, in which a resampled image brings all its labels.

    `images` is the image of each label, shape `(n labels,)`.
    """

    def __init__(self, images: "pd.Series[str]") -> None:
        self._image, names = pd.factorize(images)
        self._place = images.groupby(images, sort=False).cumcount().to_numpy()
        self._n_images = len(names)
        self._fullest = int(self._place.max(initial=0)) + 1

    def interval(self, values: Floats, statistic: Statistic) -> Interval:
        """95 % interval of `statistic(values)`, which reduces the axis of the labels.

        `values` has shape `(n labels,)`, or `(n labels, k)` for a statistic of several columns;
        the statistic is given `(..., m)` or `(..., m, k)` with NaN to be ignored.
        """
        padded = np.full((self._n_images, self._fullest, *values.shape[1:]), np.nan)
        padded[self._image, self._place] = values

        def resampled(rows: NDArray[np.int64]) -> Floats:
            labels = padded[rows].reshape(*rows.shape[:-1], -1, *values.shape[1:])
            return quiet(statistic, labels)

        return bootstrap_interval(resampled, self._n_images)


def quiet(statistic: Statistic, values: Floats) -> Floats:
    """The statistic, NaN without a warning where there is nothing but NaN."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return statistic(values)
