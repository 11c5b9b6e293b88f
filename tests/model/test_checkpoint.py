import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from containerloc.errors import UsageError
from containerloc.model.checkpoint import load_model, read_checkpoint


class RunsACommand:
    """What a malicious checkpoint holds."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.marker}",)


@pytest.mark.parametrize("form", ["pickle 0", "pickle 5", "torch", "torch before 1.6"])
def test_a_checkpoint_that_runs_a_command_is_refused(
    ultralytics: Any, tmp_path: Path, form: str
) -> None:
    import torch

    marker, weights = tmp_path / "marker", tmp_path / "best.pt"
    content = {"epoch": 1, "model": RunsACommand(marker)}
    if form.startswith("pickle"):
        weights.write_bytes(pickle.dumps(content, protocol=int(form[-1])))
    else:
        torch.save(content, weights, _use_new_zipfile_serialization=form == "torch")
    with pytest.raises(UsageError, match=r"posix\.system.*commands.*made the file yourself.*trust"):
        load_model(weights)
    assert not marker.exists()


def test_the_opt_out_is_what_its_name_says(ultralytics: Any, tmp_path: Path) -> None:
    import torch

    marker, weights = tmp_path / "marker", tmp_path / "best.pt"
    torch.save({"model": RunsACommand(marker)}, weights)
    with pytest.raises(UsageError, match="holds no model"):
        load_model(weights, trust_weights=True)
    assert marker.exists()


def test_a_module_that_is_not_installed_is_not_installed(ultralytics: Any, tmp_path: Path) -> None:
    weights = tmp_path / "best.pt"
    weights.write_bytes(b"cmodule_that_nobody_has\nModel\n.")
    with pytest.raises(UsageError, match="module_that_nobody_has"):
        load_model(weights)
    with pytest.raises(UsageError, match="module_that_nobody_has"):
        load_model(weights, trust_weights=True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"this is a text file\n", "not a checkpoint"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a checkpoint"),
        (None, "not a checkpoint"),
    ],
    ids=["empty", "text", "picture", "cut in half"],
)
def test_a_file_that_is_no_checkpoint(
    tmp_path: Path, weights: Path, content: bytes | None, message: str
) -> None:
    whole = weights.read_bytes()
    path = tmp_path / "best.pt"
    path.write_bytes(whole[: len(whole) // 2] if content is None else content)
    with pytest.raises(UsageError, match=message) as caught:
        load_model(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [("gone.pt", "no such weights"), ("best.onnx", r"\*\.pt"), ("o'neil.pt", "apostrophe")],
)
def test_a_path_that_cannot_be_opened(
    ultralytics: Any, tmp_path: Path, name: str, message: str
) -> None:
    if name != "gone.pt":
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError, match=message):
        load_model(tmp_path / name)


def test_a_pickle_of_something_else(ultralytics: Any, tmp_path: Path) -> None:
    import torch

    for content in ({"a": 1}, [1, 2], torch.zeros(2)):
        torch.save(content, tmp_path / "best.pt")
        with pytest.raises(UsageError, match="not a checkpoint"):
            load_model(tmp_path / "best.pt")


def test_a_model_of_another_kind(
    ultralytics: Any, tmp_path: Path, save_pose_model: Callable[..., Path]
) -> None:
    import torch
    from ultralytics.nn.tasks import DetectionModel

    detector = DetectionModel("yolo11n.yaml", verbose=False)
    torch.save({"model": detector}, tmp_path / "detector.pt")
    with pytest.raises(UsageError, match=r"detect.* model; a pose model"):
        load_model(tmp_path / "detector.pt")
    person = save_pose_model(tmp_path / "person.pt", keypoints=(17, 3))
    with pytest.raises(UsageError, match="17 keypoints"):
        load_model(person)


def test_a_good_one(weights: Path) -> None:
    assert read_checkpoint(weights)["epoch"] == -1
    model = load_model(weights)
    assert tuple(model.kpt_shape) == (4, 3)
    assert not model.training
