"""What each confidence threshold finds and loses, from predictions stored once."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import pair_metrics
from containerloc.analysis.measures.matching import active, spans
from containerloc.analysis.statistics.intervals import TAILS, UNKNOWN, Interval
from containerloc.data.tables import quads_of
from containerloc.quads import Floats, touches

THRESHOLDS = tuple(np.round(np.linspace(0.005, 1.0, 200), 3).tolist())


def sweep(
    predictions: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    n_images: int,
    thresholds: Sequence[float] = THRESHOLDS,
) -> pd.DataFrame:
    """Detection, false alarms and errors at each threshold, a threshold a row.

    Columns `threshold`; `detected` (labels); `detection_rate`; `false_positives`;
    `false_positives_per_image`; `precision` (of the predictions kept, the share that is matched;
    NaN when none is kept); `mde_px` and `iou` of the detected ones; `iou_unconditional`, where a
    miss counts 0.
    """
    matched = spans(predictions, labels)
    pairs = pair_metrics(
        quads_of(predictions)[matched["prediction_row"]], quads_of(labels)[matched["label_row"]]
    )
    matched = matched.assign(error_px=pairs["error_px"], iou=pairs["iou"])
    confidence = np.sort(predictions["confidence"].to_numpy(np.float64))
    kept = len(confidence) - np.searchsorted(confidence, thresholds, side="left")
    means = pd.DataFrame([_means_at(matched, threshold) for threshold in thresholds])
    n = max(len(labels), 1) if len(labels) else np.nan
    false_positives = kept - means["detected"].to_numpy()
    return pd.DataFrame(
        {
            "threshold": np.asarray(thresholds, np.float64),
            "detected": means["detected"],
            "detection_rate": means["detected"] / n,
            "false_positives": false_positives,
            "false_positives_per_image": false_positives / max(n_images, 1),
            "precision": np.divide(
                means["detected"], kept, where=kept > 0, out=np.full(len(kept), np.nan)
            ),
            "mde_px": means["error_px"],
            "iou": means["iou"],
            "iou_unconditional": means["iou_sum"] / n,
        }
    )


def _means_at(matched: pd.DataFrame, threshold: float) -> dict[str, float]:
    at_threshold = active(matched, threshold)
    return {
        "detected": len(at_threshold),
        "error_px": at_threshold["error_px"].mean(),
        "iou": at_threshold["iou"].mean(),
        "iou_sum": at_threshold["iou"].sum(),
    }


def sweep_unlabeled(
    predictions: pd.DataFrame, *, n_images: int, thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """What can be said without labels: images with a prediction left, predictions an image.

    Columns `threshold`, `images_kept`, `images_kept_rate`, `predictions`,
    `predictions_per_image`; a threshold a row.
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


def _at_or_above(values: Floats, thresholds: Sequence[float]) -> np.ndarray:
    return len(values) - np.searchsorted(np.sort(values), thresholds, side="left")


