"""Suspects of the planted project on the command line, and a correction read back."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.data.dataset import read_dataset
from containerloc.data.formats.cvat import read_cvat, write_cvat
from containerloc.data.tables import quad_columns, quads_of
from containerloc.errors import DataError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.commands.labels import suspect_text
from containerloc.run.prepare.inputs import Inputs, Selection, open_inputs
from containerloc.run.prepare.suspects import (
    SuspectedLabels,
    copies_elsewhere,
    read_corrected,
    write_suspects,
)


@pytest.fixture
def run(project, tmp_path: Path) -> Inputs:
    """The labels and predictions of a small project."""
    (experiment,) = list((tmp_path / "experiments").glob("*.yaml"))[:1]
    selection = Selection(predictions=str(tmp_path / "predictions.json"))
    return open_inputs(load_experiment(experiment), selection)


def test_files_for_annotation_tools_hold_the_suspected_images(run: Inputs, tmp_path: Path) -> None:
    image = str(run.labels.table["image"].iloc[0])
    table = pd.DataFrame({"image": [image], "line": [1], "score": [0.9], "reasons": ["why"]})
    suspected = SuspectedLabels(run, table)
    paths = write_suspects(suspected, tmp_path / "look")
    assert pd.read_csv(paths[0])["reasons"].tolist() == ["why"]
    assert set(read_cvat(paths[1]).table["image"]) == {image}
    assert [i["file_name"] for i in json.loads(paths[2].read_text())["images"]] == [image]
    assert suspect_text(suspected).splitlines()[1] == f"  0.90 {image}, line 1: why"


def test_a_correction_is_read_from_every_format(run: Inputs, tmp_path: Path) -> None:
    labels = run.labels
    write_cvat(tmp_path / "x.xml", labels.table, labels.images)
    from_cvat = read_corrected(tmp_path / "x.xml", run)
    assert len(from_cvat.table) == len(labels.table)
    folder = Path(labels.images["label_path"].iloc[0]).parent
    assert len(read_corrected(folder, run).table) == len(labels.table)
    (tmp_path / "x.txt").write_text("")
    with pytest.raises(DataError, match=r"give CVAT's .xml"):
        read_corrected(tmp_path / "x.txt", run)
    strange = labels.table.assign(image="strange.jpg")
    write_cvat(tmp_path / "y.xml", strange, labels.images.head(1).assign(image="strange.jpg"))
    with pytest.raises(DataError, match=r"y.xml, split `val`: .*`strange\.jpg`"):
        read_corrected(tmp_path / "y.xml", run)


def test_a_correction_of_reduced_photos_is_scaled(run: Inputs, tmp_path: Path, caplog) -> None:
    labels = run.labels
    corners = quads_of(labels.table) / 2
    images = labels.images.assign(
        width_px=labels.images["width_px"] // 2, height_px=labels.images["height_px"] // 2
    )
    write_cvat(tmp_path / "X.XML", labels.table.assign(**quad_columns(corners)), images)
    caplog.set_level("INFO")
    again = read_corrected(tmp_path / "X.XML", run)
    assert quads_of(again.table) == pytest.approx(quads_of(labels.table), abs=1e-4)
    assert "3 images of another size; corners are scaled" in caplog.text


def test_faults_in_a_folder_of_corrections_are_told(run: Inputs, tmp_path: Path, caplog) -> None:
    own = Path(run.labels.images["label_path"].iloc[0])
    folder = tmp_path / "corrected"
    folder.mkdir()
    (folder / own.name).write_text("0 0.5\n")
    other = Path(run.labels.images["label_path"].iloc[1])
    (folder / other.name).write_bytes(other.read_bytes())
    assert len(read_corrected(folder, run).images) == 1
    assert f"{own.name}: 2 values" in caplog.text


def test_leaks_but_not_one_set_of_photos_under_two_names(project: Path, run: Inputs) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (240, 320, 3), dtype=np.uint8)
    for split in ("train", "val"):
        Image.fromarray(noise).save(project / "data" / "images" / split / f"{split}_0.png")
    assert copies_elsewhere(run)[["image_a", "image_b"]].to_numpy().tolist() == [
        ["val_0.png", "train/train_0.png"]
    ]
    data = project / "data" / "data.yaml"
    data.write_text(data.read_text().replace("images/train", "images/val"))
    assert copies_elsewhere(replace(run, dataset=read_dataset(data))).empty


def test_no_experiment_is_an_error() -> None:
    done = CliRunner().invoke(app, ["labels", "suspects", "--out", "x"])
    assert done.exit_code == 2
