"""What a run prints when it is over."""

from typing import Any

import pytest
from typer.testing import CliRunner, Result

from containerloc.cli.app import app
from containerloc.errors import UsageError
from containerloc.run.commands.outcomes import given_parameters, parsed_parameters
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_metrics


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


NUMBERS: dict[str, dict[str, Any]] = {
    "detection_rate": {"value": 73 / 74, "ci_low": 0.93, "ci_high": 1.0, "n": 74},
    "mde_px": {"value": 7.5, "ci_low": 6.5, "ci_high": 9.0, "n": 73},
    "error_std_px": {"value": 4.25, "ci_low": 3.0, "ci_high": 5.0, "n": 73},
}
TARGETS = "targets: {mde_px: {below: 8.0}, error_std_px: {below: 6.0}, iou_mean: {above: 0.8}}\n"


@pytest.mark.notebook
def test_run_prints_headline_numbers_and_what_to_open(project, write_experiment):
    write_experiment("one", TARGETS)
    update_metrics(Artifacts(project / "artifacts" / "localization" / "one"), "06", NUMBERS)
    done = call("run", "one", "--only", "05")
    assert done.exit_code == 0
    line, page = done.stdout.splitlines()[-2:]
    assert line.startswith("one: targets 1 met, 1 undecided, 1 not measured; nothing to fix")
    assert line.endswith("; detected 73 of 74 (98.6%, 93.0% to 100%)")
    assert page == "open next: artifacts/localization/one/report.html"
    assert "1 of 1: one: 05_localization_label_quality_check: ok" in done.stderr


@pytest.mark.notebook
def test_run_exits_with_the_worst_code(project, write_experiment):
    write_experiment("two", data="../nowhere/data.yaml")
    assert call("run", "one", "two", "--only", "05").exit_code == 3
    assert call("run", "one").exit_code == 2
    assert call("run", "one", "--only", "08").exit_code == 2
    assert call("run", "one", "--only", "05", "-p", "SPLITT=val").exit_code == 2


def test_parameters_are_written_as_name_and_value():
    assert parsed_parameters(["A=1", "B=x=y"]) == {"A": 1, "B": "x=y"}
    with pytest.raises(UsageError, match="NAME=VALUE"):
        parsed_parameters(["A"])


def test_options_stand_for_parameters_and_parameters_decide(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seen.csv").touch()
    given = given_parameters(["GROUP=plate"], attributes="seen.csv", group="container")
    assert given == {"ATTRIBUTES": str(tmp_path / "seen.csv"), "GROUP": "plate"}
    assert given_parameters(None) == {}
    with pytest.raises(UsageError, match="no such file of attributes: seen"):
        given_parameters(None, attributes="seen")
