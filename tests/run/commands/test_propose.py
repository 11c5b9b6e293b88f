"""The next experiment as a file: what the findings justify, runnable, never over another file."""

from pathlib import Path

import pytest

from containerloc.analysis.diagnosis.proposal import Change
from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.commands.propose import propose_next, proposed_text
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.files.json_files import write_json

STOPPED = {
    "code": "stopped-early",
    "severity": "warning",
    "sentence": "It | stopped <early>.",
    "evidence": {},
    "images": [],
    "advice": "Raise `patience`.",
    "notebook": "06",
}


def test_it_writes_what_can_be_run_or_nothing(project: Path, write_experiment) -> None:
    file = write_experiment("one", "train: {epochs: 50, patience: 5}\n")
    one = load_experiment(file)
    with pytest.raises(UsageError, match="run it first"):
        propose_next(one)
    findings = artifacts_of(one).findings
    write_json(findings, [STOPPED])
    path, n_keys = propose_next(one)
    assert (path, n_keys) == (file.with_name("one_next.yaml"), 1)
    text = path.read_text()
    assert "base: one.yaml" in text
    assert "# It | stopped <early>.\n  patience: 50" in text
    assert load_experiment(path).train["patience"] == 50
    with pytest.raises(UsageError, match="exists already"):
        propose_next(one)
    write_json(findings, [])
    assert propose_next(one, out="x.yaml") == (project / "x.yaml", 0)
    assert not (project / "x.yaml").exists()


def test_a_margin_and_a_target_are_written_where_they_belong(project: Path) -> None:
    one = load_experiment(project / "experiments" / "one.yaml")
    target = Change("targets.relative_error_p90", {"below": 0.12}, "Reading tolerates 0.12.")
    changes = [Change("reading.margin", 0.08, "More are read."), target]
    path = project / "experiments" / "two.yaml"
    path.write_text(proposed_text(one, changes, path))
    two = load_experiment(path)
    assert two.reading.margin == 0.08
    assert two.targets[0].promise == "below 0.12"
    assert "More than one key" not in path.read_text()


def test_several_keys_come_with_a_warning(project: Path) -> None:
    one = load_experiment("experiments/one.yaml")
    changes = [Change("train.patience", 50, "Because."), Change("predict.conf", 0.4, "So.")]
    lines = proposed_text(one, changes, project / "next.yaml").splitlines()
    assert lines[1] == "base: experiments/one.yaml"
    assert lines[-1].startswith("# More than one key changes")
    assert lines[3:7] == ["train:", "  # Because.", "  patience: 50", "predict:"]
