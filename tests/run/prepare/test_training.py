"""Trainings that ran, that are not kept, and what the trainer is given."""

from pathlib import Path

import pytest
import yaml

pytest.importorskip("ultralytics", reason="its defaults are part of what is compared")

from containerloc.errors import DataError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.prepare.training import (
    open_training,
    sample_to_train_on,
    trainer_table,
    trainer_text,
    training_of_weights,
)

EXPERIMENT = {
    "name": "fresh",
    "data": "synthetic",
    "model": "yolo11n-pose.yaml",
    "fresh": {"images": 12, "size_px": 96, "val_images": 4},
    "train": {"epochs": 6, "imgsz": 64},
}


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    file = tmp_path / "experiments" / "fresh.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(EXPERIMENT))
    return file


def test_the_table_shows_what_the_trainer_and_ours_are_given(experiment: Path) -> None:
    fresh = load_experiment(experiment)
    table = trainer_table(fresh)["value"]
    assert list(table.index[:2]) == ["schedule", "fresh"]
    assert (table["epochs"], table["model"]) == (6, "yolo11n-pose.yaml")
    assert "images: 12" in table["fresh"]
    assert "fresh" not in trainer_table(fresh, data="other.yaml").index
    assert yaml.safe_load(trainer_text(fresh, data="other.yaml"))["data"] == "other.yaml"


def test_a_training_that_is_not_kept(root: Path, tmp_path: Path) -> None:
    recipe = load_experiment(root / "experiments" / "001_loc_baseline.yaml")
    with pytest.raises(DataError, match="has no training to look at"):
        open_training(recipe, out=str(tmp_path))
    nothing = training_of_weights(recipe, out=str(tmp_path))
    assert nothing.results.empty
    assert nothing.findings() == ()
    demo = load_experiment(root / "experiments" / "demo" / "003_loc_higher_pose_weight.yaml")
    assert training_of_weights(demo, weights="other.pt").results.empty


def test_a_broken_training_loses_no_notebook(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recipe = load_experiment(root / "experiments" / "001_loc_baseline.yaml")
    train = artifacts_of(recipe, str(tmp_path)).train
    train.mkdir(parents=True)
    for name in ("args.yaml", "results.csv"):
        (train / name).write_text("[")
    assert training_of_weights(recipe, out=str(tmp_path)).findings() == ()
    assert "training left out" in caplog.text


def test_the_shipped_trainings_are_explained_by_their_audit(root: Path) -> None:
    codes = {
        name: {
            finding.code
            for finding in training_of_weights(
                load_experiment(root / "experiments" / name)
            ).findings()
        }
        for name in (
            "demo/001_loc_baseline.yaml",
            "demo/003_loc_higher_pose_weight.yaml",
            "000_loc_base.yaml",
        )
    }
    assert list(codes.values()) == [
        {"nothing-wrong"},
        {"quality-collapsed", "still-rising"},
        {"nothing-wrong", "weight-decay-scaled"},
    ]


def test_a_sample_of_what_is_drawn_and_of_what_is_there(project: Path, experiment: Path) -> None:
    drawn = sample_to_train_on(load_experiment(experiment), split="val", n=3)
    assert len(drawn.images) == len(drawn.table) == 3
    assert drawn.problems.empty
    given = sample_to_train_on(load_experiment(experiment), data="data/data.yaml", n=3)
    assert given.images["image"].str.startswith("train_").all()


def test_nothing_was_trained(experiment: Path) -> None:
    with pytest.raises(DataError, match=r"no training to look at: .*args.yaml does not exist"):
        open_training(load_experiment(experiment))
