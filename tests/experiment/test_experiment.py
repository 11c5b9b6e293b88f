from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import changes, find_experiment, load_experiment, resolved


def test_the_three_recipes(root: Path) -> None:
    first, second, third = (
        load_experiment(root / "experiments" / f"{name}.yaml")
        for name in ("001_loc_baseline", "002_loc_improved", "003_loc_higher_pose_weight")
    )
    common = {
        "optimizer": "AdamW",
        "lr0": 0.001,
        "weight_decay": 0.0005,
        "warmup_epochs": 3,
        "hsv_h": 0.01,
        "hsv_s": 0.4,
        "hsv_v": 0.3,
        "translate": 0.1,
        "scale": 0.3,
        "shear": 0,
        "flipud": 0,
        "fliplr": 0,
        "mosaic": 1,
        "mixup": 0,
        "box": 7.5,
        "cls": 0.5,
        "dfl": 1.5,
        "kobj": 1,
        "amp": True,
        "imgsz": 640,
    }
    for experiment in (first, second, third):
        assert common.items() <= experiment.train.items()
        assert experiment.model == "yolo11s-pose.pt"
        assert "seed" in experiment.train

    def values(experiment) -> list[float]:
        names = ("pose", "batch", "perspective", "degrees", "epochs", "patience")
        return [experiment.train[name] for name in names]

    assert values(first) == [12, 64, 0, 5, 100, 20]
    assert values(second) == [15, 64, 0.0005, 10, 150, 20]
    assert values(third) == [20, 96, 0.001, 10, 150, 25]
    assert [e.schedule.kind for e in (first, second, third)] == [
        "cosine",
        "cosine",
        "cosine_restarts",
    ]
    assert third.schedule.restart_epochs == 50
    assert {(t.metric, t.comparison, t.bound) for t in third.targets} == {
        ("mde_px", "below", 8),
        ("iou_mean", "above", 0.85),
        ("tl_error_mean_px", "below", 10),
        ("tr_error_std_px", "below", 5.5),
        ("bl_error_std_px", "below", 5),
        ("imbalance", "below", 1.5),
        ("detection_rate", "at_least", 1),
    }


def test_only_what_changes_is_values(root: Path) -> None:
    folder = root / "experiments"
    changed = changes(
        load_experiment(folder / "003_loc_higher_pose_weight.yaml"),
        load_experiment(folder / "002_loc_improved.yaml"),
    )
    assert changed["train.pose"] == (15, 20)
    assert changed["schedule.restart_epochs"] == (None, 50)
    assert "train.lr0" not in changed


def test_resolved_stands_alone(write, minimal) -> None:
    write({**minimal, "data": "../data.yaml", "targets": {"mde_px": {"below": 8}}}, "base.yaml")
    experiment = load_experiment(write({"name": "two", "base": "base.yaml"}))
    again = load_experiment(write(resolved(experiment), "alone.yaml"))
    assert resolved(again) == resolved(experiment)


def test_a_key_that_is_nowhere_is_missing(write) -> None:
    with pytest.raises(UsageError, match=r"one\.yaml: key `model` is missing"):
        load_experiment(write({"name": "one", "data": "synthetic"}))


def test_find_by_path_stem_and_name(write, minimal, tmp_path: Path) -> None:
    path = write(minimal)
    other = write({**minimal, "name": "another"}, "two.yaml")
    assert find_experiment(str(path), Path("/nowhere")) == path
    assert find_experiment("two", tmp_path) == other
    assert find_experiment("another", tmp_path) == other
    with pytest.raises(UsageError, match="did you mean `two`"):
        find_experiment("twoo", tmp_path)


def test_a_stem_means_the_file_nearest_to_the_top(write, minimal, tmp_path: Path) -> None:
    (tmp_path / "experiments" / "demo").mkdir(parents=True)
    top = write(minimal)
    below = write({**minimal, "name": "demo"}, "demo/one.yaml")
    assert find_experiment("one", tmp_path) == top
    assert find_experiment("demo", tmp_path) == below
    write({**minimal, "name": "demo"}, "demo/again.yaml")
    with pytest.raises(UsageError, match="ambiguous"):
        find_experiment("demo", tmp_path)


def test_a_broken_file_hides_no_other(write, minimal, tmp_path: Path) -> None:
    path = write({**minimal, "name": "mine"})
    broken = path.with_name("broken.yaml")
    broken.write_text("name: [")
    path.with_name("folder.yaml").mkdir()
    assert find_experiment("mine", tmp_path) == path
    with pytest.raises(UsageError, match=r"no experiment `lost`.*left out: .*broken\.yaml"):
        find_experiment("lost", tmp_path)
