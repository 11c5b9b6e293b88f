"""The plateau: the thresholds with the fewest mistakes on these images."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.measures.matching import Matching
from containerloc.analysis.statistics.intervals import TAILS, UNKNOWN, Interval
from containerloc.quads import Floats

RESAMPLES: Final = 500
Counts = NDArray[np.int64]


def plateau(matched: Matching) -> tuple[float, float]:
    """The span of thresholds with the fewest mistakes: labels missed plus false positives.

    `low < threshold <= high`; where several spans are equally good, the widest. Exact, not read
    off a grid. (NaN, NaN) without labels or predictions.

    Examples
    --------
    >>> from containerloc.analysis.measures.matching import matching
    >>> from containerloc.data.tables import prediction_table
    >>> quads = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]] * 2)
    >>> boxes = quads[:, [0, 2]].reshape(2, 4)
    >>> made = prediction_table(boxes, quads, image=["a", "a"], confidence=[0.9, 0.1])
    >>> plateau(matching(made, labels=made[:1]))
    (0.1, 0.9)
    """
    if matched.labels.empty or matched.predictions.empty:
        return np.nan, np.nan
    return _widest_best_span(*_mistakes(matched))


def threshold_numbers(
    matched: Matching, *, in_use: float, groups: "pd.Series[Any] | None" = None
) -> pd.DataFrame:
    """The threshold in use and the ends of the plateau, each with its interval.

    Index `threshold_in_use`, `plateau_low`, `plateau_high`; columns `value`, `ci_low`, `ci_high`
    and `n` labels. A setting is known exactly: its interval is itself.
    """
    intervals = plateau_intervals(matched, groups=groups)
    ends = zip(plateau(matched), intervals, strict=True)
    return pd.DataFrame(
        [(in_use, in_use, in_use), *((value, *interval) for value, interval in ends)],
        index=["threshold_in_use", "plateau_low", "plateau_high"],
        columns=["value", "ci_low", "ci_high"],
    ).assign(n=len(matched.labels))


def plateau_intervals(
    matched: Matching, *, groups: "pd.Series[Any] | None" = None, seed: int = 0
) -> tuple[Interval, Interval]:
    """95 % intervals of the lower and of the upper end of the plateau.

    Percentiles over resampled images, or groups of them (`groups`: index the image, value its
    group). An end jumps from one confidence to another, which no correction such as BCa's is made
    for. NaN with fewer than two images or groups, or without labels or predictions.
    """
    predictions, labels = matched.predictions, matched.labels
    images = pd.concat([predictions["image"], labels["image"]]).astype(object)
    of_row = images if groups is None else images.map(groups).fillna(images)
    places, names = pd.factorize(of_row)
    if len(names) < 2 or predictions.empty or labels.empty:
        return UNKNOWN, UNKNOWN
    highs, reached, changes = _mistakes(matched)
    rng = np.random.default_rng(seed)
    ends = []
    for _ in range(RESAMPLES):
        drawn = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        ends.append(_widest_best_span(highs, reached, changes * drawn[places]))
    low, high = np.quantile(np.array(ends), TAILS, axis=0).T.tolist()
    return (low[0], low[1]), (high[0], high[1])


def _mistakes(matched: Matching) -> tuple[Floats, Counts, Counts]:
    """Where the number of mistakes changes: thresholds, and by how much which row changes it there.

    The ascending thresholds between which nothing changes; of each prediction and then each label,
    how many of these it reaches, and what it adds to the mistakes at all of them: 1 as a prediction
    that may be false, -2 as a label that is found.
    """
    highs = np.unique(matched.confidence)
    found = np.nan_to_num(matched.confidence_of_label, nan=-np.inf)
    values = np.concatenate([matched.confidence, found])
    changes = np.repeat([1, -2], [len(matched.confidence), len(found)])
    return highs, np.searchsorted(highs, values, side="right"), changes


def _widest_best_span(highs: Floats, reached: Counts, changes: Counts) -> tuple[float, float]:
    """The widest span of thresholds with the fewest mistakes, from `_mistakes`."""
    lows = np.concatenate([[0.0], highs[:-1]])
    added = np.bincount(reached, weights=changes, minlength=len(highs) + 1)
    mistakes = added[::-1].cumsum()[::-1][1:]
    best = np.concatenate([[False], mistakes == mistakes.min(), [False]])
    starts = np.flatnonzero(best[1:-1] & ~best[:-2])
    ends = np.flatnonzero(best[1:-1] & ~best[2:])
    widest = int(np.argmax(highs[ends] - lows[starts]))
    return float(lows[starts[widest]]), float(highs[ends[widest]])
