"""Intervals over groups of images, each kind of number by the method that covers it at n = 74.

`benchmarks/intervals.py` measures it, on errors with a heavy tail (lognormal, sigma 0.6 to 0.9),
where plain BCa contains the truth in 92 % for means, 80 to 89 % for standard deviations, 93 % for
90th percentiles, 86 to 91 % for the imbalance. So:

- means: studentised bootstrap (Hall 1988, Annals of Statistics 16; DiCiccio & Efron 1996). Alone
  it covers 92.5 to 94.5 %; its tails are narrowed for small samples, see `small_sample_tail`;
- quantiles: Woodruff (1952, JASA 47), the interval of the share below, read off the data;
- standard deviation: Hall's transformation against skewness (1992, JRSS B 54) of the mean squared
  deviation, its tails narrowed more: alone it covers 90 %, as the sample has hardly seen the tail
  that sets the spread. Where errors are close to normal the price is 97 % and a wider interval,
  and under a very heavy tail (sigma 1.1, not tuned on) one corner's is still 92 %;
- imbalance: see `imbalance`.

Groups of several labels each, as photos of one container, are fewer than they seem: rates and
quantiles then reach as many standard errors as Student's distribution asks of so many groups, and
take rare outcomes for shared within a group until several groups have shown them. With 15 groups of
five, 90th percentiles mostly have no upper end: so few groups cannot tell one.

No interval can account for what the sample has not met: blunders so rare that 74 photos may well
contain none.
"""

from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.statistics import intervals
from containerloc.analysis.statistics.imbalance import corner_ratio, imbalance_interval
from containerloc.analysis.statistics.intervals import LARGE, TAILS, ImageBootstrap, Interval
from containerloc.quads import Bools, Floats

RESAMPLES: Final = 2000
MIN_GROUPS: Final = 10  # with fewer, a resample's own standard error says too little
# Groups by which a sample falls short of what the methods need: tuned on the benchmark's WORLDS.
_SHORT_OF_MEAN: Final = 20
_SHORT_OF_STD: Final = 110
_SHORT_OF_STD_GROUPED: Final = 150  # each has several labels, alike


