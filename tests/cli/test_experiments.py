"""Recipes and trainings on the command line."""

from pathlib import Path

import pytest
import yaml


def test_audit_of_a_real_run(called, root: Path, shared: Path) -> None:
    pytest.importorskip("ultralytics", reason="its defaults are part of what is compared")
    ran, recipe = (
        shared / "real_runs" / "exp003",
        root / "experiments" / "003_loc_higher_pose_weight.yaml",
    )
    files = "--args", ran / "args.yaml", "--results", ran / "results.csv"
    result = called("audit", recipe, *files)
    assert result.exit_code == 1
    assert result.output.startswith("error: The learning rate only fell")
    assert "cos_lr" in result.output
    assert "in 1 of 124 epochs after a warm-up of 26" in result.output


def test_audit_of_what_never_ran(called, experiment: Path, tmp_path: Path) -> None:
    result = called("audit", experiment, "--out", tmp_path)
    assert result.exit_code == 3
    assert "has no training to look at" in result.output


def test_show_marks_what_is_changed(called, root: Path) -> None:
    result = called("show", root / "experiments" / "003_loc_higher_pose_weight.yaml")
    assert result.exit_code == 0
    assert "pose: 20.0  # was 15.0" in result.output
    assert "changes against localization_exp002_yolo11s_pose_improved" in result.output
    resolved = yaml.safe_load(result.output.split("changes against")[0].strip())
    assert resolved["train"]["lr0"] == 0.001


def test_dry_run_prints_what_the_trainer_is_given(called, root: Path) -> None:
    result = called("train", root / "experiments" / "002_loc_improved.yaml", "--dry-run")
    assert result.exit_code == 0
    assert "pose: 15.0" in result.output
    assert "cos_lr: true" in result.output


def test_an_unknown_key_is_named_with_its_nearest(called, experiment: Path) -> None:
    experiment.write_text(yaml.safe_dump(yaml.safe_load(experiment.read_text()) | {"trian": {}}))
    result = called("show", experiment)
    assert result.exit_code == 2
    assert "did you mean `train`" in result.output
