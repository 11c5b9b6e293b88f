"""Which prediction belongs to which label, at one confidence threshold or at all of them.

An image with k labels is given its k most confident predictions at or above the threshold,
assigned to the labels by the least mean corner distance. Every other prediction at or above the
threshold is a false positive.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from containerloc.data.tables import quads_of
from containerloc.quads import Floats

MISSED: Final = -1

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Matches:
    """What is matched at one threshold: positions of rows in the two tables.

    `prediction_rows` has one entry a label, `MISSED` where no prediction is left for it;
    `false_positive_rows` are the other predictions at or above the threshold.
    """

    confidence: float
    prediction_rows: Rows
    false_positive_rows: Rows


def match(predictions: pd.DataFrame, labels: pd.DataFrame, *, confidence: float) -> Matches:
    """The predictions that belong to the labels at one threshold.

    A prediction whose confidence equals the threshold is kept. Tables as in `data.tables`, a
    prediction or label a row; images are joined by their key.

    Examples
    --------
    >>> from containerloc.data.tables import quad_columns
    >>> square = np.array([[[0.0, 0], [4, 0], [4, 1], [0, 1]]])
    >>> labels = pd.DataFrame({"image": ["a"], **quad_columns(square)})
    >>> predictions = pd.DataFrame(
    ...     {"image": ["a", "a"], "confidence": [0.9, 0.5], **quad_columns(square.repeat(2, 0))})
    >>> match(predictions, labels, confidence=0.25)
    Matches(confidence=0.25, prediction_rows=array([0]), false_positive_rows=array([1]))
    """
    at_threshold = active(spans(predictions, labels), confidence)
    rows = np.full(len(labels), MISSED, np.int64)
    rows[at_threshold["label_row"]] = at_threshold["prediction_row"]
    kept = np.flatnonzero(predictions["confidence"].to_numpy() >= confidence)
    return Matches(confidence, rows, np.setdiff1d(kept, rows))


def active(matched: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The spans that hold at one threshold."""
    holds = (matched["above"] < confidence) & (confidence <= matched["up_to"])
    return matched[holds]


def spans(predictions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """For each label, which prediction it is matched to over which span of thresholds.

    Columns `label_row`, `prediction_row` (positions in the tables) and the half-open span
    `above < threshold <= up_to`. A label in an image of k labels has at most k spans: what it is
    matched to can only change when one of the k most confident predictions comes or goes.
    """
    of_image = _rows_by_image(predictions, by_confidence=True)
    corners, true_corners = quads_of(predictions), quads_of(labels)
    confidence = predictions["confidence"].to_numpy(np.float64)
    found: list[tuple[int, int, float, float]] = []
    for image, label_rows in _rows_by_image(labels).items():
        rows = of_image.get(image, np.empty(0, np.int64))
        for n in range(1, min(len(rows), len(label_rows)) + 1):
            next_one = confidence[rows[n]] if n < min(len(rows), len(label_rows)) else -np.inf
            if next_one == confidence[rows[n - 1]]:
                continue  # equally confident ones come and go together
            pairs = _assigned(corners[rows[:n]], true_corners[label_rows])
            found += [
                (label_rows[label], rows[prediction], next_one, confidence[rows[n - 1]])
                for prediction, label in pairs
            ]
    table = pd.DataFrame(found, columns=["label_row", "prediction_row", "above", "up_to"])
    return table.astype(
        {"label_row": "int64", "prediction_row": "int64", "above": "float64", "up_to": "float64"}
    )


def _rows_by_image(table: pd.DataFrame, *, by_confidence: bool = False) -> dict[str, Rows]:
    order = np.arange(len(table))
    if by_confidence:
        # Stable, so that of equally confident predictions the model's first one stays first.
        order = np.argsort(-table["confidence"].to_numpy(np.float64), kind="stable")
    groups = pd.Series(order).groupby(table["image"].to_numpy()[order], sort=False)
    return {str(image): rows.to_numpy(np.int64) for image, rows in groups}


def _assigned(corners: Floats, true_corners: Floats) -> list[tuple[int, int]]:
    """Pairs (prediction, label) of least total mean corner distance."""
    if len(corners) == len(true_corners) == 1:
        return [(0, 0)]
    distance = np.linalg.norm(corners[:, None] - true_corners[None], axis=3)
    # A label without a single corner can be anybody's: it costs the same everywhere.
    known = np.isfinite(distance)
    cost = np.where(known, distance, 0).sum(axis=2) / np.maximum(known.sum(axis=2), 1)
    return [(int(p), int(label)) for p, label in zip(*linear_sum_assignment(cost), strict=True)]