def critical_confidences(predictions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """The highest threshold at which each label is still matched, and whether rightly.

    Columns `image`, `line`, `critical_confidence` (NaN where no threshold matches it) and
    `on_label`: whether the box round the prediction that is matched there touches the label's.
    One that lies elsewhere is matched all the same, but finds nothing. A label a row, in the
    order of `labels`.
    """
    matched = spans(predictions, labels).sort_values("up_to", kind="stable")
    highest = matched.groupby("label_row").last().reindex(range(len(labels)))
    found = highest["prediction_row"].notna().to_numpy()
    on_label = np.zeros(len(labels), np.bool_)
    rows = highest["prediction_row"][found].astype("int64")
    on_label[found] = touches(quads_of(predictions)[rows], quads_of(labels)[found])
    return pd.DataFrame(
        {
            "image": labels["image"].to_numpy(),
            "line": labels["line"].to_numpy(),
            "critical_confidence": highest["up_to"].to_numpy(np.float64),
            "on_label": on_label,
        }
    )


def plateau(predictions: pd.DataFrame, labels: pd.DataFrame) -> tuple[float, float]:
    """The span of thresholds with the fewest mistakes: labels missed plus false positives.

    `low < threshold <= high`; where several spans are equally good, the widest. Exact, not read
    off a grid. (NaN, NaN) without labels or predictions.

    Examples
    --------
    >>> from containerloc.data.tables import quad_columns
    >>> square = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]])
    >>> labels = pd.DataFrame({"image": ["a"], **quad_columns(square)})
    >>> predictions = pd.DataFrame(
    ...     {"image": ["a", "a"], "confidence": [0.9, 0.1], **quad_columns(square.repeat(2, 0))})
    >>> plateau(predictions, labels)
    (0.1, 0.9)
    """
    if labels.empty or predictions.empty:
        return np.nan, np.nan
    matched = spans(predictions, labels)
    # Between two neighbouring confidences nothing changes: `highs` are the upper ends.
    highs = np.unique(predictions["confidence"].to_numpy(np.float64))
    lows = np.concatenate([[0.0], highs[:-1]])
    kept = _at_or_above(predictions["confidence"].to_numpy(np.float64), highs.tolist())
    detected = _at_or_above(matched["up_to"].to_numpy(), highs.tolist()) - _at_or_above(
        matched["above"].to_numpy(), highs.tolist()
    )
    return widest_best((len(labels) - detected) + (kept - detected), lows, highs)


def widest_best(mistakes: np.ndarray, lows: Floats, highs: Floats) -> tuple[float, float]:
    """The ends of the widest run of neighbouring spans with the fewest mistakes."""
    best = mistakes == mistakes.min()
    starts = np.flatnonzero(best & ~np.concatenate([[False], best[:-1]]))
    ends = np.flatnonzero(best & ~np.concatenate([best[1:], [False]]))
    widest = int(np.argmax(highs[ends] - lows[starts]))
    return float(lows[starts[widest]]), float(highs[ends[widest]])


RESAMPLES: Final = 500


def threshold_numbers(
    predictions: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    in_use: float,
    groups: "pd.Series[Any] | None" = None,
) -> pd.DataFrame:
    """The threshold in use and the ends of the plateau, each with its interval.

    Index `threshold_in_use`, `plateau_low`, `plateau_high`; columns `value`, `ci_low`, `ci_high`
    and `n` labels. A setting is known exactly: its interval is itself.
    """
    values = [in_use, *plateau(predictions, labels)]
    ends = [(in_use, in_use), *plateau_intervals(predictions, labels, groups=groups)]
    return pd.DataFrame(
        [(value, *interval, len(labels)) for value, interval in zip(values, ends, strict=True)],
        index=["threshold_in_use", "plateau_low", "plateau_high"],
        columns=["value", "ci_low", "ci_high", "n"],
    )


def plateau_intervals(
    predictions: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    groups: "pd.Series[Any] | None" = None,
    seed: int = 0,
) -> tuple[Interval, Interval]:
    """95 % intervals of the lower and of the upper end of the plateau.

    Percentiles over resampled images, or groups of them (`groups`: index the image, value its
    group). An end jumps from one confidence to another, which no correction such as BCa's is made
    for. NaN with fewer than two images or groups, or without labels or predictions.
    """
    images = pd.concat([predictions["image"], labels["image"]]).astype(object)
    of_row = images if groups is None else images.map(groups).fillna(images)
    places, names = pd.factorize(of_row)
    if len(names) < 2 or predictions.empty or labels.empty:
        return UNKNOWN, UNKNOWN
    of_prediction, of_label = np.split(places, [len(predictions)])
    confidence = predictions["confidence"].to_numpy(np.float64)
    matched = spans(predictions, labels)
    of_match = of_label[matched["label_row"]]
    highs = np.unique(confidence)
    lows = np.concatenate([[0.0], highs[:-1]])
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        drawn = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        detected = _weight_at_or_above(matched["up_to"], drawn[of_match], highs)
        detected -= _weight_at_or_above(matched["above"], drawn[of_match], highs)
        kept = _weight_at_or_above(confidence, drawn[of_prediction], highs)
        found.append(widest_best(kept - 2 * detected, lows, highs))
    low, high = np.quantile(np.array(found), TAILS, axis=0).T.tolist()
    return (low[0], low[1]), (high[0], high[1])


def _weight_at_or_above(
    values: "pd.Series[float] | Floats", times: Floats, highs: Floats
) -> Floats:
    """How many of the values, each so many times, reach each of the ascending thresholds."""
    # A value counts at all thresholds up to it; -inf, of a span without a lower end, at none.
    reached = np.searchsorted(highs, np.asarray(values), side="right")
    added = np.bincount(reached, weights=times, minlength=len(highs) + 1)
    counted: Floats = added[::-1].cumsum()[::-1][1:]
    return counted
