"""Which prediction belongs to which label, once for all confidence thresholds.

As COCO does it: in each image and class the predictions, by falling confidence, each take the free
label that they overlap most, if they overlap it at least by the gate. So a prediction is in the way
only of less confident ones, and a label's match holds at every threshold up to its confidence. All
other predictions at or above a threshold are false positives.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.data.tables import boxes_of, quads_of
from containerloc.experiment.gate import APART, Gate
from containerloc.quads import Floats, box_iou, hull_iou
from containerloc.quads.pairs import pair_metrics

MISSED: Final = -1
_ROUNDING: Final = 1e-6  # of hull IoU: what overlaps by just the gate passes it
_PAIRS_AT_ONCE: Final = 1_000_000

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Matches:
    """What is matched at one threshold: positions of rows in the two tables.

    `prediction_rows` has one entry per label, `MISSED` where no prediction is left for it;
    `false_positive_rows` are the other predictions at or above the threshold.
    """

    confidence: float
    prediction_rows: Rows
    false_positive_rows: Rows


@dataclass(frozen=True, eq=False)
class Matching:
    """Which prediction each label is matched to; a match holds up to its confidence.

    `prediction_of_label` are positions of rows in `predictions`, one per row of `labels`, `MISSED`
    where no prediction of any confidence is left for the label. `label_of_prediction` are those of
    the label that each prediction overlaps most, matched to it or not; `MISSED` where it is on
    none. `gate` is what it took to be on a label.
    """

    predictions: pd.DataFrame
    labels: pd.DataFrame
    gate: Gate
    prediction_of_label: Rows
    label_of_prediction: Rows

    @cached_property
    def confidence(self) -> Floats:
        """Of each prediction, `(n predictions,)`."""
        return self.predictions["confidence"].to_numpy(np.float64)

    @cached_property
    def confidence_of_label(self) -> Floats:
        """Of each label's match: the highest threshold that finds it; NaN where none does."""
        return np.append(self.confidence, np.nan)[self.prediction_of_label]

    @cached_property
    def pairs(self) -> dict[str, NDArray[Any]]:
        """`pair_metrics` of each label and its match, whatever the confidence of that."""
        corners = quads_of(self.predictions)
        nothing = np.full((1, 4, 2), np.nan)
        predicted = np.concatenate([corners, nothing])[self.prediction_of_label]
        return pair_metrics(predicted, quads_of(self.labels))

    def at(self, confidence: float) -> Matches:
        """What is matched at one threshold; a prediction of just this confidence is kept."""
        found = self.confidence_of_label >= confidence
        rows = np.where(found, self.prediction_of_label, MISSED)
        kept = self.confidence >= confidence
        kept[rows[found]] = False
        return Matches(confidence, rows, np.flatnonzero(kept))

    def elsewhere_at(self, confidence: float) -> Rows:
        """Predictions at or above the threshold that are on no label.

        The other false positives are on a label that another prediction is matched to.
        """
        on_none = self.label_of_prediction == MISSED
        return np.flatnonzero(on_none & (self.confidence >= confidence))


def matching(
    predictions: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    gate: Gate = Gate(),  # noqa: B008 - frozen
) -> Matching:
    """Which prediction belongs to which label, at every threshold.

    Tables as in `data.tables`, one row per prediction or label; images are joined by their key.
    Overlap is the IoU of convex hulls or, where either lacks a corner, of boxes. Of equally
    confident predictions the one that overlaps some label most comes first; what is still equal is
    ordered by its corners, so that the order of rows changes nothing.

    Examples
    --------
    >>> from containerloc.data.tables import prediction_table
    >>> from containerloc.quads import bounds
    >>> square = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]])
    >>> quads = np.concatenate([square, square])
    >>> made = prediction_table(bounds(quads), quads, image=["a", "a"], confidence=[0.9, 0.5])
    >>> matching(made, made[:1]).at(0.25)
    Matches(confidence=0.25, prediction_rows=array([0]), false_positive_rows=array([1]))
    """
    keys, label_keys = _keys(predictions, labels, gate)
    prediction, label, overlap = _pairs(predictions, labels, _same_keys(keys, label_keys), gate.iou)
    best = np.zeros(len(predictions))
    np.maximum.at(best, prediction, overlap)
    corners, true_corners = (quads_of(table).reshape(-1, 8) for table in (predictions, labels))
    confidence = predictions["confidence"].to_numpy(np.float64)
    ranked = _ranked(keys, confidence, lambda rows: np.column_stack([-best[rows], corners[rows]]))
    rank = np.argsort(ranked)
    order = _ranked(rank[prediction], overlap, lambda rows: true_corners[label[rows]])
    prediction, label = prediction[order], label[order]
    matches = _first_come(prediction, label, len(labels))
    first = np.flatnonzero(np.diff(prediction, prepend=-1))  # its largest overlap
    of_label, of_prediction = (np.full(len(t), MISSED, np.int64) for t in (labels, predictions))
    of_label[label[matches]] = prediction[matches]
    of_prediction[prediction[first]] = label[first]
    return Matching(predictions, labels, gate, of_label, of_prediction)


