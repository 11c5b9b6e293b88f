"""Every label is a case, and so is what has none."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.analysis.labels.suspects import SUSPECT_COLUMNS
from containerloc.analysis.measures.corner_errors import PREDICTED_COLUMNS, TRUE_COLUMNS
from containerloc.analysis.review.cases import (
    CASE_COLUMNS,
    as_numbered_now,
    case_table,
    prediction_objects,
    present_objects,
)
from containerloc.analysis.review.hashes import prediction_hashes
from containerloc.data.tables import CORNER_COLUMNS

BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])
AWAY = BOX + [300, 300]
NOWHERE = BOX + [500, 500]
OFF = np.array([[3.0, 4], [0, 0], [0, 0], [0, 0]])


def suspect(image: str, line: int, quad: np.ndarray = BOX) -> dict[str, object]:
    row = dict.fromkeys(SUSPECT_COLUMNS, 0.0) | {"image": image, "line": line, "score": 0.8}
    return row | {"reasons": "why"} | dict(zip(CORNER_COLUMNS, quad.ravel(), strict=True))


@pytest.fixture
def evidence(plant_labels, plant_predictions, plant_images) -> Evidence:
    """Labels a: found; b: below the threshold; c: not seen; a has a false positive, d another."""
    rows = [("a", 0.9, BOX + OFF), ("a", 0.6, AWAY), ("b", 0.1, BOX), ("d", 0.7, AWAY)]
    labels = plant_labels({"a": BOX, "b": BOX, "c": BOX})
    return Evidence(plant_predictions(rows), labels, plant_images([*"abcd"]), Settings(0.25, 0.25))


def cases(evidence: Evidence, *suspects: dict[str, object]) -> pd.DataFrame:
    return case_table(evidence, pd.DataFrame(suspects, columns=[*SUSPECT_COLUMNS]))


def test_one_case_for_each_label_and_each_false_positive(evidence: Evidence) -> None:
    table = cases(evidence)
    assert table[["image", "object", "kind"]].to_numpy().tolist() == [
        ["a", "line 1", "matched"],
        ["b", "line 1", "missed"],
        ["c", "line 1", "missed"],
        ["a", "prediction 2", "false_positive"],
        ["d", "prediction 1", "false_positive"],
    ]
    assert tuple(table.columns) == CASE_COLUMNS
    np.testing.assert_allclose(table["error_px"], [1.25, np.nan, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(table["relative_error"][0], 1.25 / 40)
    np.testing.assert_allclose(table["confidence"], [0.9, 0.1, np.nan, 0.6, 0.7])
    assert table["text_width_px"].tolist() == [200] * 5


def test_corners_of_label_and_prediction(evidence: Evidence) -> None:
    table = cases(evidence)
    true, predicted = (
        table[[*columns]].to_numpy().reshape(-1, 4, 2)
        for columns in (TRUE_COLUMNS, PREDICTED_COLUMNS)
    )
    np.testing.assert_array_equal(true[:3], np.stack([BOX] * 3))
    assert np.isnan(true[3:]).all()
    np.testing.assert_array_equal(predicted[[0, 1, 3]], np.stack([BOX + OFF, BOX, AWAY]))
    assert np.isnan(predicted[2]).all()


def test_hashes_of_what_is_judged(evidence: Evidence) -> None:
    table = cases(evidence)
    assert table["label_sha256"].str.len().tolist() == [64, 64, 64, 0, 0]
    assert table["prediction_sha256"].str.len().tolist() == [64, 64, 0, 64, 64]


def test_suspicion_of_labels_of_predictions_and_of_what_only_others_see(evidence: Evidence) -> None:
    table = cases(evidence, suspect("b", 1), suspect("d", 0, AWAY), suspect("d", 0, NOWHERE))
    asked = table[table["suspicion"].notna()]
    assert asked[["image", "object", "kind"]].to_numpy().tolist() == [
        ["b", "line 1", "missed"],
        ["d", "prediction 1", "unlabelled"],
        ["d", "unlabelled 1", "unlabelled"],
    ]
    assert set(asked["reasons"]) == {"why"}
    assert table["reasons"].eq("").sum() == len(table) - 3


def test_a_suspect_below_the_threshold_is_a_case(evidence: Evidence) -> None:
    at = evidence.at(0.8)
    assert "unlabelled" not in set(cases(at)["kind"])
    table = cases(at, suspect("d", 0, AWAY))
    assert table["object"].tolist()[-1] == "prediction 1"


def test_predictions_are_numbered_by_confidence_in_each_image(plant_predictions) -> None:
    rows = [("a", 0.1, BOX), ("b", 0.2, BOX), ("a", 0.9, BOX), ("a", 0.1, BOX)]
    numbers = prediction_objects(plant_predictions(rows)).str.split().str[1].astype(int)
    assert numbers.tolist() == [2, 1, 1, 3]


def test_nothing_labelled_and_nothing_predicted(
    plant_labels, plant_predictions, plant_images
) -> None:
    empty = Evidence(
        plant_predictions([]),
        plant_labels({"": np.empty((0, 4, 2))}),
        plant_images(["a"]),
        Settings(0.25, 0.25),
    )
    assert cases(empty).empty
    assert tuple(cases(empty).columns) == CASE_COLUMNS


def test_a_prediction_is_known_again_under_another_number(plant_predictions, verdicts) -> None:
    before = plant_predictions([("a", 0.9, BOX), ("a", 0.6, AWAY)])
    said = verdicts(("a", "prediction 2", "label_wrong", None), ("a", "line 1", "", None))
    said["prediction_sha256"] = [prediction_hashes(before)[1], ""]
    after = plant_predictions([("a", 0.95, NOWHERE), ("a", 0.9, BOX), ("a", 0.6, AWAY)])
    assert as_numbered_now(said, after)["object"].tolist() == ["prediction 3", "line 1"]
    assert as_numbered_now(said, after[:2])["object"].tolist() == ["prediction 2", "line 1"]


def test_what_is_judged_as_it_is_now(evidence: Evidence, verdicts) -> None:
    said = verdicts(("a", "line 1", "", None), ("b", "line 7", "", None))
    now = present_objects(said, cases(evidence), evidence.predictions)
    assert now[["image", "object"]].to_numpy().tolist() == [
        ["a", "line 1"],
        ["b", "line 1"],
        ["a", "prediction 2"],
        ["a", "prediction 1"],
        ["b", "prediction 1"],
    ]
    assert now["prediction_sha256"].ne("").all()
    # The prediction that is matched to a label has one, whoever labelled it.
    assert now["label_sha256"].ne("").tolist() == [True, True, False, True, False]
