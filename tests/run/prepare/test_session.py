"""The session of an experiment: what each notebook asks of it, and what it saves."""

import json
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from containerloc.errors import UsageError
from containerloc.run.prepare.session import Run, Selection, open_run


@pytest.fixture
def run(project: Path) -> Run:
    """Three photos, one ID each; every prediction equals its label: confidence 0.3, 0.5, 0.7."""
    return open_run("experiments/one.yaml", Selection(predictions="predictions.json"))


def test_tables_are_made_once(run: Run) -> None:
    assert run.evidence.errors.error_px.tolist() == pytest.approx([0, 0, 0], abs=1e-6)
    assert run.evidence.numbers.loc["detection_rate", "value"] == 1
    assert run.evidence is run.evidence
    assert run.findings() is run.findings()
    assert not run.missed.size
    assert run.worst(over_px=20.0, at_least=2).size == 2
    assert run.training.results.empty


def test_the_photos_of_the_first_finding(run: Run) -> None:
    named = run.findings()[0].images
    rows = run.evidence.rows_of(run.findings()[0])
    assert set(run.evidence.errors.image[rows]) == set(named[:6])


def test_06_saves_numbers_findings_errors_and_figures(run: Run) -> None:
    written = run.save({"causes": Figure()})
    folder = run.inputs.artifacts.results
    assert all((folder / name).is_file() for name in written)
    assert {"metrics.json", "findings.json", "per_image.csv", "figures/06_causes.png"} == set(
        written
    )
    assert len(pd.read_csv(folder / "per_image.csv")) == 3
    assert {row["notebook"] for row in json.loads((folder / "findings.json").read_text())} == {"06"}


def test_nothing_but_the_experiment_is_read_at_first(project: Path) -> None:
    run = open_run("experiments/one.yaml", Selection())
    assert run.trainer_arguments.loc["model", "value"] == "yolo11n-pose.yaml"
    assert run.training_sample.images["image"].str.startswith("val_").all()
    with pytest.raises(UsageError, match="one has no weights"):
        _ = run.evidence.errors


def test_a_selection_that_contradicts_itself(project: Path) -> None:
    with pytest.raises(UsageError, match="both given"):
        Selection(weights="a.pt", predictions="b.json")
    with pytest.raises(UsageError, match=r"confidence 1\.5"):
        Selection(confidence=1.5)
