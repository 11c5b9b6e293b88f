"""What other models see at each case."""

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import PREDICTED_COLUMNS, TRUE_COLUMNS
from containerloc.analysis.review.others import case_quads, disagreement_px, seen_by
from containerloc.data.tables import quads_of

BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])
AWAY = BOX + [300, 300]
NONE = np.full((4, 2), np.nan)


def cases(*rows: tuple[str, np.ndarray, np.ndarray]) -> pd.DataFrame:
    images, true, predicted = zip(*rows, strict=True)
    columns = dict(zip(TRUE_COLUMNS, np.reshape(true, (-1, 8)).T, strict=True))
    columns |= dict(zip(PREDICTED_COLUMNS, np.reshape(predicted, (-1, 8)).T, strict=True))
    return pd.DataFrame({"image": images, "class_id": 0, **columns})


def test_another_model_is_asked_at_labels_and_at_what_has_none(plant_predictions) -> None:
    table = cases(("a", BOX, NONE), ("a", NONE, AWAY), ("b", BOX, BOX), ("c", BOX, BOX))
    other = plant_predictions([("a", 0.9, BOX + 2), ("a", 0.8, AWAY + 2), ("b", 0.1, BOX)])
    seen = seen_by(other, table, confidence=0.25)
    np.testing.assert_array_equal(quads_of(seen), [BOX + 2, AWAY + 2, NONE, NONE])
    np.testing.assert_array_equal(seen["confidence"], [0.9, 0.8, np.nan, np.nan])


def test_corners_of_cases() -> None:
    true, predicted = case_quads(cases(("a", BOX, NONE)))
    np.testing.assert_array_equal(true, [BOX])
    np.testing.assert_array_equal(predicted, [NONE])


def test_disagreement_is_the_median_of_pairs() -> None:
    models = [np.stack([BOX, BOX]), np.stack([BOX + [3, 4], NONE]), np.stack([BOX + [6, 8], NONE])]
    np.testing.assert_allclose(disagreement_px(models), [5, np.nan])
    np.testing.assert_allclose(disagreement_px(models[:1]), [np.nan, np.nan])
    assert disagreement_px([]).size == 0
