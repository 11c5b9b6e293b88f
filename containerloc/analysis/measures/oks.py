"""Object keypoint similarity and the average precision that COCO and Ultralytics make of it.

    OKS = mean over the labelled corners of exp(-d^2 / (2 * kappa^2 * area)),  kappa = 2 * sigma

COCO and Ultralytics agree on this and on the matching (predictions in the order of confidence,
each to the label of highest OKS that is still free, from the threshold up; 0.50 to 0.95 in steps
of 0.05). They differ in the area (COCO: of the annotated outline; Ultralytics: 0.53 * w * h of
the labelled box), in reading the precision curve at 101 recalls (COCO: the next point that is
reached; Ultralytics: on a straight line between points, from precision 1 at recall 0, and by the
trapezoid rule), and in how many predictions of an image count (20 and 300). Both print AP over
classes; here there is one class, and class ids are ignored.

Sources: cocodataset.org/#keypoints-eval, `pycocotools.cocoeval`, `ultralytics.utils.metrics`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from containerloc.data.tables import boxes_of, quads_of
from containerloc.quads import Bools, Floats

OKS_THRESHOLDS: Final = np.linspace(0.5, 0.95, 10)
RECALLS: Final = np.linspace(0, 1, 101)
# The middle of the thresholds: an ID of this OKS passes half of them.
DISCRIMINATING_OKS: Final = 0.725


@dataclass(frozen=True)
class OksDefinition:
    """Which of the definitions of OKS and of its average precision is meant.

    `sigma` of every corner (Ultralytics' default is 1 / number of keypoints); `area_share` of
    w * h of the labelled box is the area; `linear` reads the precision curve as Ultralytics does,
    otherwise as COCO does; `most` predictions of an image count, the most confident ones (COCO:
    20).

    Examples
    --------
    >>> str(ULTRALYTICS)
    'OKS = exp(-d²/(2·κ²·area)), κ = 2σ = 0.5, area = 0.53·w·h of the labelled box'
    """

    sigma: float = 0.25
    area_share: float = 0.53
    linear: bool = True
    most: int = 300

    def __str__(self) -> str:
        """The formula with its numbers, to be printed beside every result."""
        return (
            f"OKS = exp(-d²/(2·κ²·area)), κ = 2σ = {2 * self.sigma:.3g}, "
            f"area = {self.area_share:.3g}·w·h of the labelled box"
        )

    def areas(self, boxes: Floats) -> Floats:
        """The area of each labelled box `(n, 4)`, px²."""
        sides = boxes[:, 2:] - boxes[:, :2]
        return np.asarray(self.area_share * sides[:, 0] * sides[:, 1])


ULTRALYTICS: Final = OksDefinition()


def oks(predicted: Floats, truth: Floats, area: Floats, *, sigma: float) -> Floats:
    """Object keypoint similarity of pairs, 0 to 1; higher is better.

    Quads `(..., 4, 2)` that broadcast, pixels; `area` px², shape `(...)`. A corner that the label
    lacks is left out, one that the prediction lacks counts 0; 0 where the label has none.

    Examples
    --------
    15 px off on an ID of 300 x 70 px is hardly punished by the default:

    >>> box = np.array([[0.0, 0], [300, 0], [300, 70], [0, 70]])
    >>> float(oks(box + [15, 0], box, np.array(0.53 * 300 * 70), sigma=0.25).round(2))
    0.96
    """
    squared = ((predicted - truth) ** 2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = 2 * (2 * sigma) ** 2 * np.asarray(area)[..., None]
        # Two points that coincide are alike also when there is no area to measure by.
        similar = np.where(squared == 0, 1.0, np.exp(-squared / spread))
    known = np.isfinite(truth).all(axis=-1)
    total = np.where(known & np.isfinite(squared), similar, 0).sum(axis=-1)
    mean: Floats = total / np.maximum(known.sum(axis=-1), 1)
    return mean


def average_precision(
    predictions: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    definition: OksDefinition = ULTRALYTICS,
    apart: bool = False,
) -> dict[str, float]:
    """Average precision by OKS, 0 to 1; higher is better.

    Keys `map50_95` (mean over the ten thresholds), `map50` and `map75`. Every stored prediction
    counts, whatever the threshold in use. NaN without labels, 0 without predictions. With classes
    `apart`, the mean over those that have a label; else class is ignored.
    """
    if labels.empty:
        return dict.fromkeys(("map50_95", "map50", "map75"), np.nan)
    if apart:
        of_classes = pd.DataFrame(
            average_precision(
                predictions[predictions["class_id"] == number], rows, definition=definition
            )
            for number, rows in labels.groupby("class_id")
        )
        return {str(key): float(value) for key, value in of_classes.mean().items()}
    kept = _most_confident(predictions, definition.most)
    hits = _hits(kept, labels, definition)
    order = np.argsort(-kept["confidence"].to_numpy(np.float64), kind="stable")
    area = _linear_area if definition.linear else _stepped_area
    at_each = [area(column, len(labels)) for column in hits[order].T]
    return {"map50_95": float(np.mean(at_each)), "map50": at_each[0], "map75": at_each[5]}


def discriminating_sigma(predicted: Floats, truth: Floats, area: Floats) -> float:
    """The sigma at which average precision would tell these predictions apart best.

    An ID's share in mAP50-95 is the share of the thresholds 0.50 to 0.95 that its OKS passes.
    That moves most with its error where the OKS lies in the middle of them: the sigma at which
    the median ID's OKS is 0.725. Of corners d px off it is d / sqrt(8 * area * ln(1 / 0.725)).
    Pairs `(n, 4, 2)`; `area` px², `(n,)`. NaN without a pair, or where the median ID is exact.

    Examples
    --------
    >>> box = np.array([[[0.0, 0], [300, 0], [300, 70], [0, 70]]])
    >>> round(discriminating_sigma(box + [15, 0], box, np.array([0.53 * 300 * 70])), 3)
    0.089
    """
    paired = np.isfinite(predicted).all(axis=(1, 2)) & np.isfinite(truth).all(axis=(1, 2))
    paired &= area > 0
    if not paired.any():
        return np.nan

    def too_high(log_sigma: float) -> float:
        similar = oks(predicted[paired], truth[paired], area[paired], sigma=np.exp(log_sigma))
        return float(np.median(similar)) - DISCRIMINATING_OKS

    ends = np.log(1e-6), np.log(1e6)
    if too_high(ends[0]) > 0 or too_high(ends[1]) < 0:
        return np.nan
    return float(np.exp(brentq(too_high, *ends)))


def _most_confident(predictions: pd.DataFrame, most: int) -> pd.DataFrame:
    """The predictions of each image by falling confidence, image by image."""
    ranked = predictions.sort_values("confidence", ascending=False, kind="stable")
    return ranked.sort_values("image", kind="stable").groupby("image", sort=False).head(most)


def _hits(predictions: pd.DataFrame, labels: pd.DataFrame, definition: OksDefinition) -> Bools:
    """Whether each prediction is right at each threshold, `(n predictions, 10)`."""
    hits = np.zeros((len(predictions), len(OKS_THRESHOLDS)), np.bool_)
    corners, truth = quads_of(predictions), quads_of(labels)
    areas = definition.areas(boxes_of(labels))
    labels_of = labels.groupby("image").indices
    for image, rows in predictions.groupby("image").indices.items():
        if image in labels_of:
            of_image = labels_of[image]
            pairs = corners[rows][:, None], truth[of_image][None], areas[of_image]
            hits[rows] = _assigned(oks(*pairs, sigma=definition.sigma))
    return hits


def _assigned(similar: Floats) -> Bools:
    """Of one image: which of the predictions, by falling confidence, gets a label, `(n, 10)`."""
    free = np.ones((similar.shape[1], len(OKS_THRESHOLDS)), np.bool_)
    hits = np.zeros((len(similar), len(OKS_THRESHOLDS)), np.bool_)
    columns = np.arange(len(OKS_THRESHOLDS))
    for k, of_labels in enumerate(similar):
        offered = np.where(free, of_labels[:, None], -1.0)
        best = offered.argmax(axis=0)
        hits[k] = offered[best, columns] >= OKS_THRESHOLDS
        free[best[hits[k]], columns[hits[k]]] = False
    return hits


def _curve(hits: Bools, n_labels: int) -> tuple[Floats, Floats]:
    """Recall and precision as predictions come in by falling confidence."""
    right = hits.cumsum()
    return right / n_labels, right / np.arange(1, len(hits) + 1)


def _envelope(precision: Floats) -> Floats:
    """The best precision at this recall or a higher one."""
    return np.asarray(np.maximum.accumulate(precision[::-1])[::-1])


def _stepped_area(hits: Bools, n_labels: int) -> float:
    recall, precision = _curve(hits, n_labels)
    reached = np.append(_envelope(precision), 0.0)
    return float(reached[np.searchsorted(recall, RECALLS, side="left")].mean())


def _linear_area(hits: Bools, n_labels: int) -> float:
    if not len(hits):
        return 0.0
    recall, precision = _curve(hits, n_labels)
    recall = np.concatenate([[0.0], recall, recall[-1:], [1.0]])
    precision = _envelope(np.concatenate([[1.0], precision, [0.0], [0.0]]))
    read = np.interp(RECALLS, recall, precision)
    return float(((read[1:] + read[:-1]) / 2).sum() * 0.01)
