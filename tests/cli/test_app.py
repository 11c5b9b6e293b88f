"""Verbs, exit codes and error texts, as somebody at a terminal sees them."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import containerloc
from containerloc.cli.app import app

MINIMAL = {"name": "one", "data": "data/data.yaml", "model": "yolo11n-pose.pt"}


def called(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text(yaml.safe_dump(MINIMAL))
    return path


def test_version_and_help() -> None:
    assert called("--version").output.strip() == f"containerloc {containerloc.__version__}"
    help_text = called("--help").output
    for verb in ("run", "predict", "sweep", "synth", "show", "train", "audit"):
        assert verb in help_text


@pytest.mark.parametrize(
    ("run", "kept"),
    [
        ("exp002", {"0.25": "74 of 74", "0.6": "66 of 74"}),
        ("exp003", {"0.25": "74 of 74", "0.6": "73 of 74"}),
    ],
)
def test_sweep_of_the_real_runs(shared: Path, run: str, kept: dict[str, str]) -> None:
    file = shared / "real_runs" / run / "val_predictions.json"
    result = called("sweep", "--predictions", file, "--thresholds", "0.25,0.6")
    assert result.exit_code == 0
    for threshold, images in kept.items():
        (line,) = [row for row in result.output.splitlines() if f" {threshold} " in row]
        assert images in line
    said = " ".join(result.output.split())
    assert "0009466.jpg = 0000752.jpg" in said
    assert "69 of the 74 images are different" in said


def test_sweep_knows_images_without_any_prediction(tmp_path: Path) -> None:
    row = {
        "image_id": 1,
        "file_name": "1.jpg",
        "category_id": 1,
        "bbox": [0, 0, 4, 1],
        "score": 0.9,
        "keypoints": [0, 0, 1, 4, 0, 1, 4, 1, 1, 0, 1, 1],
    }
    (tmp_path / "p.json").write_text(json.dumps([row]))
    result = called("sweep", "--predictions", tmp_path / "p.json", "--images", 4)
    assert "1 of 4" in result.output


def test_audit_of_a_real_run(root: Path, shared: Path) -> None:
    pytest.importorskip("ultralytics", reason="its defaults are part of what is compared")
    ran, recipe = (
        shared / "real_runs" / "exp003",
        root / "experiments" / "003_loc_higher_pose_weight.yaml",
    )
    files = "--args", ran / "args.yaml", "--results", ran / "results.csv"
    result = called("audit", recipe, *files)
    assert result.exit_code == 0  # findings are no errors
    assert result.output.startswith("error: The learning rate was to restart every 50 epochs")
    assert "cos_lr" in result.output
    assert "in 1 of 124 epochs after a warm-up of 26" in result.output


def test_audit_of_what_never_ran(experiment: Path, tmp_path: Path) -> None:
    result = called("audit", experiment, "--out", tmp_path)
    assert result.exit_code == 3
    assert "has no training to look at" in result.output


def test_show_marks_what_is_changed(root: Path) -> None:
    result = called("show", root / "experiments" / "003_loc_higher_pose_weight.yaml")
    assert result.exit_code == 0
    assert "pose: 20.0  # was 15.0" in result.output
    assert "changes against localization_exp002_yolo11s_pose_improved" in result.output
    resolved = yaml.safe_load(result.output.split("changes against")[0].strip())
    assert resolved["train"]["lr0"] == 0.001


def test_dry_run_prints_what_the_trainer_is_given(root: Path) -> None:
    result = called("train", root / "experiments" / "002_loc_improved.yaml", "--dry-run")
    assert result.exit_code == 0
    assert "pose: 15.0" in result.output
    assert "cos_lr: true" in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["show", "gone"], 2, "no experiment `gone`"),
        (["run", "gone"], 2, "no experiment `gone`"),
        (["sweep", "--predictions", "gone.json"], 3, "gone.json"),
        (["run"], 2, "Missing argument"),
        (["rnu"], 2, "No such command"),
    ],
)
def test_errors_say_what_is_wrong_and_exit_with_their_code(
    arguments: list[str], code: int, told: str
) -> None:
    result = called(*arguments)
    assert result.exit_code == code
    assert told in result.output
    assert "Traceback" not in result.output


def test_an_unknown_key_is_named_with_its_nearest(experiment: Path) -> None:
    experiment.write_text(yaml.safe_dump({**MINIMAL, "trian": {}}))
    result = called("show", experiment)
    assert result.exit_code == 2
    assert "did you mean `train`" in result.output


def test_an_experiment_without_weights_is_named(experiment: Path) -> None:
    result = called("run", experiment)
    assert result.exit_code == 2
    assert "one has no weights" in result.output


def test_missing_data_is_the_datas_fault(experiment: Path, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text("[]")
    result = called("run", experiment, "--predictions", tmp_path / "p.json")
    assert result.exit_code == 3
    assert "data.yaml" in result.output


def test_synth_draws_what_was_asked_for(tmp_path: Path) -> None:
    doors = tmp_path / "doors"
    result = called(
        "synth",
        doors,
        "--train",
        0,
        "--val",
        2,
        "--test",
        1,
        "--height-px",
        128,
        "--fault",
        "swap:0.5",
        "--fault",
        "jitter:1:8:BR",
        "--exact",
    )
    assert result.exit_code == 0, result.output
    assert len(list((doors / "images" / "val").iterdir())) == 2
    assert len(list((doors / "labels" / "test").iterdir())) == 1
    assert result.stdout.splitlines() == [
        str(doors / "data.yaml"),
        str(doors / "contact_sheet.png"),
    ]
    assert (doors / "contact_sheet.png").stat().st_size > 10_000
    spec = json.loads((doors / "spec.json").read_text())
    assert spec["height_px"] == 128
    assert [(fault["kind"], fault["rate"]) for fault in spec["faults"]] == [
        ("swap", 0.5),
        ("jitter", 1.0),
    ]


def test_synth_refuses_a_fault_that_it_cannot_plant(tmp_path: Path) -> None:
    result = called("synth", tmp_path / "doors", "--fault", "jitter:0.1:much")
    assert result.exit_code == 2
    assert "fault `jitter:0.1:much`: rate and size are numbers" in result.output
    assert not (tmp_path / "doors").exists()
