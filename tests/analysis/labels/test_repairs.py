"""Which repairs of labels are certain."""

import numpy as np
import pytest

from containerloc.analysis.labels.repairs import certain_repairs
from containerloc.analysis.labels.structure import structural_faults
from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.quads import Floats, as_quads

WIDE = as_quads([[100, 100], [400, 110], [400, 150], [100, 140]])[0]


def repaired(plant_labels, plant_images, quad: Floats) -> list[tuple[str, str]]:
    # Others make it a population of wide IDs.
    labels = plant_labels({"a.jpg": quad, **{f"{k}.jpg": WIDE for k in range(9)}})
    faults = structural_faults(labels, plant_images(list(labels["image"])))
    table = certain_repairs(labels, faults)
    return list(zip(table["repair"], table["order"], strict=True))


@pytest.mark.parametrize(
    ("named", "order"),
    [
        ([1, 2, 3, 0], "BL TL TR BR"),
        ([2, 3, 0, 1], "BR BL TL TR"),
        ([1, 0, 3, 2], "TR TL BL BR"),
        ([1, 0, 2, 3], "TR TL BR BL"),
    ],
)
def test_other_names_for_right_corners(
    plant_labels, plant_images, named: list[int], order: str
) -> None:
    assert repaired(plant_labels, plant_images, WIDE[named]) == [("rename corners", order)]


@pytest.mark.parametrize(
    "quad",
    [
        WIDE,
        WIDE + np.array([[0, 100], [0, 0], [0, 0], [0, 0]]),  # TL on the text below: crosses
        as_quads([[0, 0], [0, 40], [50, 40], [50, 0]])[0],
    ],
)
def test_nothing_certain(plant_labels, plant_images, quad: Floats) -> None:
    assert repaired(plant_labels, plant_images, quad) == []


@pytest.mark.parametrize(("seen", "n"), [([2, 3, 0, 1], 0), ([0, 1, 2, 3], 1)])
def test_a_label_on_a_photo_that_stands_on_its_head_stays(
    plant_labels, plant_images, plant_predictions, seen: list[int], n: int
) -> None:
    quads = {"a.jpg": WIDE[[2, 3, 0, 1]], **{f"{k}.jpg": WIDE for k in range(9)}}
    labels, images = plant_labels(quads), plant_images(list(quads))
    model = matching(plant_predictions([("a.jpg", 0.9, WIDE[seen])]), labels)
    errors = per_label(model, images, confidence=0.25)
    table = certain_repairs(labels, structural_faults(labels, images), models=[errors])
    assert len(table) == n
