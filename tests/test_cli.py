"""The verbs: what they print, and the exit code of each kind of mistake."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import containerloc
from containerloc.cli import app


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_version_is_the_package_s():
    assert call("--version").stdout == f"containerloc {containerloc.__version__}\n"


def test_help_names_every_verb_without_loading_what_they_need():
    heavy = ("pandas", "papermill", "matplotlib", "torch")
    code = ("import sys; from containerloc.cli import app\n"
            "try: app(['--help'])\nexcept SystemExit: pass\n"
            f"print([name for name in {heavy} if name in sys.modules])")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    for verb in ("run", "predict", "sweep", "synth", "show", "train"):
        assert f" {verb} " in done.stdout


@pytest.mark.parametrize(
    "arguments", [["no-verb"], ["run"], ["run", "x", "--jobs", "0"], ["sweep"]]
)
def test_wrong_arguments_exit_2(arguments):
    assert call(*arguments).exit_code == 2


def test_errors_are_said_in_a_line_with_their_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    unknown = call("show", "nothing")
    assert unknown.exit_code == 2
    assert unknown.stderr.startswith("error: no experiment `nothing`")
    missing = call("sweep", "--predictions", "none.parquet")
    assert missing.exit_code == 3
    assert missing.stderr.startswith("error: none.parquet: there is no such file")
    assert call("sweep", "--predictions", "x", "--thresholds", "a,b").exit_code == 2


@pytest.mark.parametrize(("run", "kept"), [("exp002", {"0.25": 74, "0.6": 66}),
                                           ("exp003", {"0.6": 73})])  # fmt: skip
def test_sweep_counts_images_of_real_runs(shared: Path, run: str, kept: dict[str, int]):
    file = str(shared / "real_runs" / run / "val_predictions.json")
    done = call("sweep", "--predictions", file, "--thresholds", ",".join(kept))
    rows = [line.replace("│", " ").split() for line in done.stdout.splitlines() if " of " in line]
    assert {row[0]: row[1:4] for row in rows} == {
        threshold: [str(count), "of", "74"] for threshold, count in kept.items()}  # fmt: skip
    assert (
        "66 of 80" in call("sweep", "--predictions", file, "--images", "80").stdout
        or run != "exp002"
    )
    assert call("sweep", "--predictions", file, "--images", "10").exit_code == 2
    assert " of 80 " in call("sweep", "--predictions", file, "--images", "80").stdout


def test_show_marks_what_an_experiment_changes(root: Path):
    shown = call("show", str(root / "experiments" / "003_loc_higher_pose_weight.yaml")).stdout
    assert "  pose: 20.0  # was 15.0\n" in shown
    assert "  restart_epochs: 50  # new\n" in shown
    assert "  kobj: 1.0\n" in shown
    assert "train.batch" in shown.partition("changes against")[2]


def test_show_says_what_an_experiment_no_longer_has(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "name: a\ndata: d.yaml\nmodel: m.pt\n"
        "schedule: {kind: cosine_restarts, restart_epochs: 5}\n")  # fmt: skip
    (tmp_path / "b.yaml").write_text("name: b\nbase: a.yaml\nschedule: {kind: cosine}\n")
    shown = call("show", str(tmp_path / "b.yaml")).stdout
    assert "  kind: cosine  # was cosine_restarts\n" in shown
    assert "# gone: schedule.restart_epochs: 5" in shown
    assert "#" not in call("show", str(tmp_path / "a.yaml")).stdout


def test_train_shows_what_it_would_do(root: Path):
    file = str(root / "experiments" / "002_loc_improved.yaml")
    shown = call("train", file, "--dry-run").stdout
    assert "pose: 15.0\n" in shown
    assert "cos_lr: true\n" in shown


def test_synth_draws_what_is_asked(tmp_path):
    done = call("synth", str(tmp_path / "doors"), "--train", "1", "--val", "1", "--test", "0")
    assert done.stdout.strip() == str(tmp_path / "doors" / "data.yaml")
    assert len(list((tmp_path / "doors" / "images").rglob("*.jpg"))) == 2
