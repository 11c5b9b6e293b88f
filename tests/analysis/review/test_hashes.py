"""A hash changes with what was judged, and with nothing else."""

import numpy as np
import pandas as pd

from containerloc.analysis.review.hashes import label_hashes, prediction_hashes

QUAD = np.array([[10.0, 10], [50, 10], [50, 20], [10, 20]])


def test_a_moved_corner_changes_the_hash(plant_labels, plant_predictions) -> None:
    quads = np.array([QUAD, QUAD, QUAD + [[0.02, 0], [0, 0], [0, 0], [0, 0]], QUAD + 0.001])
    first, same, moved, rounded = label_hashes(plant_labels({"a": quads}))
    assert first == same == rounded != moved
    predictions = plant_predictions([("a", 0.9, QUAD), ("b", 0.9, QUAD), ("a", 0.8, QUAD)])
    one, other_image, less_sure = prediction_hashes(predictions)
    assert one == other_image != less_sure
    assert len(one) == 64


def test_a_hidden_corner_and_a_class_count(plant_labels) -> None:
    labels = plant_labels({"a": [QUAD, QUAD, QUAD]})
    labels.loc[1, "tl_x_px"] = np.nan
    labels.loc[2, "class_id"] = 1
    assert len(set(label_hashes(labels))) == 3


def test_columns_that_are_missing_are_nan_and_no_row_has_no_hash() -> None:
    one, other = (prediction_hashes(pd.DataFrame({"confidence": [sure]})) for sure in (0.5, 0.6))
    assert one[0] != other[0]
    assert prediction_hashes(pd.DataFrame({"confidence": []})).dtype == one.dtype