class GroupIntervals:
    """95 % intervals of numbers of labels, over groups of images that are drawn whole.

    `groups` is the group of each label, shape `(n labels,)`: its image, or a group of
    near-duplicates. NaN with fewer than two groups; BCa with fewer than ten. Values are NaN where
    a label has none.
    """

    def __init__(
        self, groups: "pd.Series[Any]", *, seed: int = 0, resamples: int = RESAMPLES
    ) -> None:
        self._of, names = pd.factorize(groups)
        self.n, self._seed, self._resamples = len(names), seed, resamples
        self._are_grouped = self.n < len(groups)
        self._bca = ImageBootstrap(groups)

    def mean(
        self, values: Floats, *, limits: Interval = (0.0, np.inf), heavy_tail: bool = True
    ) -> Interval:
        """Of a mean, which cannot leave the limits; without a heavy tail nothing is narrowed."""
        totals, counts = self.sums(values), self.sums(np.isfinite(values))
        if np.count_nonzero(counts) < MIN_GROUPS:
            return self._bca.interval(values, _mean)
        value = totals.sum() / counts.sum()
        centred = totals - value * counts
        error = np.sqrt(np.sum(centred**2)) / counts.sum()
        if error <= 1e-12 * abs(value):
            return value, value
        pivots, errors = self.pivots(centred, counts)
        if np.mean(errors < 0.1 * error) > (1 - intervals.LEVEL) / 10:
            # Nearly all values are one: without the few others nothing is left to measure by.
            return self._bca.interval(values, _mean)
        is_short = heavy_tail or self._are_grouped
        tail = small_sample_tail(TAILS[0], counts) if is_short else TAILS[0]
        below, above = np.nanquantile(pivots, [tail, 1 - tail])
        return _clipped(value - above * error, value - below * error, limits)

    def std(self, values: Floats) -> Interval:
        """Of a standard deviation, ddof 0."""
        counts = self.sums(np.isfinite(values))
        if np.count_nonzero(counts) < MIN_GROUPS:
            return self._bca.interval(values, lambda drawn: np.asarray(np.nanstd(drawn, axis=-1)))
        squares = (values - np.nanmean(values)) ** 2
        variance = np.nanmean(squares)
        influence = (self.sums(squares) - variance * counts) / counts.sum()
        error, short_of = np.sqrt(np.sum(influence**2)), _SHORT_OF_STD
        if error <= 1e-12 * variance or variance < 1e-18:
            return float(np.sqrt(variance)), float(np.sqrt(variance))
        skew, known = np.sum(influence**3) / error**3, np.count_nonzero(counts)
        if self._are_grouped:
            error, short_of = error * np.sqrt(known / (known - 1)), _SHORT_OF_STD_GROUPED
        tail = small_sample_tail(TAILS[0], counts, short_of)
        plain = np.asarray(stats.t.ppf([tail, 1 - tail], known - 1))
        steps = _unskewed(plain, float(skew))
        # Hall's lower end falls below 0 where one value outweighs all others; a logarithm's cannot.
        low = max(variance - steps[1] * error, variance * np.exp(-plain[1] * error / variance))
        return float(np.sqrt(low)), float(np.sqrt(variance - steps[0] * error))

    def quantile(self, values: Floats, share: float) -> Interval:
        """Of the value below which a share lies; 0 or infinity where the sample ends before."""
        known = np.isfinite(values)
        counts = self.sums(known)
        if np.count_nonzero(counts) < 2:
            return intervals.UNKNOWN
        below = self.sums(known & (values <= np.nanquantile(values, share)))
        n = intervals.effective_n(below, counts, are_grouped=self._are_grouped)
        steps = intervals.steps_of_a_rate(counts, are_grouped=self._are_grouped)
        half = steps * np.sqrt(share * (1 - share) / n)
        low = np.nanquantile(values, share - half) if share - half >= 0 else 0.0
        high = np.nanquantile(values, share + half) if share + half <= 1 else np.inf
        return float(low), float(high)

    def rate(self, hits: Floats) -> Interval:
        """Of the mean share of hits; `(n labels,)` or, with several trials, `(n labels, k)`."""
        sums = [
            self.sums(values).reshape(self.n, -1).sum(axis=1) if len(hits) else np.empty(0)
            for values in (hits, np.isfinite(hits))
        ]
        return intervals.rate_interval(*sums, are_grouped=self._are_grouped)

    def imbalance(self, errors: Floats) -> Interval:
        """Of the worst corner's mean error over the best corner's; `(n labels, 4)`, pixels.

        Never below 1. [1, infinity), which is always right, where a corner is without any error.
        """
        totals, counts = self.sums(errors), self.sums(np.isfinite(errors))
        if np.count_nonzero(counts.min(axis=1)) < MIN_GROUPS:
            return _clipped(*self._bca.interval(errors, corner_ratio), (1.0, np.inf))
        return imbalance_interval(totals, counts, self.weights if self.n <= LARGE else None)

    def pivots(self, centred: Floats, counts: Floats) -> tuple[Floats, Floats]:
        """As `studentised`; normal from so many groups that resampling would find the same."""
        if self.n <= LARGE:
            return studentised(centred, counts, self.weights)
        error = np.sqrt(np.sum(centred**2)) / counts.sum()
        shares = (np.arange(self._resamples) + 0.5) / self._resamples
        return np.asarray(stats.norm.ppf(shares)), np.full(self._resamples, error)

    @cached_property
    def weights(self) -> Floats:
        """How often each group is drawn in each resample, `(resamples, n groups)`."""
        rng = np.random.default_rng(self._seed)
        return rng.multinomial(self.n, np.full(self.n, 1 / self.n), self._resamples).astype(float)

    def sums(self, values: Floats | Bools) -> Floats:
        """Sums over the labels of each group, NaN left out: `(n groups, ...)`."""
        sums = np.zeros((self.n, *values.shape[1:]))
        np.add.at(sums, self._of, np.nan_to_num(np.asarray(values, np.float64)))
        return sums


def studentised(centred: Floats, counts: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """How far each resample's mean is off in its own standard errors, and those errors.

    Sums of deviations from the mean and numbers of values of each group, `(n groups,)`; how often
    each group is drawn, `(resamples, n groups)`. Infinite where a resample has no spread, NaN
    where it has no value.
    """
    sums = weights @ np.stack([centred, counts, centred**2, centred * counts, counts**2], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = sums[:, 0] / sums[:, 1]
        spread = sums[:, 2] - 2 * shift * sums[:, 3] + shift**2 * sums[:, 4]
        errors: Floats = np.sqrt(np.maximum(spread, 0)) / sums[:, 1]
        pivots: Floats = shift / errors
    return pivots, errors


def small_sample_tail(tail: float, counts: Floats, short_of: float = _SHORT_OF_MEAN) -> float:
    """The tail to ask for so that `tail` is left, given how many values each group has.

    The coverage of a studentised bootstrap or of Hall's transformation errs by a multiple of
    1 / n, always to the short side where errors have a heavy tail: n / (n + a constant) of the
    tail makes up for it, and is nothing from many groups.
    """
    groups = int(np.count_nonzero(counts))
    return tail * groups / (groups + short_of)


def _unskewed(steps: Floats, skew: float) -> Floats:
    """Standard errors that hold a normal step each for a sum of this skewness (Hall 1992)."""
    if abs(skew) < 1e-9:
        return steps
    return np.asarray(3 / skew * (np.cbrt(1 + skew * (steps - skew / 6)) - 1))


def _mean(values: Floats) -> Floats:
    return np.asarray(np.nanmean(values, axis=-1))


def _clipped(low: float, high: float, limits: Interval) -> Interval:
    return float(np.clip(low, *limits)), float(np.clip(high, *limits))
