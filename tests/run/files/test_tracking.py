"""What a run left, logged by the clients of MLflow and Weights & Biases."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.files.json_files import write_json
from containerloc.run.files.tracking import (
    GROUP,
    check_trackers,
    log_to_mlflow,
    log_to_wandb,
    logged_numbers,
)


@pytest.fixture
def where(project: Path, tmp_path: Path) -> Artifacts:
    """A run of experiment `one` that left two numbers and a report."""
    left = artifacts_of(load_experiment(tmp_path / "experiments" / "one.yaml"))
    write_json(
        left.metrics,
        {
            "mde_px": {"value": 9.5, "ci_low": 9.0, "ci_high": 10.5, "n": 74, "notebook": "06"},
            "error_max_px": {
                "value": 30.0,
                "ci_low": 30.0,
                "ci_high": None,
                "n": 74,
                "notebook": "06",
            },
        },
    )
    (left.results / "report.md").write_text("# One\n")
    return left


def test_only_numbers_that_are_known(where: Artifacts) -> None:
    assert logged_numbers(where) == {
        "mde_px": 9.5,
        "mde_px_low": 9.0,
        "mde_px_high": 10.5,
        "error_max_px": 30.0,
        "error_max_px_low": 30.0,
    }


def test_mlflow_has_the_run_afterwards(where: Artifacts, tmp_path: Path) -> None:
    mlflow = pytest.importorskip("mlflow", reason="an extra")
    experiment = load_experiment(tmp_path / "experiments" / "one.yaml")
    log_to_mlflow(experiment, where, str(tmp_path / "runs"))
    (run,) = mlflow.search_runs(experiment_names=[GROUP], output_format="list")
    assert run.info.run_name == "one"
    assert run.data.metrics["mde_px_high"] == 10.5
    assert run.data.params["predict.conf"] == "0.25"
    assert list((tmp_path / "runs").rglob("report.md"))


def test_mlflow_that_cannot_log_is_said(where: Artifacts, tmp_path: Path) -> None:
    pytest.importorskip("mlflow", reason="an extra")
    with pytest.raises(UsageError, match="MLflow cannot log to nowhere://x"):
        log_to_mlflow(load_experiment(tmp_path / "experiments" / "one.yaml"), where, "nowhere://x")


def test_what_cannot_be_logged_to_is_refused_before_the_work(project: Path) -> None:
    pytest.importorskip("mlflow", reason="an extra")
    done = CliRunner().invoke(
        app, ["run", "one", "--predictions", "predictions.json", "--mlflow", "nowhere://x"]
    )
    assert done.exit_code == 2
    assert "MLflow cannot log to nowhere://x" in done.output
    assert not (project / "artifacts").exists()


@pytest.mark.parametrize(("mode", "is_refused"), [("online", True), ("offline", False)])
def test_wandb_wants_a_login_where_it_is_online(monkeypatch, mode: str, is_refused: bool) -> None:
    fake = ModuleType("wandb")
    fake.login = lambda: False  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "wandb", fake)
    monkeypatch.setenv("WANDB_MODE", mode)
    with pytest.raises(UsageError, match="nobody is logged in") if is_refused else nullcontext():
        check_trackers(wandb="ids")


class Run:
    """Stands in for W&B's run."""

    def __init__(self) -> None:
        self.summary: dict[str, float] = {}
        self.saved: list[str] = []
        self.finished = False

    def save(self, path: str, **_: Any) -> None:
        self.saved.append(Path(path).name)

    def finish(self) -> None:
        self.finished = True


def test_wandb_is_given_parameters_numbers_and_files(
    where: Artifacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, asked = Run(), {}
    fake = ModuleType("wandb")
    fake.login = lambda: True  # type: ignore[attr-defined]
    fake.init = lambda **given: asked.update(given) or run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "wandb", fake)
    log_to_wandb(load_experiment(tmp_path / "experiments" / "one.yaml"), where, "ids")
    assert (asked["project"], asked["name"]) == ("ids", "one")
    assert asked["config"]["predict.iou"] == 0.7
    assert run.summary["mde_px"] == 9.5
    assert run.saved == ["report.md", "metrics.json"]
    assert run.finished


def test_a_missing_client_says_what_to_install(
    where: Artifacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(UsageError, match="pip install wandb"):
        check_trackers(wandb="ids")
    with pytest.raises(UsageError, match="pip install wandb"):
        log_to_wandb(load_experiment(tmp_path / "experiments" / "one.yaml"), where, "ids")


def test_list_names_every_experiment(where: Artifacts, tmp_path: Path) -> None:
    (tmp_path / "experiments" / "bad.yaml").write_text("name: bad\nnonsense: 1\n")
    write_json(where.run_record, {"started": "2026-01-02T03:04:05+00:00"})
    said = CliRunner().invoke(app, ["list"])
    assert said.exit_code == 0
    (one,) = [line for line in said.output.splitlines() if " one " in line]
    assert "2026-01-02 03:04" in one
    assert "9.50" in one
    assert "nonsense" in said.output
    assert json.loads(where.metrics.read_text())["mde_px"]["value"] == 9.5