def _keys(predictions: pd.DataFrame, labels: pd.DataFrame, gate: Gate) -> tuple[Rows, Rows]:
    """A number of each prediction's and each label's image and, where they are apart, class."""
    images, names = pd.factorize(pd.concat([predictions["image"], labels["image"]]))
    if gate.classes == APART:
        classes, _ = pd.factorize(pd.concat([predictions["class_id"], labels["class_id"]]))
        images = classes * len(names) + images
    return images[: len(predictions)], images[len(predictions) :]


def _same_keys(keys: Rows, label_keys: Rows) -> Iterator[tuple[Rows, Rows]]:
    """All pairs of a prediction and a label of the same key, as positions, so many at a time."""
    by_key = np.argsort(label_keys, kind="stable")
    first, after = (np.searchsorted(label_keys[by_key], keys, side) for side in ("left", "right"))
    counts = after - first
    ends = counts.cumsum()
    cuts = np.arange(_PAIRS_AT_ONCE, counts.sum(), _PAIRS_AT_ONCE)
    for rows in np.split(np.arange(len(keys)), np.searchsorted(ends, cuts)):
        prediction = np.repeat(rows, counts[rows])
        start = ends[prediction] - counts[prediction]
        place = np.arange(len(prediction)) - (start - start[:1])
        yield prediction, by_key[first[prediction] + place]


def _pairs(
    predictions: pd.DataFrame, labels: pd.DataFrame, pairs: Iterator[tuple[Rows, Rows]], gate: float
) -> tuple[Rows, Rows, Floats]:
    """Those of the pairs that overlap at least by the gate: prediction, label, overlap."""
    sides = [(quads_of(table), boxes_of(table)) for table in (predictions, labels)]
    outer = [_outer(*side) for side in sides]
    passed = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for pair in pairs:
        low, high = outer[0][pair[0]], outer[1][pair[1]]
        near = (low[:, :2] <= high[:, 2:]).all(axis=1) & (high[:, :2] <= low[:, 2:]).all(axis=1)
        prediction, label = pair[0][near], pair[1][near]
        overlap = _overlap(*(side[prediction] for side in sides[0]), *(s[label] for s in sides[1]))
        on = overlap >= gate - _ROUNDING
        passed.append((prediction[on], label[on], overlap[on]))
    prediction, label, overlap = (np.concatenate(parts) for parts in zip(*passed, strict=True))
    return prediction, label, overlap


def _outer(quads: Floats, boxes: Floats) -> Floats:
    """What surely holds whatever `_overlap` looks at: left, top, right, bottom, `(n, 4)`."""
    low = np.fmin(np.fmin.reduce(quads, axis=1), boxes[:, :2])
    return np.column_stack([low, np.fmax(np.fmax.reduce(quads, axis=1), boxes[:, 2:])])


def _overlap(quads: Floats, boxes: Floats, true_quads: Floats, true_boxes: Floats) -> Floats:
    """IoU of the hulls of pairs, of their boxes where either lacks a corner; `(n,)`."""
    overlap = hull_iou(quads, true_quads)
    unknown = np.isnan(overlap)
    overlap[unknown] = box_iou(boxes[unknown], true_boxes[unknown])
    return overlap


def _ranked(groups: Rows, values: Floats, ties: Callable[[Rows], Floats]) -> Rows:
    """Positions by group, then by falling value; equal ones by the columns that `ties` has."""
    order = np.lexsort((-values, groups))
    equal = (np.diff(groups[order]) == 0) & (np.diff(values[order]) == 0)
    tied = np.append(equal, False) | np.append(False, equal)[: len(order)]
    rows = order[tied]
    order[tied] = rows[np.lexsort((*ties(rows).T[::-1], -values[rows], groups[rows]))]
    return order


def _first_come(prediction: Rows, label: Rows, n_labels: int) -> Rows:
    """Which pairs are matches, given by the order of predictions, then by falling overlap.

    Every prediction asks for the label that it overlaps most, each label keeps the first that asks,
    and the others ask for their next one, until nobody is left. All labels prefer the same
    predictions, so this ends as if these had come one by one (deferred acceptance: Gale & Shapley
    1962, American Mathematical Monthly 69), and no pair is looked at twice.
    """
    end = len(prediction)
    has_next = np.diff(prediction, append=-1) == 0
    kept = np.full(n_labels, end)
    asking = np.flatnonzero(np.diff(prediction, prepend=-1))
    while len(asking):
        before = kept[label[asking]]
        np.minimum.at(kept, label[asking], asking)
        concerned = np.concatenate([asking, np.unique(before[before < end])])
        refused = concerned[kept[label[concerned]] != concerned]
        asking = refused[has_next[refused]] + 1
    return kept[kept < end]
