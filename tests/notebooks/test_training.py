"""Notebook 04, run by papermill: it trains once, and never again over what is there."""

import json
from pathlib import Path

import nbformat
import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

pytest.importorskip("ultralytics", reason="needs ultralytics: pip install 'containerloc[model]'")

from containerloc.cli.app import app
from containerloc.run.execute.notebooks import find_notebooks
from containerloc.run.execute.processes import Workers
from containerloc.run.prepare.fresh_worker import prepare, write_image

pytestmark = [pytest.mark.notebook, pytest.mark.slow]

EXPERIMENT = {
    "name": "tiny",
    "data": "synthetic",
    "model": "yolo11n-pose.yaml",
    "fresh": {"images": 8, "size_px": 96, "val_images": 4},
    "train": {
        "epochs": 3,
        "imgsz": 64,
        "batch": 4,
        "warmup_epochs": 0,
        "optimizer": "AdamW",
        "lr0": 0.001,
        "lrf": 0.01,
    },
    "schedule": {"kind": "cosine_restarts", "restart_epochs": 2},
    "predict": {"imgsz": 64},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "tiny.yaml").write_text(yaml.safe_dump(EXPERIMENT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def outputs_of(notebook: Path) -> str:
    cells = nbformat.read(notebook, as_version=4).cells
    return json.dumps([output for cell in cells for output in cell.get("outputs", ())])


def test_it_trains_once_and_then_shows_what_is_there(project: Path) -> None:
    (notebook,) = find_notebooks(project, ("04",))
    parameters = {"EXPERIMENT": str(project / "experiments" / "tiny.yaml"), "DEVICE": "cpu"}
    assert not Workers().execute(notebook, parameters, project).error
    folder = project / "artifacts" / "localization" / "tiny"
    weights = (folder / "train" / "weights" / "best.pt").read_bytes()
    assert "cosine_restarts, restart_epochs: 2" in outputs_of(project / notebook.path.name)
    (finding,) = json.loads((folder / "findings.json").read_text())
    assert finding["code"] == "nothing-wrong"

    assert not Workers().execute(notebook, parameters, project).error
    assert (folder / "train" / "weights" / "best.pt").read_bytes() == weights
    assert "was trained to its end before" in outputs_of(project / notebook.path.name)


def test_run_trains_only_when_asked(project: Path) -> None:
    prepare(project / "data")
    for split in ("train", "val"):
        for number in range(4):
            write_image(project / "data" / "images" / split, 5, number, 96)
    call = ["run", "tiny", "--data", "data/data.yaml", "-p", "DEVICE=cpu", "--only", "04"]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    folder = project / "artifacts" / "localization" / "tiny"
    with Image.open(folder / "figures" / "04_training_curves.png") as curves:
        assert curves.width > 1000
    assert json.loads((folder / "metrics.json").read_text())["training_epochs"]["value"] == 3
    assert not (folder / "train" / "fresh.json").exists()
    assert [notebook.path.stem[:2] for notebook in find_notebooks(project)] == ["05", "06", "07"]
