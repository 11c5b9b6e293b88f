"""What is said of predictions of another image, of none, of the labels', and on a grid."""

from dataclasses import replace

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.quads import Floats


def loud(found) -> list[str]:
    return [each.code for each in found if each.severity != "info" and not each.cause]


def test_the_image_before(seen, said, guessed: Floats) -> None:
    found = diagnose(seen(np.roll(guessed, 1, axis=0)))
    assert loud(found) == ["images-shifted"]
    assert found[0].evidence["taken_for"] == "the image before it"
    said(found[:1])


def test_the_order_of_labels_in_their_table_does_not_matter(seen, guessed: Floats) -> None:
    evidence = seen(np.roll(guessed, 1, axis=0))
    shuffled = evidence.labels.sample(frac=1, random_state=2).reset_index(drop=True)
    assert loud(diagnose(replace(evidence, labels=shuffled))) == ["images-shifted"]


def test_the_same_place_for_every_image(seen, said, guessed: Floats) -> None:
    rng = np.random.default_rng(5)
    predicted = guessed.mean(axis=0) + rng.normal(0, 12, (40, 4, 2))
    found = diagnose(seen(predicted))
    assert loud(found) == ["predictions-collapsed"]
    said(found[:1])


@pytest.mark.parametrize(("n", "severity"), [(40, "error"), (7, "warning")])
def test_labels_taken_over_from_the_model(
    seen, said, scattered: Floats, guessed: Floats, n: int, severity: str
) -> None:
    some = (np.arange(40) < n)[:, None, None]
    found = diagnose(seen(guessed, labels=np.where(some, np.round(guessed, 2), scattered)))
    assert loud(found) == ["labels-circular"]
    assert (found[0].severity, found[0].evidence["equal"]) == (severity, n)
    said(found[:1])


def test_two_equal_ones_may_be_chance(seen, scattered: Floats, guessed: Floats) -> None:
    some = (np.arange(40) < 2)[:, None, None]
    assert not loud(diagnose(seen(guessed, labels=np.where(some, guessed, scattered))))


def test_corners_on_a_grid(seen, said, scattered: Floats, guessed: Floats) -> None:
    found = diagnose(seen(4 * np.round(guessed / 4)))
    assert "values-on-grid" in loud(found)
    said(found[:1])
    fine = {each.code: each for each in diagnose(seen(guessed, labels=np.round(scattered)))}
    assert fine["values-on-grid"].severity == "info"
    assert fine["values-on-grid"].evidence["table"] == "labels"
