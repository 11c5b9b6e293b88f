"""What was judged, as a hash that changes when a label or a prediction does."""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from containerloc.data.tables import BOX_COLUMNS, CORNER_COLUMNS, VISIBILITY_COLUMNS

_LABEL: Final = ("class_id", *BOX_COLUMNS, *CORNER_COLUMNS, *VISIBILITY_COLUMNS)
_PREDICTION: Final = ("class_id", "confidence", *CORNER_COLUMNS)


def label_hashes(labels: pd.DataFrame) -> "pd.Series[str]":
    """The SHA-256 of what each line says, however it is written: class, box, corners, 0.01 px."""
    return _hashes(labels, _LABEL)


def prediction_hashes(predictions: pd.DataFrame) -> "pd.Series[str]":
    """The SHA-256 of what each prediction says: class, confidence, corners, to 0.01."""
    return _hashes(predictions, _PREDICTION)


def _hashes(table: pd.DataFrame, columns: Sequence[str]) -> "pd.Series[str]":
    """Of each row; -0.0 is 0.0, and NaN is NaN."""
    values = np.round(table.reindex(columns=[*columns]).to_numpy(np.float64), 2) + 0.0
    texts = (" ".join(f"{value:.2f}" for value in row) for row in values.tolist())
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    return pd.Series(hashes, table.index, dtype="str")
