"""Verbs in this process, a small data set, and a checkpoint that a stranger has changed."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.data.paths import label_path_of

QUAD = np.array([[0.2, 0.3], [0.7, 0.32], [0.69, 0.42], [0.19, 0.4]])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.hostile)


@dataclass(frozen=True)
class Ended:
    """How a verb ended: its exit code, all that it printed, and after how long."""

    code: int
    printed: str
    seconds: float


Cli = Callable[..., Ended]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """Call a verb in `tmp_path`; an exception that no verb may end in fails the test."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Ended:
        start = perf_counter()
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ended(done.exit_code, done.output, perf_counter() - start)

    return call


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """The data.yaml of six small photos with one label each, half for training."""
    return make_dataset(tmp_path / "data")


def make_dataset(root: Path) -> Path:
    for number in range(6):
        split = "train" if number % 2 else "val"
        photo = root / "images" / split / f"door_{number}.jpg"
        photo.parent.mkdir(parents=True, exist_ok=True)
        coarse = np.random.default_rng(number).integers(0, 255, (6, 8, 3), np.uint8)
        Image.fromarray(coarse).resize((96, 72), Image.Resampling.BICUBIC).save(photo)
        write_label(photo, QUAD + 0.01 * number)
    content = {
        "path": ".",
        "train": "images/train",
        "val": "images/val",
        "kpt_shape": [4, 3],
        "names": {0: "container_id"},
    }
    (root / "data.yaml").write_text(yaml.safe_dump(content))
    return root / "data.yaml"


def write_label(photo: Path, quad: Any) -> Path:
    low, high = quad.min(0), quad.max(0)
    values = [*((low + high) / 2), *(high - low), *(value for x, y in quad for value in (x, y, 2))]
    label = label_path_of(photo)
    label.parent.mkdir(parents=True, exist_ok=True)
    label.write_text(" ".join(["0", *(f"{value:.6f}" for value in values)]) + "\n")
    return label


@pytest.fixture
def write_experiment(tmp_path: Path, dataset: Path) -> Callable[..., Path]:
    """An experiment on the small data set; keywords replace or add keys."""

    def write(file: str = "one", **keys: object) -> Path:
        path = tmp_path / "experiments" / f"{file}.yaml"
        path.parent.mkdir(exist_ok=True)
        known = {"name": file, "data": str(dataset), "model": "yolo11n-pose.yaml"}
        path.write_text(yaml.safe_dump({**known, **keys}, sort_keys=False))
        return path

    return write


class TouchesMarker:
    """A pickle of this makes a file when it is loaded like any pickle."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.marker,)


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """The file that exists when code of a stranger has run."""
    file = tmp_path / "CODE_RAN"
    pickle.loads(pickle.dumps(TouchesMarker(file)))
    assert file.exists(), "the attack itself works"
    file.unlink()
    return file
