"""Which prediction belongs to which label, at one confidence threshold or at all of them.

An image with k labels is given its k most confident predictions at or above the threshold,
assigned to the labels by the least mean corner distance. Every other prediction at or above the
threshold is a false positive.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from containerloc.data.tables import quads_of
from containerloc.quads import Bools, Floats

MISSED: Final = -1

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
    """Which prediction each label is matched to, at every threshold.

    Entry k of the arrays `(m,)` says that the label in `label_rows[k]` of `labels` is matched to
    the prediction in `prediction_rows[k]` of `predictions` where `above[k] < threshold <=
    up_to[k]`. A label in an image of k labels has at most k entries: what it is matched to can only
    change when one of the k most confident predictions comes or goes.
    """

    predictions: pd.DataFrame
    labels: pd.DataFrame
    label_rows: Rows
    prediction_rows: Rows
    above: Floats
    up_to: Floats

    @cached_property
    def confidence(self) -> Floats:
        """Of each prediction, `(n predictions,)`."""
        return self.predictions["confidence"].to_numpy(np.float64)

    def holds_at(self, confidence: float) -> Bools:
        """Which entries hold at one threshold, `(m,)`."""
        return np.asarray((self.above < confidence) & (confidence <= self.up_to))

    def at(self, confidence: float) -> Matches:
        """What is matched at one threshold; a prediction of just this confidence is kept."""
        holds = self.holds_at(confidence)
        rows = np.full(len(self.labels), MISSED, np.int64)
        rows[self.label_rows[holds]] = self.prediction_rows[holds]
        kept = np.flatnonzero(self.confidence >= confidence)
        return Matches(confidence, rows, np.setdiff1d(kept, rows))


def matching(predictions: pd.DataFrame, labels: pd.DataFrame) -> Matching:
    """Which prediction belongs to which label at every threshold.

    Tables as in `data.tables`, one row per prediction or label; images are joined by their key.

    Examples
    --------
    >>> from containerloc.data.tables import quad_columns
    >>> square = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]])
    >>> labels = pd.DataFrame({"image": ["a"], **quad_columns(square)})
    >>> predictions = pd.DataFrame(
    ...     {"image": ["a", "a"], "confidence": [0.9, 0.5], **quad_columns(square.repeat(2, 0))})
    >>> matching(predictions, labels).at(0.25)
    Matches(confidence=0.25, prediction_rows=array([0]), false_positive_rows=array([1]))
    """
    of_image = predictions.groupby("image").indices
    corners, true_corners = quads_of(predictions), quads_of(labels)
    confidence = predictions["confidence"].to_numpy(np.float64)
    entries: list[tuple[int, int, float, float]] = []
    for image, label_rows in labels.groupby("image", sort=False).indices.items():
        rows = np.asarray(of_image.get(image, ()), np.int64)
        # Stable, so that of equally confident predictions the model's first one stays first.
        rows = rows[np.argsort(-confidence[rows], kind="stable")][: len(label_rows)]
        for n in range(1, len(rows) + 1):
            next_one = confidence[rows[n]] if n < len(rows) else -np.inf
            if next_one == confidence[rows[n - 1]]:
                continue  # equally confident ones come and go together
            entries += [
                (label_rows[label], rows[prediction], next_one, confidence[rows[n - 1]])
                for prediction, label in _assigned(corners[rows[:n]], true_corners[label_rows])
            ]
    columns = np.array(entries, np.float64).reshape(-1, 4).T
    label_rows, prediction_rows = columns[:2].astype(np.int64)
    return Matching(predictions, labels, label_rows, prediction_rows, *columns[2:])


def _assigned(corners: Floats, true_corners: Floats) -> list[tuple[int, int]]:
    """Pairs (prediction, label) of least total mean corner distance."""
    if len(corners) == len(true_corners) == 1:
        return [(0, 0)]
    distance = np.linalg.norm(corners[:, None] - true_corners[None], axis=3)
    # A label without a single corner can be anybody's: it costs the same everywhere.
    known = np.isfinite(distance)
    cost = np.where(known, distance, 0).sum(axis=2) / np.maximum(known.sum(axis=2), 1)
    return [(int(p), int(label)) for p, label in zip(*linear_sum_assignment(cost), strict=True)]
