"""Another threshold, only where it surely makes fewer mistakes than the one in use.

The thresholds with the fewest mistakes on some images are an optimum of these images: an end of
their span is where the next image makes a mistake. An advice is therefore the middle of a wide span
of thresholds that are all about as good, and only where the gain holds when images are resampled.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.measures.matching import Matching
from containerloc.quads import Bools, Floats

MIN_WIDTH: Final = 0.05  # of the safe span: two decimals then fit in its middle
SIMILAR_SHARE: Final = 0.01  # of the labels: so many mistakes more are about as good, at least one
CERTAINTY: Final = 0.995  # share of the resampled sets of images in which mistakes have to fall
LABELS_FOR_TWO_LOST: Final = 200  # from so many labels on an advice may lose two, else one
_RESAMPLES: Final = 2000


@dataclass(frozen=True)
class ThresholdAdvice:
    """A threshold that makes fewer mistakes than the one in use, and what it changes.

    `low < threshold <= high` is the safe span. `more_found` labels, negative where some are lost;
    `fewer_false_positives`, negative where there are more; `fewer_mistakes_low` and `_high`: 95 %
    interval of the sum of both.
    """

    threshold: float
    low: float
    high: float
    more_found: int
    fewer_false_positives: int
    fewer_mistakes_low: float
    fewer_mistakes_high: float


def threshold_advice(
    matched: Matching,
    *,
    in_use: float,
    preferred: float = np.nan,
    most_lost: int | None = None,
    groups: "pd.Series[Any] | None" = None,
) -> ThresholdAdvice | None:
    """A better threshold than the one in use; None where none is surely better.

    A mistake is a label missed or a false positive. Of the thresholds that lose at most `most_lost`
    labels (one; two from 200 labels on) the widest span is taken in which mistakes are within one,
    or 1 % of the labels, of the fewest; it is at least 0.05 wide and does not hold the threshold in
    use. Its middle, or the `preferred` threshold if that is in it, makes fewer mistakes in 99.5 %
    of resampled sets of images, or of their groups (index the image, value its group).

    Examples
    --------
    >>> from containerloc.data.tables import prediction_table
    >>> from containerloc.analysis.measures.matching import matching
    >>> quads = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]] * 20)
    >>> boxes, names = quads[:, [0, 2]].reshape(20, 4), [str(k) for k in range(20)]
    >>> made = prediction_table(boxes, quads, image=names, confidence=[0.5] * 8 + [0.9] * 12)
    >>> advised = threshold_advice(matching(made, labels=made), in_use=0.6)
    >>> advised.threshold, advised.high, advised.more_found
    (0.25, 0.5, 8)
    """
    n = len(matched.labels)
    if not n or matched.predictions.empty:
        return None
    if most_lost is None:
        most_lost = 2 if n >= LABELS_FOR_TWO_LOST else 1
    low, high = _safe_span(matched, in_use=in_use, most_lost=most_lost)
    if not high - low >= MIN_WIDTH or low < in_use <= high:
        return None
    threshold = preferred if low < preferred <= high else round((low + high) / 2, 2)
    found, alarms = _changes(matched, in_use, threshold)
    resampled = _resampled(matched, found + alarms, groups)
    if not np.quantile(resampled, 1 - CERTAINTY) > 0:
        return None
    ends = np.quantile(resampled, (0.025, 0.975)).tolist()
    return ThresholdAdvice(threshold, low, high, int(found.sum()), int(alarms.sum()), *ends)


def _safe_span(matched: Matching, *, in_use: float, most_lost: int) -> tuple[float, float]:
    """The widest span of about the fewest mistakes; NaN where all thresholds lose too much."""
    found, every = np.sort(matched.confidence_of_label), np.sort(matched.confidence)
    found = found[np.isfinite(found)]
    highs = np.unique(every)
    lows = np.concatenate([[0.0], highs[:-1]])
    detected, kept = (len(values) - np.searchsorted(values, highs) for values in (found, every))
    mistakes = len(matched.labels) + kept - 2 * detected
    permitted = (found >= in_use).sum() - detected <= most_lost
    if not permitted.any():
        return np.nan, np.nan
    similar = max(1.0, SIMILAR_SHARE * len(matched.labels))
    starts, ends = _runs(permitted & (mistakes <= mistakes[permitted].min() + similar))
    widest = int(np.argmax(highs[ends] - lows[starts]))
    return float(lows[starts[widest]]), float(highs[ends[widest]])


def _runs(holds: Bools) -> tuple[Any, Any]:
    """First and last place of each run of True."""
    padded = np.concatenate([[False], holds, [False]])
    starts = np.flatnonzero(holds & ~padded[:-2])
    return starts, np.flatnonzero(holds & ~padded[2:])


def _changes(matched: Matching, in_use: float, threshold: float) -> tuple[Floats, Floats]:
    """Labels found more and false positives fewer at the other threshold, one per prediction."""
    between = (matched.confidence >= min(in_use, threshold)) & (
        matched.confidence < max(in_use, threshold)
    )
    is_match = np.zeros(len(between), np.bool_)
    is_match[matched.prediction_of_label[matched.prediction_of_label >= 0]] = True
    sign = 1.0 if threshold > in_use else -1.0
    found, alarms = (np.asarray(between & of, np.float64) for of in (is_match, ~is_match))
    return -sign * found, sign * alarms


def _resampled(matched: Matching, fewer: Floats, groups: "pd.Series[Any] | None") -> Floats:
    """Fewer mistakes in all, of each resampled set of images or groups; `fewer` per prediction."""
    images = pd.concat([matched.predictions["image"], matched.labels["image"]]).astype(object)
    places, names = pd.factorize(images if groups is None else images.map(groups).fillna(images))
    changes = np.bincount(places[: len(fewer)], weights=fewer, minlength=len(names))
    changed = changes[changes != 0]
    share = np.full(len(changed), 1 / len(names))
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(len(names), [*share, max(0.0, 1 - share.sum())], _RESAMPLES)
    return np.asarray(drawn[:, :-1] @ changed, np.float64)
