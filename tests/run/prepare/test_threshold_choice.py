"""The predictions of three photos, confidence 0.3, 0.5 and 0.7, at every threshold."""

import json

import pytest

from containerloc.run.prepare.session import Run, Selection, open_run


@pytest.fixture
def run(project) -> Run:
    """Every prediction equals its label."""
    return open_run("experiments/one.yaml", Selection(predictions="predictions.json"))


def test_labels_are_lost_one_by_one_as_the_threshold_rises(run: Run) -> None:
    choice = run.thresholds
    assert choice.in_use == 0.25
    assert choice.evidence.plateau == pytest.approx((0.0, 0.3))
    at = choice.swept.set_index("threshold")["detected"]
    assert at.loc[[0.3, 0.5, 0.6, 0.8]].tolist() == [3, 2, 1, 0]
    assert choice.marks["threshold"].tolist() == pytest.approx([0.25, 0.3])
    assert choice.nearest_to_lost["image"].tolist() == ["val_0.png", "val_1.png", "val_2.png"]
    assert "thresholds.csv" in choice.save({})
    numbers = json.loads(run.inputs.artifacts.metrics.read_text())
    assert {row["notebook"] for row in numbers.values()} == {"07"}
