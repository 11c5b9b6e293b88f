"""The predictions of three photos, confidence 0.3, 0.5 and 0.7, at every threshold."""

import json
from pathlib import Path

import pytest

from containerloc.run.prepare.session import Run, Selection, open_run
from tests import plates_and_cards as drawn


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
    assert choice.marks["threshold"].tolist() == [0.25]
    assert choice.nearest_to_lost["image"].tolist() == ["val_0.png", "val_1.png", "val_2.png"]
    assert "thresholds.csv" in choice.save({})
    numbers = json.loads(run.inputs.artifacts.metrics.read_text())
    assert {row["notebook"] for row in numbers.values()} == {"07"}


def test_each_class_by_itself(tmp_path: Path) -> None:
    experiment, predictions = drawn.write_project(tmp_path)
    table = open_run(experiment, Selection(predictions=str(predictions))).thresholds.by_class
    assert table.loc["plate"].tolist() == pytest.approx([10, 7, 3, 0.7, 3, 0, 0.1])
    assert table.loc["card"].tolist() == pytest.approx([4, 2, 3, 0.4, 6.5, 0.7, 0.85])


def test_one_class_is_not_parted(run: Run) -> None:
    assert run.thresholds.by_class.empty
