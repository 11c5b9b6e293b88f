from pathlib import Path

import pytest

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment


def test_inheritance_is_key_by_key_but_schedules_are_whole(write, minimal) -> None:
    write(
        {
            **minimal,
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


def test_a_description_is_of_its_own_file_alone(write, minimal) -> None:
    write({**minimal, "description": "The baseline."}, "base.yaml")
    heir = {"base": "base.yaml", "name": "two"}
    assert load_experiment(write(heir)).description == ""
    own = {**heir, "description": "More of it."}
    assert load_experiment(write(own)).description == "More of it."


def test_paths_are_relative_to_the_file_that_states_them(write, minimal, tmp_path: Path) -> None:
    (tmp_path / "experiments" / "demo").mkdir(parents=True)
    write({**minimal, "data": "../data/data.yaml", "model": "./best.pt"}, "base.yaml")
    experiment = load_experiment(write({"name": "two", "base": "../base.yaml"}, "demo/two.yaml"))
    assert experiment.data == str(tmp_path / "data" / "data.yaml")
    assert experiment.model == str(tmp_path / "experiments" / "best.pt")
    assert experiment.root == tmp_path
    judged = load_experiment(write({**minimal, "weights": "best.pt"}, "three.yaml"))
    assert judged.weights == str(tmp_path / "experiments" / "best.pt")


def test_the_file_at_fault_is_named_and_not_its_heir(write, minimal) -> None:
    write({**minimal, "tran": {}}, "base.yaml")
    with pytest.raises(UsageError, match=r"base\.yaml: unknown key `tran`"):
        load_experiment(write({"name": "two", "base": "base.yaml"}))


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"name": "../up"}, "cannot be a folder's name"),
        ({"base": "gone.yaml"}, "key `base`: no such file"),
        ({"base": "one.yaml"}, "leads back to itself: one.yaml -> one.yaml"),
    ],
)
def test_bases_and_keys_that_are_wrong(write, minimal, stated, message) -> None:
    with pytest.raises(UsageError, match=f"one.yaml: .*{message}"):
        load_experiment(write({**minimal, **stated}))
