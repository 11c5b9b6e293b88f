import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloc.analysis.measures.matching import MISSED, matching
from containerloc.quads import Floats

BOX = np.array([[0.0, 0], [40, 0], [40, 10], [0, 10]])


def test_the_most_confident_prediction_is_the_one(plant_labels, plant_predictions) -> None:
    labels = plant_labels({"a": BOX})
    # The better placed one is less confident: the reader downstream would not take it.
    predictions = plant_predictions([("a", 0.5, BOX), ("a", 0.9, BOX + 20)])
    matches = matching(predictions, labels).at(0.25)
    assert matches.prediction_rows.tolist() == [1]
    assert matches.false_positive_rows.tolist() == [0]


@pytest.mark.parametrize(("confidence", "row"), [(0.5, 0), (0.5000001, MISSED)])
def test_a_confidence_equal_to_the_threshold_is_kept(
    plant_labels, plant_predictions, confidence: float, row: int
) -> None:
    matches = matching(plant_predictions([("a", 0.5, BOX)]), plant_labels({"a": BOX})).at(
        confidence
    )
    assert matches.prediction_rows.tolist() == [row]


def test_two_ids_in_one_photo_are_told_apart_by_place(plant_labels, plant_predictions) -> None:
    labels = plant_labels({"a": np.array([BOX, BOX + 100])})
    predictions = plant_predictions([("a", 0.9, BOX + 101), ("a", 0.8, BOX), ("a", 0.7, BOX + 1)])
    matches = matching(predictions, labels).at(0.25)
    assert matches.prediction_rows.tolist() == [1, 0]
    assert matches.false_positive_rows.tolist() == [2]
    # Above 0.8 only one is left, and it belongs to the second label.
    assert matching(predictions, labels).at(0.85).prediction_rows.tolist() == [MISSED, 0]


def test_a_background_image_has_only_false_positives(plant_labels, plant_predictions) -> None:
    matches = matching(plant_predictions([("empty", 0.9, BOX)]), plant_labels({"a": BOX})).at(0.25)
    assert matches.prediction_rows.tolist() == [MISSED]
    assert matches.false_positive_rows.tolist() == [0]


def test_no_predictions_and_no_labels(plant_labels, plant_predictions) -> None:
    nothing, one = plant_predictions([]), plant_labels({"a": BOX})
    assert matching(nothing, one).at(0.25).prediction_rows.tolist() == [MISSED]
    assert matching(nothing, one.iloc[:0]).at(0.25).prediction_rows.tolist() == []
    alarm = matching(plant_predictions([("a", 0.9, BOX)]), one.iloc[:0]).at(0.25)
    assert alarm.false_positive_rows.tolist() == [0]


def test_of_equally_confident_ones_the_first_is_taken(plant_labels, plant_predictions) -> None:
    predictions = plant_predictions([("a", 0.9, BOX + 5), ("a", 0.9, BOX)])
    assert matching(predictions, plant_labels({"a": BOX})).at(0.1).prediction_rows[0] == 0


def test_a_label_without_corners_is_matched_all_the_same(plant_labels, plant_predictions) -> None:
    labels = plant_labels({"a": np.array([np.full((4, 2), np.nan), BOX])})
    predictions = plant_predictions([("a", 0.9, BOX), ("a", 0.8, BOX + 300)])
    assert matching(predictions, labels).at(0.1).prediction_rows.tolist() == [1, 0]


def brute_force(predictions: pd.DataFrame, labels: pd.DataFrame, t: float) -> list[int]:
    """The definition, written down naively for up to two labels an image."""
    from itertools import permutations

    from containerloc.data.tables import quads_of

    corners, truth = quads_of(predictions), quads_of(labels)
    result = [MISSED] * len(labels)
    for image in labels["image"].unique():
        label_rows = np.flatnonzero(labels["image"] == image)
        kept = np.flatnonzero((predictions["image"] == image) & (predictions["confidence"] >= t))
        kept = sorted(kept, key=lambda row: -predictions["confidence"][row])[: len(label_rows)]
        best = min(
            permutations(label_rows, len(kept)),
            key=lambda order: sum(
                np.linalg.norm(corners[row] - truth[label], axis=1).mean()
                for row, label in zip(kept, order, strict=True)
            ),
        )
        for row, label in zip(kept, best, strict=True):
            result[label] = int(row)
    return result


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_spans_equal_the_definition_at_every_threshold(
    plant_labels, plant_predictions, seed: int
) -> None:
    rng = np.random.default_rng(seed)

    def quads(n: int) -> Floats:
        return BOX + rng.uniform(0, 200, (n, 1, 2))

    labels = plant_labels({"a": quads(2), "b": quads(1), "c": quads(2)})
    predictions = plant_predictions(
        [(image, rng.uniform(), q) for image in "abcd" for q in quads(rng.integers(0, 4))]
    )
    for t in [0.0, 0.3, 0.5, 0.8, *predictions["confidence"]]:
        found = matching(predictions, labels).at(t).prediction_rows.tolist()
        assert found == brute_force(predictions, labels, t)


def test_spans_of_one_label_are_one_span(plant_labels, plant_predictions) -> None:
    matched = matching(
        plant_predictions([("a", 0.9, BOX), ("a", 0.2, BOX)]), plant_labels({"a": BOX})
    )
    assert matched.label_rows.tolist() == matched.prediction_rows.tolist() == [0]
    assert (matched.above.tolist(), matched.up_to.tolist()) == ([-np.inf], [0.9])
