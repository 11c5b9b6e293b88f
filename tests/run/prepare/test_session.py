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


def test_tables_of_classes_go_where_one_class_is_left(run: Run) -> None:
    where = run.inputs.artifacts
    where.results.mkdir(parents=True, exist_ok=True)
    for earlier in (where.per_class, where.confusion):
        earlier.touch()
    run.save({})
    assert not where.per_class.exists()
    assert not where.confusion.exists()


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


MOVED = [[18.0, 18.0], [48.0, 18.0], [48.0, 30.0], [16.0, 30.0]]
SENT = {"split": "val", "image": "val_0.png", "object": "line 1", "verdict": "label_wrong"}


def test_verdicts_are_a_finding_and_second_numbers(run: Run, project: Path) -> None:
    assert run.reviewed_numbers.empty
    run.reviewed.verdicts.save(SENT | {"corrected": MOVED, "who": "ann"})
    assert list(run.reviewed_numbers.columns) == ["labels as they are", "as reviewed"]
    assert "cases-judged" in [finding.code for finding in run.findings()]
    run.save({})
    numbers = json.loads(run.inputs.artifacts.metrics.read_text())
    assert numbers["mde_px"]["value"] == pytest.approx(0, abs=1e-6)
    assert numbers["reviewed_mde_px"]["value"] == pytest.approx(2 / 4 / 3, abs=1e-6)


def test_a_verdict_file_of_something_else_loses_no_notebook(run: Run, caplog) -> None:
    path = run.inputs.artifacts.review
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("image,score\n")
    assert run.findings()
    assert run.reviewed_numbers.empty
    assert "verdicts left out" in caplog.text


def test_pictures_stand_for_the_review_where_nobody_can_judge(run: Run, monkeypatch) -> None:
    monkeypatch.setenv("CONTAINERLOC_NO_FRONT_END", "1")
    pictures = Figure()
    assert run.review(pictures) is pictures
    assert run.review_page == "../review.html"
    monkeypatch.delenv("CONTAINERLOC_NO_FRONT_END")
    assert run.review_page == ""
    run.inputs.artifacts.review_page.parent.mkdir(parents=True, exist_ok=True)
    run.inputs.artifacts.review_page.touch()
    assert run.review_page == "artifacts/localization/one/review.html"


def test_photos_without_any_label_are_judged_too(project: Path) -> None:
    for label in (project / "data" / "labels" / "val").iterdir():
        label.write_text("")
    run = open_run("experiments/one.yaml", Selection(predictions="predictions.json"))
    assert run.evidence.columns.empty
    assert run.evidence.numbers.loc["false_positives_per_image", "value"] == 1
    assert "metrics.json" in run.save({})
