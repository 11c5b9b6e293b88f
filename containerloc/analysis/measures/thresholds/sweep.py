"""What each confidence threshold finds and loses."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from containerloc.analysis.measures.matching import MISSED, Matching, matching
from containerloc.quads import Floats

THRESHOLDS: Final = tuple(np.round(np.linspace(0.005, 1.0, 200), 3).tolist())
GATES: Final = tuple(np.round(np.linspace(0.1, 0.9, 9), 1).tolist())
Counts = NDArray[np.int64]


def sweep(
    matched: Matching, *, n_images: int, thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """Detection, false positives and errors at each threshold, one row per threshold.

    Columns `threshold`; `detected` (labels); `detection_rate`; `false_positives`;
    `false_positives_per_image`; `precision` (of the predictions kept, the share that is matched;
    NaN when none is kept); `mde_px` and `iou` of the detected ones; `iou_unconditional`, where a
    miss counts 0. What cannot be measured, as with a missing corner, is left out of all three.
    """
    confidence = matched.confidence_of_label
    error, n_error = _sums(matched.pairs["error_px"], confidence, thresholds)
    iou, n_iou = _sums(matched.pairs["iou"], confidence, thresholds)
    detected = _at_or_above(confidence[np.isfinite(confidence)], thresholds)
    kept = _at_or_above(matched.confidence, thresholds)
    n = len(matched.labels)
    return pd.DataFrame(
        {
            "threshold": np.asarray(thresholds, np.float64),
            "detected": detected,
            "detection_rate": detected / (n or np.nan),
            "false_positives": kept - detected,
            "false_positives_per_image": (kept - detected) / max(n_images, 1),
            "precision": _ratio(detected, kept),
            "mde_px": _ratio(error, n_error),
            "iou": _ratio(iou, n_iou),
            "iou_unconditional": _ratio(iou, n - detected + n_iou),
        }
    )


def sweep_gates(
    matched: Matching, *, confidence: float, gates: Sequence[float] = GATES
) -> pd.DataFrame:
    """What is found at one threshold, the more overlap it takes to be on a label.

    Columns `gate`, the least IoU; `detected`, `detection_rate`, `false_positives`, as of `sweep`.
    One row per gate, each matched anew: a prediction that one gate stops leaves its label free.
    """
    rows, n = [], len(matched.labels) or np.nan
    for iou in gates:
        gate = replace(matched.gate, iou=iou)
        made = matching(matched.predictions, matched.labels, gate=gate).at(confidence)
        detected = int((made.prediction_rows != MISSED).sum())
        rows.append((iou, detected, detected / n, len(made.false_positive_rows)))
    return pd.DataFrame(rows, columns=["gate", "detected", "detection_rate", "false_positives"])


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
    """The highest threshold that finds each label.

    Columns `image`, `line`, `critical_confidence` (NaN where no threshold does). One row per
    label, in the order of the labels.
    """
    keys = matched.labels[["image", "line"]].reset_index(drop=True)
    return keys.assign(critical_confidence=matched.confidence_of_label)


def _sums(values: Floats, confidence: Floats, thresholds: ArrayLike) -> tuple[Floats, Counts]:
    """Sum and number of the values that are known and whose confidence reaches each threshold."""
    known = np.isfinite(values)
    falling = np.lexsort((values[known], -confidence[known]))
    sums = np.append(0.0, values[known][falling].cumsum())
    n = _at_or_above(confidence[known], thresholds)
    return sums[n], n


def _ratio(part: NDArray[Any], of: Counts) -> Floats:
    """NaN of nothing."""
    return np.asarray(np.divide(part, of, where=of > 0, out=np.full(len(of), np.nan)))


def _at_or_above(values: Floats, thresholds: ArrayLike) -> Counts:
    return np.asarray(len(values) - np.searchsorted(np.sort(values), thresholds))
