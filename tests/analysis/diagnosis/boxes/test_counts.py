"""Repeated predictions, and labels lost beside others."""

import numpy as np

from containerloc.analysis.diagnosis.boxes.counts import lost_beside, repeats
from containerloc.analysis.measures.matching import matching

SQUARE = np.array([[0.0, 0], [40, 0], [40, 10], [0, 10]])


def test_only_what_lies_on_a_match_and_is_confident_repeats_it(
    plant_labels, plant_predictions
) -> None:
    labels = plant_labels({"a": SQUARE, "b": SQUARE, "c": SQUARE})
    rows = [("a", 0.9, SQUARE), ("a", 0.8, SQUARE + 1), ("a", 0.7, SQUARE + 1)]
    rows += [("b", 0.9, SQUARE), ("b", 0.8, SQUARE + [0, 8]), ("b", 0.2, SQUARE)]
    matched = matching(plant_predictions(rows), labels)
    assert repeats(matched, confidence=0.25).tolist() == [2, 0, 0]
    assert repeats(matched, confidence=0.1).tolist() == [2, 1, 0]


def test_a_label_is_lost_beside_a_found_one_of_its_image(plant_labels, plant_predictions) -> None:
    two = np.stack([SQUARE, SQUARE + 100])
    labels = plant_labels({"a": two, "b": two, "c": SQUARE})
    matched = matching(plant_predictions([("a", 0.9, SQUARE)]), labels)
    lost, shared = lost_beside(matched, confidence=0.25)
    assert lost.tolist() == [False, True, False, False, False]
    assert shared.tolist() == [True, True, True, True, False]


def test_nothing_of_nothing(plant_labels, plant_predictions) -> None:
    matched = matching(plant_predictions([]), plant_labels({"a": np.empty((0, 4, 2))}))
    assert not len(repeats(matched, confidence=0.25))
