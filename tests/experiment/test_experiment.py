from pathlib import Path

import pytest
import yaml

from containerloc.errors import UsageError
from containerloc.experiment.experiment import changes, find_experiment, load_experiment, resolved
from containerloc.experiment.fresh_images import Fresh
from containerloc.experiment.train_arguments import TRAIN_ARGUMENTS

MINIMAL = {"name": "one", "data": "synthetic", "model": "yolo11n-pose.pt"}


@pytest.fixture
def write(tmp_path: Path):
    def write_yaml(content: object, name: str = "one.yaml") -> Path:
        path = tmp_path / "experiments" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        return path

    return write_yaml


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

    def told(experiment) -> list[float]:
        names = ("pose", "batch", "perspective", "degrees", "epochs", "patience")
        return [experiment.train[name] for name in names]

    assert told(first) == [12, 64, 0, 5, 100, 20]
    assert told(second) == [15, 64, 0.0005, 10, 150, 20]
    assert told(third) == [20, 96, 0.001, 10, 150, 25]
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


def test_only_what_changes_is_told(root: Path) -> None:
    folder = root / "experiments"
    table = changes(
        load_experiment(folder / "003_loc_higher_pose_weight.yaml"),
        load_experiment(folder / "002_loc_improved.yaml"),
    ).set_index("key")
    assert table.loc["train.pose"].tolist() == [15, 20]
    assert table.loc["schedule.restart_epochs"].tolist() == [None, 50]
    assert "train.lr0" not in table.index


def test_inheritance_is_key_by_key_but_schedules_are_whole(write) -> None:
    write(
        {
            **MINIMAL,
            "train": {"pose": 12.0, "epochs": 5},
            "predict": {"iou": 0.5},
            "schedule": {"kind": "cosine_restarts", "restart_epochs": 3},
        },
        "base.yaml",
    )
    path = write(
        {
            "name": "two",
            "base": "base.yaml",
            "train": {"pose": 20.0},
            "schedule": {"kind": "linear"},
            "predict": {"conf": 0.4},
        }
    )
    experiment = load_experiment(path)
    assert experiment.name == "two"
    assert experiment.train == {"pose": 20.0, "epochs": 5}
    assert (experiment.schedule.kind, experiment.schedule.restart_epochs) == ("linear", None)
    assert (experiment.predict.conf, experiment.predict.iou, experiment.predict.imgsz) == (
        0.4,
        0.5,
        640,
    )
    assert [file.name for file in experiment.lineage] == ["one.yaml", "base.yaml"]


def test_resolved_stands_alone(write) -> None:
    write({**MINIMAL, "data": "../data.yaml", "targets": {"mde_px": {"below": 8}}}, "base.yaml")
    experiment = load_experiment(write({"name": "two", "base": "base.yaml"}))
    again = load_experiment(write(resolved(experiment), "alone.yaml"))
    assert resolved(again) == resolved(experiment)


