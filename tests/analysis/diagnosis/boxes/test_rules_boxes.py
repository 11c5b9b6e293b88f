"""No suppression, too much of it, and images that nobody predicted."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.quads import Floats

from ...conftest import NAMES, noise


def loud(found) -> list[str]:
    return [each.code for each in found if each.severity != "info" and not each.cause]


def test_each_object_three_times(build, said, ids: Floats) -> None:
    rng = np.random.default_rng(4)
    extra = [
        (name, rng.uniform(0.5, 0.9), ids[k] + rng.normal(0, 2, (4, 2)))
        for k, name in enumerate(NAMES)
        for _ in range(2)
    ]
    found = diagnose(build(ids + noise(), extra=extra))
    assert loud(found) == ["predictions-repeated"]
    assert found[0].evidence == {"labels": 74, "found": 74, "too_many": 148}
    said(found[:1])


def test_a_few_repeated_ones_are_left_to_the_threshold(build, ids: Floats) -> None:
    extra = [(NAMES[k], 0.4, ids[k] + 1) for k in range(5)]
    assert "predictions-repeated" not in loud(diagnose(build(ids + noise(), extra=extra)))


def two_each(
    plant_labels, plant_predictions, plant_images, ids: Floats, *, lost: int, of: int = 20
) -> Evidence:
    """Of 74 photos, so many show two IDs, and of some of these the second one is lost."""
    below = ids + [0, 300]
    labels = {n: np.stack([ids[k], below[k]][: 1 + (k < of)]) for k, n in enumerate(NAMES)}
    predicted = ids + noise()
    rows = [(name, 0.9, predicted[k]) for k, name in enumerate(NAMES)]
    rows += [(NAMES[k], 0.8, below[k] + noise()[k]) for k in range(lost, of)]
    return Evidence(
        plant_predictions(rows), plant_labels(labels), plant_images(NAMES), Settings(0.25, 0.25)
    )


def test_the_second_of_two_is_lost(
    plant_labels, plant_predictions, plant_images, said, ids: Floats
) -> None:
    found = diagnose(two_each(plant_labels, plant_predictions, plant_images, ids, lost=19))
    assert loud(found) == ["neighbours-suppressed"]
    evidence = found[0].evidence
    assert (evidence["photos"], evidence["n"], evidence["lost"]) == (19, 20, 19)
    assert (evidence["others_missed"], evidence["others"]) == (0, 54)
    said(found[:1])


@pytest.mark.parametrize("lost", [0, 6])
def test_two_of_which_most_are_found(
    plant_labels, plant_predictions, plant_images, ids: Floats, lost: int
) -> None:
    evidence = two_each(plant_labels, plant_predictions, plant_images, ids, lost=lost)
    assert "neighbours-suppressed" not in loud(diagnose(evidence))


def test_images_without_an_entry_are_not_held_against_the_model(build, said, ids: Floats) -> None:
    absent = np.arange(74)[:, None, None] < 9
    predicted = np.where(absent, np.nan, ids + noise())
    found = diagnose(build(predicted, settings={"image_list_known": False}))
    assert loud(found) == ["images-unpredicted"]
    by_code = {each.code: each for each in found}
    assert by_code["missed-altogether"].cause == "images-unpredicted"
    assert by_code["images-unpredicted"].evidence == {"images": 9, "n": 74}
    said([by_code["images-unpredicted"]])
    known = diagnose(build(predicted))
    assert loud(known) == ["missed-altogether"]
