"""What each confidence threshold finds and loses, and the plateau of the best ones."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from containerloc.analysis.measures.matching import Matching
from containerloc.analysis.statistics.intervals import TAILS, UNKNOWN, Interval
from containerloc.data.tables import quads_of
from containerloc.quads import Floats, corner_distances, polygon_iou, touches

THRESHOLDS: Final = tuple(np.round(np.linspace(0.005, 1.0, 200), 3).tolist())
RESAMPLES: Final = 500
Counts = NDArray[np.int64]


def sweep(
    matched: Matching, *, n_images: int, thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """Detection, false positives and errors at each threshold, one row per threshold.

    Columns `threshold`; `detected` (labels); `detection_rate`; `false_positives`;
    `false_positives_per_image`; `precision` (of the predictions kept, the share that is matched;
    NaN when none is kept); `mde_px` and `iou` of the detected ones; `iou_unconditional`, where a
    miss counts 0.
    """
    predicted = quads_of(matched.predictions)[matched.prediction_rows]
    truth = quads_of(matched.labels)[matched.label_rows]
    error, iou = corner_distances(predicted, truth).mean(axis=1), polygon_iou(predicted, truth)
    pairs = pd.DataFrame({"error_px": error, "iou": iou})
    at_each = [pairs[matched.holds_at(threshold)] for threshold in thresholds]
    detected = np.array([len(pairs) for pairs in at_each])
    kept = _at_or_above(matched.confidence, thresholds)
    n = len(matched.labels) or np.nan
    return pd.DataFrame(
        {
            "threshold": np.asarray(thresholds, np.float64),
            "detected": detected,
            "detection_rate": detected / n,
            "false_positives": kept - detected,
            "false_positives_per_image": (kept - detected) / max(n_images, 1),
            "precision": np.divide(detected, kept, where=kept > 0, out=np.full(len(kept), np.nan)),
            "mde_px": [pairs["error_px"].mean() for pairs in at_each],
            "iou": [pairs["iou"].mean() for pairs in at_each],
            "iou_unconditional": [pairs["iou"].sum() / n for pairs in at_each],
        }
    )


def sweep_unlabeled(
    predictions: pd.DataFrame, *, n_images: int, thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """What can be said without labels: images with a prediction left, predictions per image.

    Columns `threshold`, `images_kept`, `images_kept_rate`, `predictions`,
    `predictions_per_image`; one row per threshold.
    """
    best = predictions.groupby("image")["confidence"].max().to_numpy(np.float64)
    images = _at_or_above(best, thresholds)
    kept = _at_or_above(predictions["confidence"].to_numpy(np.float64), thresholds)
    return pd.DataFrame(
        {
            "threshold": np.asarray(thresholds, np.float64),
            "images_kept": images,
            "images_kept_rate": images / max(n_images, 1),
            "predictions": kept,
            "predictions_per_image": kept / max(n_images, 1),
        }
    )


def critical_confidences(matched: Matching) -> pd.DataFrame:
    """The highest threshold at which each label is still matched, and whether rightly.

    Columns `image`, `line`, `critical_confidence` (NaN where no threshold matches it) and
    `on_label`: whether the box round the prediction that is matched there touches the label's.
    One that lies elsewhere is matched all the same, but finds nothing. One row per label, in the
    order of the labels.
    """
    labels = matched.labels
    confidence, on_label = np.full(len(labels), np.nan), np.zeros(len(labels), np.bool_)
    rising = np.argsort(matched.up_to, kind="stable")  # so that the highest is written last
    entry = np.full(len(labels), -1)
    entry[matched.label_rows[rising]] = rising
    known = entry >= 0
    confidence[known] = matched.up_to[entry[known]]
    predicted = quads_of(matched.predictions)[matched.prediction_rows[entry[known]]]
    on_label[known] = touches(predicted, quads_of(labels)[known])
    keys = labels[["image", "line"]].reset_index(drop=True)
    return keys.assign(critical_confidence=confidence, on_label=on_label)


def plateau(matched: Matching) -> tuple[float, float]:
    """The span of thresholds with the fewest mistakes: labels missed plus false positives.

    `low < threshold <= high`; where several spans are equally good, the widest. Exact, not read
    off a grid. (NaN, NaN) without labels or predictions.

    Examples
    --------
    >>> from containerloc.analysis.measures.matching import matching
    >>> from containerloc.data.tables import quad_columns
    >>> square = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]])
    >>> labels = pd.DataFrame({"image": ["a"], **quad_columns(square)})
    >>> predictions = pd.DataFrame(
    ...     {"image": ["a", "a"], "confidence": [0.9, 0.1], **quad_columns(square.repeat(2, 0))})
    >>> plateau(matching(predictions, labels))
    (0.1, 0.9)
    """
    if matched.labels.empty or matched.predictions.empty:
        return np.nan, np.nan
    return _widest_best_span(matched)


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
    of_prediction, of_label = np.split(places, [len(predictions)])
    of_match = of_label[matched.label_rows]
    rng = np.random.default_rng(seed)
    ends = []
    for _ in range(RESAMPLES):
        drawn = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        ends.append(_widest_best_span(matched, drawn[of_prediction], drawn[of_match]))
    low, high = np.quantile(np.array(ends), TAILS, axis=0).T.tolist()
    return (low[0], low[1]), (high[0], high[1])


def _widest_best_span(
    matched: Matching, of_prediction: Counts | None = None, of_match: Counts | None = None
) -> tuple[float, float]:
    """The plateau, where each prediction and each match counts so many times; by default once."""
    highs = np.unique(matched.confidence)  # between two neighbours nothing changes
    lows = np.concatenate([[0.0], highs[:-1]])
    detected = _times_at_or_above(matched.up_to, of_match, highs)
    detected -= _times_at_or_above(matched.above, of_match, highs)
    mistakes = _times_at_or_above(matched.confidence, of_prediction, highs) - 2 * detected
    best = np.concatenate([[False], mistakes == mistakes.min(), [False]])
    starts = np.flatnonzero(best[1:-1] & ~best[:-2])
    ends = np.flatnonzero(best[1:-1] & ~best[2:])
    widest = int(np.argmax(highs[ends] - lows[starts]))
    return float(lows[starts[widest]]), float(highs[ends[widest]])


def _at_or_above(values: Floats, thresholds: ArrayLike) -> Counts:
    return np.asarray(len(values) - np.searchsorted(np.sort(values), thresholds))


def _times_at_or_above(values: Floats, times: Counts | None, highs: Floats) -> NDArray[Any]:
    """How many of the values, each so many times, reach each of the ascending thresholds."""
    # A value counts at all thresholds up to it; -inf, of a span without a lower end, at none.
    reached = np.searchsorted(highs, values, side="right")
    added = np.bincount(reached, weights=times, minlength=len(highs) + 1)
    return np.asarray(added[::-1].cumsum()[::-1][1:])
