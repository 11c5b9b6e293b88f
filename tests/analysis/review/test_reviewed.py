"""Corrections become labels, what is disputed does not count, and nothing else changes."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.analysis.review.reviewed import (
    corrected_labels,
    is_left_out,
    proposals,
    reviewed_numbers,
)
from containerloc.data.tables import BOX_COLUMNS, boxes_of, quads_of

BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])
AWAY = BOX + [300, 300]
SLIP = np.array([[0.0, 40], [0, 0], [0, 0], [0, 0]])  # of the person who labelled


@pytest.fixture
def evidence(plant_labels, plant_predictions, plant_images) -> Evidence:
    """Labels a and b are right, c slipped by 40 px at TL; the model is right, and sees one more."""
    labels = plant_labels({"a": BOX, "b": BOX, "c": BOX + SLIP})
    rows = [(name, 0.9, BOX) for name in "abc"] + [("a", 0.8, AWAY)]
    return Evidence(plant_predictions(rows), labels, plant_images([*"abc"]), Settings(0.25, 0.25))


def value(numbers: pd.DataFrame, key: str) -> float:
    return float(numbers.loc[key, "value"])


def test_nothing_said_changes_no_number(evidence: Evidence, verdicts) -> None:
    pd.testing.assert_frame_equal(reviewed_numbers(evidence, verdicts()), evidence.numbers)
    labels = corrected_labels(evidence.labels, verdicts())
    pd.testing.assert_frame_equal(labels, evidence.labels)


def test_a_corrected_label_is_measured_against_where_it_belongs(evidence, verdicts) -> None:
    said = verdicts(("c", "line 1", "label_wrong", BOX))
    assert value(evidence.numbers, "mde_px") == pytest.approx(10 / 3)
    numbers = reviewed_numbers(evidence, said)
    assert value(numbers, "mde_px") == 0
    assert numbers.loc["mde_px", "n"] == 3
    labels = corrected_labels(evidence.labels, said)
    np.testing.assert_array_equal(quads_of(labels)[2], BOX)
    np.testing.assert_array_equal(boxes_of(labels)[2], [100, 100, 300, 140])


@pytest.mark.parametrize("verdict", ["label_wrong", "ambiguous", "photo_bad"])
def test_a_disputed_label_does_not_count_and_is_no_false_positive(evidence, verdicts, verdict):
    said = verdicts(("c", "line 1", verdict, None))
    numbers = reviewed_numbers(evidence, said)
    assert numbers.loc["mde_px", ["value", "n"]].tolist() == [0, 2]
    assert value(numbers, "false_positives_per_image") == pytest.approx(1 / 3)
    np.testing.assert_array_equal(is_left_out(evidence.labels, said), [False, False, True])


@pytest.mark.parametrize("verdict", ["model_wrong", ""])
def test_where_the_label_is_not_disputed_it_counts(evidence, verdicts, verdict) -> None:
    numbers = reviewed_numbers(evidence, verdicts(("c", "line 1", verdict, None)))
    assert numbers.loc["mde_px", ["value", "n"]].tolist() == pytest.approx([10 / 3, 3])


def test_a_correction_beside_another_verdict_is_no_label(evidence, verdicts) -> None:
    said = verdicts(("c", "line 1", "ambiguous", BOX), ("a", "line 1", "model_wrong", BOX + 1))
    assert proposals(said).empty
    assert is_left_out(evidence.labels, said).tolist() == [False, False, True]


def test_one_corner_moved_leaves_the_others(evidence, verdicts) -> None:
    only_tl = np.full((4, 2), np.nan)
    only_tl[0] = BOX[0]
    said = verdicts(("c", "line 1", "", only_tl))
    np.testing.assert_array_equal(quads_of(corrected_labels(evidence.labels, said))[2], BOX)


def test_a_hidden_corner_that_is_placed_is_visible_now(evidence, verdicts) -> None:
    labels = evidence.labels.copy()
    labels.loc[2, ["tl_x_px", "tl_y_px"]] = np.nan
    labels["tl_visibility"] = [2.0, 1.0, 0.0]
    said = verdicts(("c", "line 1", "label_wrong", BOX))
    after = corrected_labels(labels, said)
    assert after["tl_visibility"].tolist() == [2, 1, 2]


def test_a_hidden_corner_that_stays_hidden_keeps_the_box(evidence, verdicts) -> None:
    labels = evidence.labels.copy()
    labels.loc[2, ["tl_x_px", "tl_y_px"]] = np.nan
    moved = BOX + 5
    moved[0] = np.nan
    after = corrected_labels(labels, verdicts(("c", "line 1", "", moved)))
    assert np.isnan(quads_of(after)[2, 0]).all()
    pd.testing.assert_frame_equal(after[[*BOX_COLUMNS]], labels[[*BOX_COLUMNS]])


def test_an_object_that_nobody_labelled_becomes_a_label(evidence, verdicts) -> None:
    said = verdicts(("a", "prediction 2", "label_wrong", AWAY), ("b", "unlabelled 1", "", AWAY))
    said["class_id"] = [1, 0]
    labels = corrected_labels(evidence.labels, said)
    added = labels[["image", "line", "class_id"]].to_numpy().tolist()[3:]
    assert added == [["a", 2, 1], ["b", 2, 0]]
    assert labels.dtypes.to_dict() == evidence.labels.dtypes.to_dict()


def test_a_confirmed_object_without_label_is_no_false_positive(evidence, verdicts) -> None:
    before = value(evidence.numbers, "false_positives_per_image")
    assert before == pytest.approx(1 / 3)
    for quad in (None, AWAY):
        said = verdicts(("a", "prediction 2", "label_wrong", quad))
        assert value(reviewed_numbers(evidence, said), "false_positives_per_image") == 0
    said = verdicts(("a", "prediction 2", "model_wrong", None))
    assert value(reviewed_numbers(evidence, said), "false_positives_per_image") == before


def test_every_label_disputed_leaves_nothing_to_measure(evidence, verdicts) -> None:
    said = verdicts(*((name, "line 1", "ambiguous", None) for name in "abc"))
    assert reviewed_numbers(evidence, said).loc["mde_px", "n"] == 0
