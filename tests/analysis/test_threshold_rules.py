"""The 0.6-instead-of-0.25 story, and thresholds that are left in peace."""

import numpy as np
import pytest

from containerloc.analysis.sweep import critical_confidences, plateau, sweep
from containerloc.analysis.threshold_rules import threshold_findings
from containerloc.quads import Floats

NAMES = [f"{k:03}.jpg" for k in range(74)]


def thresholds(world, in_use: float, intended: float):
    predictions, labels = world
    flat = plateau(predictions, labels)
    marks = sweep(predictions, labels, n_images=74, thresholds=[in_use, flat[1]])
    critical = critical_confidences(predictions, labels)
    found = threshold_findings(marks, critical, flat, in_use=in_use, intended=intended)
    return {finding.code: finding for finding in found}


@pytest.fixture
def nine_at_057(plant_labels, plant_predictions, ids: Floats):
    """74 images of which nine are found at 0.57 to 0.58; false alarms at 0.08."""
    scores = np.concatenate([np.linspace(0.57, 0.58, 9), np.linspace(0.65, 0.9, 65)])
    rows = list(zip(NAMES, scores, ids, strict=True)) + [(n, 0.08, ids[0]) for n in NAMES[:5]]
    return plant_predictions(rows), plant_labels(dict(zip(NAMES, ids, strict=True)))


def test_the_06_instead_of_025_story(nine_at_057) -> None:
    found = thresholds(nine_at_057, in_use=0.6, intended=0.25)
    first = next(iter(found.values()))
    assert first.code == "threshold-loses-labels"
    assert first.severity == "error"
    assert first.images == tuple(NAMES[:9])
    assert "9 labels of 74" in first.sentence
    assert "not missed detections of the model" in first.sentence
    assert "0.570 to 0.580" in first.sentence
    assert found["threshold-differs"].evidence["detected_intended"] == 74


def test_a_threshold_on_the_plateau_is_left_in_peace(nine_at_057) -> None:
    assert list(thresholds(nine_at_057, in_use=0.25, intended=0.25)) == ["nothing-wrong"]


def test_a_threshold_too_low(nine_at_057) -> None:
    found = thresholds(nine_at_057, in_use=0.05, intended=0.05)
    assert found["threshold-below-plateau"].evidence["fewer_false_positives"] == 5


def test_what_lies_beside_the_id_is_not_lost_by_the_threshold(
    plant_labels, plant_predictions, ids: Floats
) -> None:
    scores = np.concatenate([np.full(9, 0.57), np.linspace(0.65, 0.9, 65)])
    beside = np.where(np.arange(74)[:, None, None] < 9, ids + [0, 300], ids)
    world = (plant_predictions(list(zip(NAMES, scores, beside, strict=True))),
             plant_labels(dict(zip(NAMES, ids, strict=True))))  # fmt: skip
    assert "threshold-loses-labels" not in thresholds(world, in_use=0.6, intended=0.6)
