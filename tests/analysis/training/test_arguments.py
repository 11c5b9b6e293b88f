"""What ran with another value than asked for, and what makes no difference."""

import pytest

from containerloc.analysis.training.arguments import argument_differences

from .conftest import ARGUMENTS, run


def test_arguments_that_ran_otherwise(audited) -> None:
    ran = ARGUMENTS | {"mosaic": 0.5, "workers": 3}
    findings = audited(run(), ran=ran)
    assert list(findings) == ["arguments-differ"]
    assert findings["arguments-differ"].evidence == {"mosaic": {"asked": 1.0, "ran": 0.5}}


def test_every_argument_is_compared_with_what_is_asked_or_the_default() -> None:
    asked = {"model": "a/b/yolo11s-pose.pt", "pose": 20, "batch": 64}
    ran = {
        "model": "/elsewhere/yolo11s-pose.pt",
        "pose": 20.0,
        "batch": 32,
        "erasing": 0.4,
        "shear": 2.0,
        "workers": 9,
        "resume": False,
    }
    defaults = {"shear": 0.0, "erasing": 0.4, "cutmix": 0.0, "workers": 8}  # cutmix is newer
    table = argument_differences(asked, ran, defaults)
    assert table.index.tolist() == ["shear", "batch"]
    assert table["stated"].tolist() == [False, True]
    resumed = argument_differences(asked, ran | {"model": "last.pt", "resume": True}, {})
    assert resumed.index.tolist() == ["batch"]


def test_a_weight_decay_that_the_batch_scales(audited) -> None:
    decay = {"weight_decay": 0.0005, "nbs": 64}
    findings = audited(run(), batch=96, **decay)
    assert findings["weight-decay-scaled"].evidence["ran"] == pytest.approx(0.00075)
    for batch in (16, 32, 64, -1, 0.5):
        assert list(audited(run(), batch=batch, **decay)) == ["nothing-wrong"]


@pytest.mark.parametrize(
    ("asked", "ran", "same"),
    [
        ("yolo11s-pose.pt", "input/yolo11s-pose.pt", True),
        ("/p/a/best.pt", "a/best.pt", True),
        ("/p/a/best.pt", "b/best.pt", False),
        ("yolo11s-pose.pt", "yolo11n-pose.pt", False),
    ],
)
def test_a_model_is_its_name_and_best_weights_are_an_experiments(
    asked: str, ran: str, same: bool
) -> None:
    assert argument_differences({"model": asked}, {"model": ran}, {}).empty == same


def test_null_is_no_other_value_but_turns_some_things_off() -> None:
    asked = {"model": "a.pt", "lr0": 0.1, "time": 1.5, "freeze": 3}
    ran = dict.fromkeys(asked)
    assert argument_differences(asked, ran, {}).index.tolist() == ["time", "freeze"]
