"""Pictures, a tiny data set and a model whose confidences spread over 0 to 1."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

from containerloc.data.paths import label_path_of, numbered_image
from containerloc.data.tables import IMAGE_COLUMNS, table_of
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.experiment.schedule import Schedule

# Other processes on a small machine make several threads wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# `importorskip` imports Ultralytics before we can, which then looks for a network.
os.environ.setdefault("YOLO_OFFLINE", "true")

SIZES = [(160, 120), (120, 160), (200, 100), (160, 120), (97, 131), (64, 64), (160, 120), (320, 90)]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def refuse(*address: object, **options: object) -> None:
        raise AssertionError(f"something asks the network: {address}")

    def connect_on_this_machine(end: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "localhost"):
            refuse(address)
        connect(end, address)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", connect_on_this_machine)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    paths = []
    for number, (width, height) in enumerate(SIZES):
        coarse = rng.integers(0, 256, (height // 12 + 1, width // 12 + 1, 3), dtype=np.uint8)
        path = folder / f"{number}.png"
        Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC).save(path)
        paths.append(path)
    return _image_table(paths, SIZES)


@pytest.fixture(scope="session")
def image_table() -> Callable[[list[Path], list[tuple[int, int]]], pd.DataFrame]:
    return _image_table


def _image_table(paths: list[Path], sizes: list[tuple[int, int]]) -> pd.DataFrame:
    widths, heights = zip(*sizes, strict=True)
    columns = {
        "image": [path.name for path in paths],
        "path": [str(path) for path in paths],
        "width_px": widths,
        "height_px": heights,
    }
    return table_of(columns, IMAGE_COLUMNS)


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _save_pose_model(tmp_path_factory.mktemp("weights") / "spread.pt", keypoints=(4, 3))


@pytest.fixture(scope="session")
def save_pose_model() -> Callable[..., Path]:
    return _save_pose_model


def _save_pose_model(path: Path, *, keypoints: tuple[int, int]) -> Path:
    """A random YOLO11-Pose, thinner than n, its last layers scaled so that its answers differ."""
    _import_or_skip()
    import torch
    from ultralytics.nn.tasks import PoseModel

    torch.manual_seed(0)
    model = PoseModel(_architecture(), nc=1, data_kpt_shape=list(keypoints), verbose=False)
    with torch.no_grad():
        _spread(model, torch.rand(8, 3, 14, 14))
    arguments = {"imgsz": 160, "task": "pose"}
    torch.save({"model": model.half(), "epoch": -1, "train_args": arguments}, path)
    return path


def _architecture() -> dict[str, Any]:
    from ultralytics.nn.tasks import yaml_model_load

    return yaml_model_load("yolo11n-pose.yaml") | {"scales": {"n": [0.33, 0.0625, 1024]}}


def _spread(model: Any, coarse: Any) -> None:
    """Set the normalizations, then mean and deviation of class and corner outputs, by pictures."""
    import torch

    images = torch.nn.functional.interpolate(coarse, (160, 160), mode="bicubic").clamp(0, 1)
    for layer in model.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = 1.0
    model.train()(images)
    model.eval()
    head = model.model[-1]
    for branches, mean, std in ((head.cv3, -2.0, 2.0), (head.cv4, 0.0, 1.0)):
        for branch in branches:
            outputs: list[Any] = []
            handle = branch[-1].register_forward_hook(lambda *call, to=outputs: to.append(call[2]))
            model(images)
            handle.remove()
            scale = std / outputs[0].std()
            branch[-1].weight.mul_(scale)
            branch[-1].bias.copy_((branch[-1].bias - outputs[0].mean()) * scale + mean)


@pytest.fixture(scope="session")
def ultralytics() -> Any:
    return _import_or_skip()


def _import_or_skip() -> Any:
    pytest.importorskip("torch", reason="needs torch: pip install 'containerloc[model]'")
    pytest.importorskip(
        "ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'"
    )
    from containerloc.model.offline import import_ultralytics

    return import_ultralytics()


@pytest.fixture(scope="session")
def data_yaml(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight pictures to train on and four to validate: a bright box on a dark ground."""
    root = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(1)
    for split, count in (("train", 8), ("val", 4)):
        for kind in ("images", "labels"):
            (root / kind / split).mkdir(parents=True)
        for number in range(count):
            pixels = rng.integers(0, 80, (96, 96, 3), dtype=np.uint8)
            x, y = rng.uniform(0.1, 0.4, 2)
            pixels[int(y * 96) : int((y + 0.2) * 96), int(x * 96) : int((x + 0.5) * 96)] = 230
            Image.fromarray(pixels).save(root / "images" / split / f"{number}.png")
            corners = [(x, y), (x + 0.5, y), (x + 0.5, y + 0.2), (x, y + 0.2)]
            values = [0, x + 0.25, y + 0.1, 0.5, 0.2, *(v for c in corners for v in (*c, 2))]
            (root / "labels" / split / f"{number}.txt").write_text(" ".join(map(str, values)))
    path = root / "data.yaml"
    path.write_text(
        "path: .\ntrain: images/train\nval: images/val\nkpt_shape: [4, 3]\n"
        "flip_idx: [0, 1, 2, 3]\nnames: {0: id}\n"
    )
    return path


@pytest.fixture(scope="session")
def draw_numbered() -> Callable[[Path, int], None]:
    """Draws image `number` of a folder: all of that brightness, and so per cent wide its box."""

    def draw(images: Path, number: int) -> None:
        file = numbered_image(images, number)
        for folder in (images, label_path_of(file).parent):
            folder.mkdir(parents=True, exist_ok=True)
        Image.new("L", (64, 64), number).save(file)
        corners = " ".join(["0.5 0.5 2"] * 4)
        label_path_of(file).write_text(f"0 0.5 0.5 {number / 100} 0.1 {corners}\n")

    return draw


@pytest.fixture
def experiment(tmp_path: Path, data_yaml: Path) -> Callable[..., Experiment]:
    """Makes a five epoch experiment on the tiny data set, from scratch, with a given schedule."""
    _import_or_skip()
    (tmp_path / "thin-pose.yaml").write_text(yaml.safe_dump(_architecture()))

    def make(schedule: Schedule, **changes: Any) -> Experiment:
        train = {
            "epochs": 5,
            "imgsz": 64,
            "batch": 4,
            "warmup_epochs": 0,
            "optimizer": "AdamW",
            "lr0": 0.001,
            "lrf": 0.01,
            "seed": 0,
            "close_mosaic": 0,
        }
        return Experiment(
            name="tiny",
            description="",
            data=str(data_yaml),
            targets=(),
            schedule=schedule,
            model=changes.pop("model", "thin-pose.yaml"),
            train=train | changes,
            predict=PredictSettings(imgsz=64),
            lineage=(tmp_path / "tiny.yaml",),
        )

    return make
