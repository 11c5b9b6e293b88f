"""Runs of several notebooks and experiments, what they leave, and what they refuse."""

import json
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from containerloc.errors import UsageError
from containerloc.run.execute.notebooks import NAMES
from containerloc.run.execute.plan import Request
from containerloc.run.execute.runner import Outcome, run_experiments
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_metrics
from containerloc.run.files.locks import lock_run
from containerloc.run.prepare import provenance
from containerloc.run.prepare.inputs import Selection

pytestmark = pytest.mark.notebook


def folder(project: Path, name: str = "one") -> Artifacts:
    return Artifacts(project / "artifacts" / "localization" / name)


def record(project: Path, name: str = "one") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(folder(project, name).run_record.read_text())
    return content


def run(*experiments: str, predictions: str = "predictions.json", **more: Any) -> list[Outcome]:
    request = Request(experiments or ("one",), Selection(predictions=predictions), **more)
    return list(run_experiments(request))


CHECK, ANALYSIS, SWEEP = NAMES.values()


def test_a_failed_notebook_is_kept_as_report_and_run_again(project, write_notebook, caplog):
    write_notebook("06", "before = 1", "1 / 0", "never = 2")
    artifacts = folder(project)
    for number in ("05", "06"):
        update_metrics(artifacts, number, {f"of_{number}": {"value": 1.5}})
    (outcome,) = run(jobs=3)
    assert outcome.exit_code == 4
    assert outcome.status == {CHECK: "ok", ANALYSIS: "failed", SWEEP: "ok"}
    entries = record(project)["notebooks"]
    assert {name: entry["status"] for name, entry in entries.items()} == outcome.status
    assert entries[ANALYSIS]["error"].startswith("ZeroDivisionError")
    crash = nbformat.read(artifacts.notebooks / f"{ANALYSIS}.ipynb", as_version=4)
    assert "ZeroDivisionError" in str(crash.cells)
    assert len(list(artifacts.notebooks.glob("*.html"))) == 3
    assert f"{ANALYSIS}: failed" in caplog.text
    # What it wrote in an earlier run is no result of this one.
    assert set(json.loads(artifacts.metrics.read_text())) == {"of_05"}

    write_notebook("06", "fine = 1")
    (outcome,) = run(resume=True)
    assert outcome.status == {CHECK: "kept", ANALYSIS: "ok", SWEEP: "kept"}
    label = project / "data" / "labels" / "val" / "val_0.txt"
    label.write_text(label.read_text().replace("0.625", "0.65"))
    (outcome,) = run(resume=True, only=("05",))
    assert outcome.status == {CHECK: "ok"}


def test_other_code_of_the_package_makes_it_run_again(project, monkeypatch):
    assert run(only=("05",))[0].status == {CHECK: "ok"}
    assert run(only=("05",), resume=True)[0].status == {CHECK: "kept"}
    monkeypatch.setattr(provenance, "source_hash", lambda: "a module was changed")
    assert run(only=("05",), resume=True)[0].status == {CHECK: "ok"}


def test_the_record_says_what_was_run_on_what(project, write_notebook):
    write_notebook(
        "06",
        "import os; assert os.getcwd() == os.path.dirname(os.path.dirname("
        "EXPERIMENT)) + '/notebooks'; assert os.path.isabs(PREDICTIONS)",
    )
    (outcome,) = run(only=("6", "05"), jobs=2)
    assert outcome.status == {CHECK: "ok", ANALYSIS: "ok"}
    written = record(project)
    assert written["experiment"]["name"] == "one"
    assert written["data"]["images"] == written["data"]["labels"] == 3
    assert len(written["data"]["sha256"]) == len(written["predictions"]["sha256"]) == 64
    assert written["versions"]["containerloc"]
    assert written["git_commit"] is written["weights"] is None
    assert "PREDICTIONS" not in written["notebooks"][CHECK]["parameters"]
    given = written["notebooks"][ANALYSIS]["parameters"]
    assert given["PREDICTIONS"] == "predictions.json"
    # It may be shown to others: nothing in it says where the project lies.
    assert str(project) not in json.dumps(written)


def test_predictions_stored_elsewhere_than_where_the_run_writes(project):
    run(only=("06",))
    chosen = Selection(out=str(project / "elsewhere"))
    (outcome,) = run_experiments(Request(("one",), chosen, only=("06",)))
    assert (outcome.error, outcome.status) == ("", {ANALYSIS: "ok"})
    written = json.loads((project / "elsewhere" / "one" / "run.json").read_text())
    stored = folder(project).predictions("val")
    assert written["predictions"]["path"] == stored.relative_to(project).as_posix()


def test_an_experiment_without_weights_is_skipped_and_named(project, write_experiment, caplog):
    with pytest.raises(UsageError, match="one has no weights"):
        run(predictions="")
    write_experiment("two")
    weights = folder(project, "two").weights
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"no checkpoint")
    skipped, stopped = run("one", "two", predictions="")
    assert "skipped: one has no weights" in caplog.text
    assert (skipped.exit_code, skipped.status) == (0, {})
    assert (stopped.exit_code, stopped.status) == (2, {})


def test_one_experiment_with_bad_data_does_not_lose_the_other(project, write_experiment, caplog):
    write_experiment("two", data="../nowhere/data.yaml")
    broken, sound = run("two", "one", predictions="", only=("05",))
    assert (broken.exit_code, sound.exit_code) == (3, 0)
    assert "error: two: " in caplog.text


def test_a_second_run_waits_for_nobody(project):
    with lock_run(folder(project)):
        (outcome,) = run(only=("05",))
    assert outcome.exit_code == 2
    assert "another run is at work" in outcome.error


def test_predictions_of_another_data_set_are_refused(project):
    text = (project / "predictions.json").read_text().replace("val_0", "other")
    (project / "predictions.json").write_text(text)
    (outcome,) = run()
    assert outcome.exit_code == 3
    assert "predictions of another data set" in outcome.error


def test_an_interpreter_of_the_same_kernel_name_does_not_win(project, monkeypatch, write_notebook):
    spec = project / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    wrong = {"argv": ["/bin/false", "{connection_file}"], "display_name": "x", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(wrong))
    monkeypatch.setenv("JUPYTER_PATH", str(project / "jupyter"))
    write_notebook("05", f"import sys; assert sys.prefix == {sys.prefix!r}")
    (outcome,) = run(only=("05",))
    assert outcome.exit_code == 0


def test_a_kernel_that_dies_leaves_a_report(project, write_notebook):
    write_notebook("05", "done = 1", "import os; os._exit(3)")
    (outcome,) = run(only=("05",))
    assert outcome.exit_code == 4
    crash = folder(project).notebooks / f"{CHECK}.ipynb"
    assert "**Stopped:** DeadKernelError" in nbformat.read(crash, as_version=4).cells[0].source


def test_a_cell_that_exits_is_no_success(project, write_notebook):
    write_notebook("05", "import sys; sys.exit(0)", "print('never')")
    (outcome,) = run(only=("05",))
    assert outcome.status == {CHECK: "failed"}
    assert "cell [3] ended the notebook" in record(project)["notebooks"][CHECK]["error"]
