"""Which prediction may be meant for which label, and how far off it is from where."""

import numpy as np

from containerloc.analysis.diagnosis.coordinates.pairs import MOST_LABELS, Pairs, pairs_by_image
from containerloc.analysis.measures.matching import matching
from containerloc.quads import Floats

SQUARE = np.array([[0.0, 0], [40, 0], [40, 10], [0, 10]])


def made(plant_labels, plant_predictions, plant_images, labels, rows) -> Pairs:
    predictions = plant_predictions(rows)
    table = plant_labels(labels)
    return pairs_by_image(matching(predictions, table), plant_images(list(labels)), confidence=0.25)


def test_each_label_meets_as_many_predictions_as_there_are_labels(
    plant_labels, plant_predictions, plant_images
) -> None:
    labels = {"a": SQUARE, "b": np.stack([SQUARE, SQUARE + 100]), "c": SQUARE}
    rows = [
        ("a", 0.5, SQUARE + 500),
        ("a", 0.9, SQUARE + 300),  # the most confident one stands for the image's one label
        ("b", 0.8, SQUARE + 1),  # on its first label, so not meant for the second
        ("b", 0.7, SQUARE + 200),
        ("b", 0.6, SQUARE + 300),
        ("c", 0.2, SQUARE),  # below the threshold
    ]
    pairs = made(plant_labels, plant_predictions, plant_images, labels, rows)
    assert pairs.label.tolist() == [0, 1, 1, 2]
    assert pairs.predicted[:, 0, 0].tolist() == [300, 1, 200, 200]
    assert pairs.paired.tolist() == [True, True, True, False]
    assert pairs.wh.tolist() == [[1000, 800]] * 4


def test_crowded_images_and_missing_corners_are_left_out(
    plant_labels, plant_predictions, plant_images
) -> None:
    crowd = np.stack([SQUARE] * (MOST_LABELS + 1))
    hidden = np.where(np.arange(4)[:, None] == 1, np.nan, SQUARE)
    rows = [("a", 0.9, SQUARE), ("b", 0.9, SQUARE)]
    pairs = made(plant_labels, plant_predictions, plant_images, {"a": crowd, "b": hidden}, rows)
    assert not len(pairs.label)


def test_distances_are_in_text_heights_whatever_corners_are_called(paired) -> None:
    truth = np.stack([SQUARE, SQUARE, SQUARE + 50])
    predicted = truth + [[[3.0, 4]], [[0, 0]], [[0, 20]]]
    predicted[1] = predicted[1, [2, 1, 0, 3]]
    pairs = paired(predicted, truth, np.full((3, 2), 200.0))
    assert pairs.distances(pairs.truth).round(9).tolist() == [0.5, 0, 2]


def test_what_is_expected_outside_a_clipped_image_is_not_known(paired) -> None:
    truth = np.stack([SQUARE, SQUARE])
    pairs = paired(truth, truth, np.full((2, 2), 200.0))
    moved: Floats = truth + [[[0, 0]], [[0, -300]]]
    assert pairs.are_clipped
    assert np.isnan(pairs.distances(moved)).tolist() == [False, True]


def test_the_nearest_of_several_predictions_counts(paired) -> None:
    truth = np.stack([SQUARE, SQUARE])
    pairs = Pairs(truth + [[[0, 10]], [[0, 5]]], truth, np.full((2, 2), 99.0), np.zeros(2, int), 2)
    distances = pairs.distances(truth)
    assert distances[0] == 0.5
    assert np.isinf(distances[1])