def test_paths_are_relative_to_the_file_that_states_them(write, tmp_path: Path) -> None:
    (tmp_path / "experiments" / "demo").mkdir(parents=True)
    write({**MINIMAL, "data": "../data/data.yaml", "model": "./best.pt"}, "base.yaml")
    experiment = load_experiment(write({"name": "two", "base": "../base.yaml"}, "demo/two.yaml"))
    assert experiment.data == str(tmp_path / "data" / "data.yaml")
    assert experiment.model == str(tmp_path / "experiments" / "best.pt")
    assert experiment.root == tmp_path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({**MINIMAL, "trian": {}}, "unknown key `trian`.*did you mean `train`"),
        ({**MINIMAL, "train": {"poze": 12.0}}, "unknown key `train.poze`.*`pose`"),
        ({**MINIMAL, "predict": {"confidence": 0.3}}, "unknown key `predict.confidence`.*`conf`"),
        ({**MINIMAL, "targets": {"mde": {"below": 8}}}, "unknown key `targets.mde`.*did you mean"),
        ({**MINIMAL, "targets": {"mde_px": {"under": 8}}}, "unknown key `targets.mde_px.under`"),
        ({**MINIMAL, "targets": {"mde_px": 8}}, "`targets.mde_px`: 8 is int, not a mapping"),
        ({**MINIMAL, "train": {"epochs": "100"}}, "`train.epochs`: '100' is str, not int"),
        ({**MINIMAL, "train": {"epochs": True}}, "`train.epochs`: True is bool"),
        ({**MINIMAL, "train": [1]}, r"`train`: \[1\] is list, not a mapping"),
        ({**MINIMAL, "name": 3}, "`name`: 3 is int, not text"),
        ({**MINIMAL, "name": "../up"}, "cannot be a folder's name"),
        ({**MINIMAL, "predict": {"conf": 1.5}}, r"`predict.conf`: 1.5 is not in \(0, 1\]"),
        ({**MINIMAL, "predict": {"imgsz": 500}}, "500 is no multiple of 32"),
        ({**MINIMAL, "schedule": {"kind": "cosin"}}, "unknown `cosin`; did you mean `cosine`"),
        ({**MINIMAL, "schedule": {"kind": "cosine_restarts"}}, "cosine_restarts needs it"),
        ({**MINIMAL, "schedule": {"kind": "cosine", "restart_epochs": 5}}, "has no effect"),
        ({"name": "one", "data": "synthetic"}, "key `model` is missing"),
        ({**MINIMAL, "base": "gone.yaml"}, "key `base`: no such file"),
        ({**MINIMAL, "base": "one.yaml"}, "leads back to itself: one.yaml -> one.yaml"),
        ("name: [", "cannot be read as YAML"),
        ("name: a\nname: b\n", "`name` is given twice"),
        ("- 1\n", "a YAML mapping of keys"),
        ("", "a YAML mapping of keys"),
    ],
)
def test_bad_experiments_are_refused_with_file_and_key(write, content: object, told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        load_experiment(write(content))
    assert "one.yaml" in str(error.value)


def test_the_file_at_fault_is_named_and_not_its_heir(write) -> None:
    write({**MINIMAL, "tran": {}}, "base.yaml")
    with pytest.raises(UsageError, match=r"base\.yaml: unknown key `tran`"):
        load_experiment(write({"name": "two", "base": "base.yaml"}))


def test_find_by_path_stem_and_name(write, tmp_path: Path) -> None:
    path = write(MINIMAL)
    other = write({**MINIMAL, "name": "another"}, "two.yaml")
    assert find_experiment(str(path), Path("/nowhere")) == path
    assert find_experiment("two", tmp_path) == other
    assert find_experiment("another", tmp_path) == other
    with pytest.raises(UsageError, match="did you mean `two`"):
        find_experiment("twoo", tmp_path)


def test_a_stem_means_the_file_nearest_to_the_top(write, tmp_path: Path) -> None:
    (tmp_path / "experiments" / "demo").mkdir(parents=True)
    top = write(MINIMAL)
    below = write({**MINIMAL, "name": "demo"}, "demo/one.yaml")
    assert find_experiment("one", tmp_path) == top
    assert find_experiment("demo", tmp_path) == below
    write({**MINIMAL, "name": "demo"}, "demo/again.yaml")
    with pytest.raises(UsageError, match="ambiguous"):
        find_experiment("demo", tmp_path)


def test_training_arguments_are_ultralytics_own() -> None:
    cfg = pytest.importorskip("ultralytics.cfg", reason="ultralytics is not installed")
    assert set(TRAIN_ARGUMENTS) <= set(cfg.DEFAULT_CFG_DICT)


def test_fresh_images_are_part_of_what_is_resolved(write) -> None:
    base = write({**MINIMAL, "fresh": {"images": 4000}}, "base.yaml")
    experiment = load_experiment(write({"base": "base.yaml", "fresh": {"seed": 7}}))
    assert experiment.fresh == Fresh(images=4000, seed=7)
    assert resolved(experiment)["fresh"]["size_px"] == 640
    (change,) = changes(experiment, load_experiment(base)).itertuples(index=False)
    assert tuple(change) == ("fresh.seed", 1, 7)
    assert "fresh" not in resolved(load_experiment(write(MINIMAL, "without.yaml")))


@pytest.mark.parametrize(
    ("fresh", "more", "message"),
    [
        ({"image": 4}, {}, r"unknown key `fresh\.image`.*did you mean `images`"),
        ({"images": 4.5}, {}, r"`fresh\.images`: 4\.5 is float, not int"),
        ({"images": 1}, {}, r"`fresh\.images`: 1 is below 2"),
        ({"seed": 3}, {}, r"`fresh\.images` is missing"),
        ({"images": 4, "seed": 0}, {}, r"`fresh\.seed`: 0 is below 1"),
        ({"images": 4, "seed": 2}, {}, "are the same world"),
        ({"images": 4}, {"data": "data.yaml"}, "`fresh` has no effect on data .*data.yaml"),
        ({"images": 4}, {"train": {"rect": True}}, r"`train\.rect` has no effect beside `fresh`"),
    ],
)
def test_fresh_images_that_are_wrong(write, fresh, more, message) -> None:
    with pytest.raises(UsageError, match=message):
        load_experiment(write({**MINIMAL, "fresh": fresh, **more}))
