"""A tiny project: three images, two experiments, notebooks that take a second."""

import json
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from containerloc.run.execute.notebooks import NAMES

LABELS = ("EXPERIMENT", "SPLIT", "DATA", "OUT")
PREDICTIONS = (*LABELS, "WEIGHTS", "PREDICTIONS")
LABEL = "0 0.5 0.5 0.5 0.25 0.25 0.375 2 0.75 0.375 2 0.75 0.625 2 0.25 0.625 2\n"
DATA_YAML = "train: images/train\nval: images/val\nkpt_shape: [4, 3]\nnames: {0: id}\n"
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "containerloc")


@pytest.fixture
def write_notebook(tmp_path: Path) -> Write:
    """Writes a notebook of the project: parameters it declares, then cells of code."""

    def write(number: str, *cells: str, parameters: tuple[str, ...] = ()) -> Path:
        declared = parameters or (LABELS if number == "05" else PREDICTIONS)
        code = "\n".join(f'{name} = ""' for name in declared)
        tagged = nbformat.v4.new_code_cell(code, metadata={"tags": ["parameters"]})
        rest = [nbformat.v4.new_code_cell(textwrap.dedent(cell)) for cell in cells]
        notebook = nbformat.v4.new_notebook(cells=[tagged, *rest])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        path = tmp_path / "notebooks" / f"{NAMES[number]}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        return path

    return write


@pytest.fixture
def project(
    tmp_path: Path, write_notebook: Write, write_experiment: Write, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The project's folder, which is also where the user stands."""
    for split in ("train", "val"):
        for kind in ("images", "labels"):
            (tmp_path / "data" / kind / split).mkdir(parents=True)
        for number in range(3):
            name = f"{split}_{number}"
            Image.new("RGB", (64, 48), (number * 60, 90, 120)).save(
                tmp_path / "data" / "images" / split / f"{name}.png"
            )
            (tmp_path / "data" / "labels" / split / f"{name}.txt").write_text(LABEL)
    (tmp_path / "data" / "data.yaml").write_text(DATA_YAML)
    write_experiment("one")
    for number in NAMES:
        write_notebook(number, f"print('{number} ran')")
    (tmp_path / "predictions.json").write_text(json.dumps([_prediction(n) for n in range(3)]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write_experiment(tmp_path: Path) -> Write:
    """Writes an experiment of the project, with further YAML."""

    def write(
        stem: str, more: str = "", *, name: str = "", data: str = "../data/data.yaml"
    ) -> Path:
        path = tmp_path / "experiments" / f"{stem}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"name: {name or stem}\ndata: {data}\nmodel: yolo11n-pose.yaml\n{more}")
        return path

    return write


def _prediction(number: int) -> Mapping[str, object]:
    corners = [(16, 18), (48, 18), (48, 30), (16, 30)]
    return {
        "image_id": f"val_{number}",
        "file_name": f"val_{number}.png",
        "category_id": 1,
        "bbox": [16, 18, 32, 12],
        "score": 0.3 + 0.2 * number,
        "keypoints": [value for x, y in corners for value in (x, y, 0.9)],
    }
