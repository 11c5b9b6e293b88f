"""A small world whose best thresholds can be read off."""

import numpy as np
import pandas as pd
import pytest

BOX = np.array([[0.0, 0], [40, 0], [40, 10], [0, 10]])


@pytest.fixture
def world(plant_labels, plant_predictions) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three labels; found at 0.9, 0.57 and never; one false alarm at 0.1."""
    labels = plant_labels({"a": BOX, "b": BOX, "c": BOX})
    rows = [("a", 0.9, BOX + [3, 4]), ("b", 0.57, BOX + [0, 1]), ("a", 0.1, BOX)]
    return plant_predictions(rows), labels
