"""Notebook 08, run by the command on two experiments whose every difference is known."""

import json
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.data.predictions import Predictions, write_predictions
from containerloc.data.tables import (
    BOX_COLUMNS,
    CONFIDENCE_COLUMNS,
    PREDICTION_COLUMNS,
    quad_columns,
    table_of,
)
from containerloc.quads import Floats, bounds

pytestmark = pytest.mark.notebook

N, WIDTH, HEIGHT = 24, 640, 480
BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])
NAMES = tuple(f"photo_{k:02}.jpg" for k in range(N))
QUADS = BOX + np.stack([np.arange(N), 2 * np.arange(N)], axis=1)[:, None]


def label_line(quad: Floats) -> str:
    size = np.array([WIDTH, HEIGHT])
    left_top, right_bottom = bounds(quad[None])[0].reshape(2, 2) / size
    box = [*(left_top + right_bottom) / 2, *(right_bottom - left_top)]
    corners = [value for x, y in quad / size for value in (f"{x:.8f}", f"{y:.8f}", "2")]
    return " ".join(["0", *(f"{value:.8f}" for value in box), *corners]) + "\n"


def store(root: Path, name: str, offset: Floats, found: slice) -> None:
    """Predictions that are all off by `offset`; those outside `found` below the threshold."""
    confidence = np.full(N, 0.1)
    confidence[found] = 0.9
    quads = QUADS + offset
    table = table_of(
        {
            "image": list(NAMES),
            "confidence": confidence,
            **quad_columns(quads),
            **dict(zip(BOX_COLUMNS, bounds(quads).T, strict=True)),
            **dict.fromkeys(CONFIDENCE_COLUMNS, np.ones(N)),
        },
        PREDICTION_COLUMNS,
    )
    path = root / "artifacts" / "localization" / name / "predictions" / "val.parquet"
    path.parent.mkdir(parents=True)
    made_by = {"weights_sha256": name, "device": "cpu", "parameters": 9_700_000}
    write_predictions(Predictions(table, NAMES, made_by), path)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """24 photos. `old`: TL is 5 px off, the others are 1 px, 2 px a label. `new`: three times that,
    and photo 0 is missed; it was trained with another `pose` and another batch."""
    root = tmp_path_factory.mktemp("compared")
    images, labels = root / "data" / "images" / "val", root / "data" / "labels" / "val"
    for folder in (images, labels, root / "experiments"):
        folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name, quad in zip(NAMES, QUADS, strict=True):
        noise = rng.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        Image.fromarray(noise).save(images / name)
        (labels / name).with_suffix(".txt").write_text(label_line(quad))
    data = {
        "path": ".",
        "train": "images/val",
        "val": "images/val",
        "kpt_shape": [4, 3],
        "names": {0: "container_id"},
    }
    (root / "data" / "data.yaml").write_text(yaml.safe_dump(data))
    old = {
        "name": "old",
        "data": "../data/data.yaml",
        "model": "yolo11n-pose.pt",
        "train": {"pose": 12.0, "batch": 64},
        "targets": {"mde_px": {"below": 2.5}},
    }
    new = {"name": "new", "base": "old.yaml", "train": {"pose": 20.0, "batch": 96}}
    for experiment in (old, new):
        file = root / "experiments" / f"{experiment['name']}.yaml"
        file.write_text(yaml.safe_dump(experiment))
    offset = np.array([[3.0, 4], [0.6, 0.8], [0.6, 0.8], [0.6, 0.8]])
    store(root, "old", offset, slice(None))
    store(root, "new", 3 * offset, slice(1, None))
    return root


@pytest.fixture(scope="module")
def ran(project: Path):
    """How the command ended, with --gate."""
    files = [str(project / "experiments" / f"{name}.yaml") for name in ("old", "new")]
    return CliRunner().invoke(app, ["compare", *files, "--gate"])


@pytest.fixture(scope="module")
def folder(ran, project: Path) -> Path:
    assert ran.exit_code == 5, ran.output
    return project / "artifacts" / "localization" / "comparisons" / "old_vs_new"


def test_the_command_prints_the_table_and_closes_the_gate(ran, folder: Path) -> None:
    assert "mean distance" in ran.output
    assert "+4.00" in ran.output
    assert "mde_px" not in ran.output
    assert "new: 2 things were changed at once (train.batch, train.pose)" in ran.output
    assert "targets missed: new: mean distance error (MDE) below 2.5 px" in ran.output
    assert "old: mean distance error (MDE)" not in ran.output


def test_every_difference_is_the_planted_one(folder: Path) -> None:
    table = pd.read_csv(folder / "comparison.csv").set_index("metric")
    row = table.loc["mde_px"]
    assert row[["value", "reference", "difference"]].tolist() == pytest.approx([6, 2, 4], abs=1e-4)
    assert row[["n", "of", "verdict"]].tolist() == [N - 1, "detected", "worse"]
    rate = table.loc["detection_rate"]
    assert rate[["difference", "n"]].tolist() == pytest.approx([-1 / N, N])
    assert rate["verdict"] == "no difference shown"


def test_json_holds_all_of_it(folder: Path) -> None:
    saved = json.loads((folder / "comparison.json").read_text())
    assert (saved["reference"], saved["images"], saved["left_out"]) == ("old", N, {})
    corners = {row["metric"]: row["difference"] for row in saved["corners"]}
    assert corners["tl_error_mean_px"] == pytest.approx(10, abs=1e-4)
    assert corners["tr_error_mean_px"] == pytest.approx(2, abs=1e-4)
    new, old = saved["experiments"]["new"], saved["experiments"]["old"]
    assert [row["verdict"] for row in (*old["targets"], *new["targets"])] == ["met", "missed"]
    assert new["things_changed"] == ["train.batch", "train.pose"]
    assert new["cost"]["parameters"] == 9_700_000
    assert old["numbers"]["mde_px"]["value"] == pytest.approx(2, abs=1e-4)
    assert saved["changed_labels"][0]["image"] == NAMES[0]
    assert saved["changed_labels"][0]["change"] == "lost"
    (agreed,) = saved["agreement"]
    assert (agreed["both"], agreed["only_first"]) == (N - 1, 1)
    common = [row for row in saved["common"] if row["metric"] == "detection_rate"]
    assert [row["difference"] for row in common] == pytest.approx([0, -1 / N, -1 / N])


def test_findings_and_artifacts(folder: Path) -> None:
    findings = json.loads((folder / "findings.json").read_text())
    codes = {finding["code"] for finding in findings}
    assert {"worse-than-reference", "several-changes", "targets-missed"} <= codes
    assert not codes & {"better-than-reference", "own-means-mislead", "same-weights"}
    for name in ("differences", "slices", "changed"):
        Image.open(folder / "figures" / f"08_{name}.png").verify()
    (executed,) = folder.glob("notebooks/08_*.ipynb")
    nbformat.validate(nbformat.read(executed, as_version=4))
    record = json.loads((folder / "run.json").read_text())
    assert record["notebooks"][executed.stem]["status"] == "ok"
    assert list(record["experiments"]) == ["old", "new"]


def test_a_failing_notebook_says_so(project: Path, tmp_path: Path) -> None:
    files = [str(project / "experiments" / f"{name}.yaml") for name in ("old", "new")]
    failed = CliRunner().invoke(app, ["compare", *files, "-p", "FOCUS=nobody"])
    assert failed.exit_code == 4
    assert "none of the experiments compared" in failed.output
    unknown = CliRunner().invoke(app, ["compare", *files, "-p", "FOCSU=new"])
    assert unknown.exit_code == 2
    assert "did you mean `FOCUS`" in unknown.output
