"""The three notebooks, run by papermill on data whose every number is known beforehand."""

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
from containerloc.experiment.experiment import load_experiment
from containerloc.quads import Floats, bounds
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.review.run_review import open_review

pytestmark = pytest.mark.notebook

N = 12
WIDTH, HEIGHT = 640, 480
BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])
TWIN = BOX + [200, 200]


def label_line(quad: Floats) -> str:
    left, top, right, bottom = bounds(quad[None])[0]
    box = [
        (left + right) / 2 / WIDTH,
        (top + bottom) / 2 / HEIGHT,
        (right - left) / WIDTH,
        (bottom - top) / HEIGHT,
    ]
    corners = [f"{x / WIDTH:.8f} {y / HEIGHT:.8f} 2" for x, y in quad]
    return " ".join(["0", *(f"{value:.8f}" for value in box), *corners])


def coco_row(name: str, score: float, quad: Floats) -> dict[str, object]:
    left, top, right, bottom = bounds(quad[None])[0]
    return {
        "image_id": name.removesuffix(".jpg"),
        "file_name": name,
        "category_id": 1,
        "bbox": [left, top, right - left, bottom - top],
        "score": score,
        "keypoints": [value for x, y in quad for value in (x, y, 0.9)],
    }


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Path:
    """A project of 13 photos: shift of (3, 4) px on TL everywhere; in photo 0 two IDs, in photo 1
    swapped corners, photo 2 missed, photo 3 with an extra detection, photo 12 without an ID.
    """
    root = tmp_path_factory.mktemp("planted")
    images, labels = root / "data" / "images" / "val", root / "data" / "labels" / "val"
    for folder in (images, labels, root / "experiments"):
        folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    rows = []
    for k in range(N + 1):
        name = f"photo_{k:02}.jpg"
        noise = rng.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        Image.fromarray(noise).save(images / name)
        quads = [] if k == N else [BOX + [k, 2 * k]] + ([TWIN] if k == 0 else [])
        (labels / f"photo_{k:02}.txt").write_text("".join(f"{label_line(q)}\n" for q in quads))
        for j, quad in enumerate(quads):
            predicted = quad + [[3, 4], [0, 0], [0, 0], [0, 0]]
            if k == 1:
                predicted = quad[[1, 0, 2, 3]]
            if k != 2:
                rows.append(coco_row(name, 0.9 - 0.01 * k - 0.1 * j, predicted))
        if k == 3:
            rows.append(coco_row(name, 0.5, TWIN))
    (root / "predictions.json").write_text(json.dumps(rows))
    data = {
        "path": ".",
        "train": "images/val",
        "val": "images/val",
        "kpt_shape": [4, 3],
        "names": {0: "container_id"},
    }
    (root / "data" / "data.yaml").write_text(yaml.safe_dump(data))
    experiment = {
        "name": "planted",
        "data": "../data/data.yaml",
        "model": "yolo11n-pose.pt",
        "targets": {"mde_px": {"below": 100.0}},
    }
    (root / "experiments" / "planted.yaml").write_text(yaml.safe_dump(experiment))
    return root


@pytest.fixture(scope="module")
def artifacts(planted: Path) -> Path:
    """What a run over the three notebooks leaves, after two cases were judged."""
    experiment = load_experiment(planted / "experiments" / "planted.yaml")
    selection = Selection(predictions=str(planted / "predictions.json"))
    verdicts = open_review(experiment, selection).verdicts
    place = {"split": "val", "object": "line 1", "who": "ann"}
    slipped = BOX + [4, 8] + [[3, 4], [0, 0], [0, 0], [0, 0]]
    for image, said in {
        "photo_02.jpg": {"verdict": "photo_bad"},
        "photo_04.jpg": {"verdict": "label_wrong", "corrected": slipped.tolist()},
    }.items():
        verdicts.save({**place, "image": image, **said})
    arguments = [
        "run",
        str(planted / "experiments" / "planted.yaml"),
        "--predictions",
        str(planted / "predictions.json"),
    ]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return planted / "artifacts" / "localization" / "planted"


@pytest.fixture(scope="module")
def metrics(artifacts: Path) -> dict[str, dict[str, float]]:
    return json.loads((artifacts / "metrics.json").read_text())


def test_every_number_of_06_is_the_planted_one(metrics) -> None:
    value = {key: row["value"] for key, row in metrics.items()}
    labels, detected, shifted = N + 1, N, N - 1
    # Swapped TL and TR: both corners 200 px off, the other two exact.
    swapped_px = 200.0
    assert value["detection_rate"] == pytest.approx(detected / labels)
    assert (value["missed"], value["order_wrong"], value["crossed"]) == (1, 1, 1)
    assert value["false_positives_per_image"] == pytest.approx(1 / (N + 1))
    assert value["mde_px"] == pytest.approx((1.25 * shifted + swapped_px / 2) / detected, abs=1e-4)
    assert value["error_median_px"] == pytest.approx(1.25, abs=1e-4)
    assert value["error_max_px"] == pytest.approx(swapped_px / 2, abs=1e-4)
    assert value["tl_error_median_px"] == pytest.approx(5, abs=1e-4)
    assert value["tl_error_mean_px"] == pytest.approx(
        (5 * shifted + swapped_px) / detected, abs=1e-4
    )
    assert value["tr_error_mean_px"] == pytest.approx(swapped_px / detected, abs=1e-4)
    assert value["br_error_max_px"] == pytest.approx(0, abs=1e-4)
    # The shift cuts two triangles off the box of 200 x 40 and adds nothing.
    iou = 1 - (200 * 4 / 2 + 40 * 3 / 2) / (200 * 40)
    assert value["iou_mean"] == pytest.approx(iou * shifted / detected, abs=1e-4)
    assert value["iou_mean_unconditional"] == pytest.approx(iou * shifted / labels, abs=1e-4)
    assert value["margin_mean"] == pytest.approx(0, abs=1e-6)
    assert metrics["mde_px"]["n"] == detected
    assert metrics["iou_mean_unconditional"]["n"] == labels


def test_what_people_say_changes_the_second_numbers(artifacts: Path, metrics) -> None:
    # The missed label is on a bad photo; one of the shifted labels is where the model saw it.
    assert (metrics["reviewed_detection_rate"]["value"], metrics["reviewed_missed"]["n"]) == (1, N)
    expected = (1.25 * (N - 2) + 100.0) / N
    assert metrics["reviewed_mde_px"]["value"] == pytest.approx(expected, abs=1e-4)
    findings = json.loads((artifacts / "findings.json").read_text())
    (judged,) = [finding for finding in findings if finding["code"] == "cases-judged"]
    assert judged["images"] == ["photo_04.jpg"]
    assert judged["evidence"]["photo_bad"] == 1
    assert (artifacts / "review.html").stat().st_size > 100_000
    (executed,) = artifacts.glob("notebooks/06_*.html")
    text = executed.read_text(encoding="utf-8")
    assert "review.html#finding=cases-judged" in text
    assert "labels as they are" in text


def test_07_knows_where_the_labels_are_lost(artifacts: Path, metrics) -> None:
    # The lowest true score is 0.9 - 0.11, the twin's 0.8; the extra detection has 0.5.
    assert metrics["plateau_low"]["value"] == pytest.approx(0.5)
    assert metrics["plateau_high"]["value"] == pytest.approx(0.79)
    table = pd.read_csv(artifacts / "thresholds.csv")
    assert len(table) == 200
    at = table.set_index("threshold")
    assert at.loc[0.25, ["detected", "false_positives"]].tolist() == [N, 1]
    assert at.loc[0.6, ["detected", "false_positives"]].tolist() == [N, 0]
    assert at.loc[0.95, "detected"] == 0


def test_05_counts_the_data_set(metrics) -> None:
    value = {key: row["value"] for key, row in metrics.items()}
    assert value["dataset_images"] == N + 1
    assert value["dataset_labels"] == N + 1
    assert value["dataset_images_without_label"] == 1
    assert value["dataset_images_with_several_labels"] == 1
    assert value["dataset_label_errors"] == 0
    assert metrics["dataset_labels"] == {
        "value": N + 1,
        "ci_low": N + 1,
        "ci_high": N + 1,
        "n": N + 1,
        "notebook": "05",
    }


def test_every_number_has_its_n_and_its_interval(metrics) -> None:
    for key, row in metrics.items():
        assert row["n"], key
        assert row["value"] is None or row["ci_low"] is not None, key


def test_findings_tell_what_was_planted(artifacts: Path) -> None:
    findings = json.loads((artifacts / "findings.json").read_text())
    images = {finding["code"]: finding["images"] for finding in findings}
    assert images["corner-swapped"] == ["photo_01.jpg"]
    assert images["missed-altogether"] == ["photo_02.jpg"]
    assert images["training-leak"]  # the data set trains on what it validates on
    assert {f["code"] for f in findings if f["notebook"] == "07" and f["severity"] != "info"} <= {
        "threshold-below-plateau"
    }


def test_every_artifact_is_there_and_whole(artifacts: Path) -> None:
    for number in ("05", "06", "07"):
        (executed,) = artifacts.glob(f"notebooks/{number}_*.ipynb")
        nbformat.validate(nbformat.read(executed, as_version=4))
        assert list(artifacts.glob(f"notebooks/{number}_*.html"))
        pictures = list(artifacts.glob(f"figures/{number}_*.png"))
        assert len(pictures) >= 2
        for picture in pictures:
            Image.open(picture).verify()
    table = pd.read_csv(artifacts / "per_image.csv")
    assert len(table) == N + 1
    record = json.loads((artifacts / "run.json").read_text())
    assert record["experiment"]["name"] == "planted"
    report = (artifacts / "report.md").read_text()
    assert "**1 met**" in report  # there is one target
    assert (artifacts / "report.html").is_file()


def test_where_no_front_end_is_pictures_stand_in_place_of_the_review(artifacts: Path) -> None:
    (page,) = artifacts.glob("notebooks/06_*.html")
    text = page.read_text(encoding="utf-8")
    assert "widget-view" not in text
    assert text.count("data:image/") >= 12
    executed = nbformat.read(page.with_suffix(".ipynb"), as_version=4)
    (cell,) = (
        cell
        for cell in executed.cells
        if cell.get("source", "").endswith("run.review(worst_pictures)")
    )
    assert [*cell.outputs[0]["data"]] == ["image/png", "text/plain"]


def test_the_06_instead_of_025_story_in_a_notebooks_own_parameter(planted: Path, tmp_path) -> None:
    import papermill

    notebook = next((Path(__file__).parents[2] / "notebooks").glob("07_*.ipynb"))
    rows = json.loads((planted / "predictions.json").read_text())
    for row in rows:
        row["score"] = 0.57 if row["score"] < 0.83 else row["score"]
    (tmp_path / "predictions.json").write_text(json.dumps(rows))
    papermill.execute_notebook(
        notebook,
        tmp_path / "out.ipynb",
        cwd=notebook.parent,
        progress_bar=False,
        parameters={
            "EXPERIMENT": str(planted / "experiments" / "planted.yaml"),
            "PREDICTIONS": str(tmp_path / "predictions.json"),
            "CONFIDENCE": 0.6,
            "OUT": str(tmp_path / "out"),
        },
    )
    (first, *_) = json.loads((tmp_path / "out" / "planted" / "findings.json").read_text())
    assert first["code"] == "threshold-differs"  # of 13, too few to advise a threshold
    evidence = first["evidence"]
    assert (evidence["detected_in_use"], evidence["detected_intended"]) == (7, 12)


def test_05_measures_the_scatter_of_a_second_reading(planted: Path, tmp_path: Path) -> None:
    import papermill

    rng = np.random.default_rng(1)
    for k in range(N):
        moved = BOX + [k, 2 * k] + rng.normal(0, 2, (4, 2)) * [[3, 3], [1, 1], [1, 1], [1, 1]]
        (tmp_path / f"photo_{k:02}.txt").write_text(label_line(moved) + "\n")
    notebook = next((Path(__file__).parents[2] / "notebooks").glob("05_*.ipynb"))
    papermill.execute_notebook(
        notebook,
        tmp_path / "out.ipynb",
        cwd=notebook.parent,
        progress_bar=False,
        parameters={
            "EXPERIMENT": str(planted / "experiments" / "planted.yaml"),
            "REPEATS": str(tmp_path),
            "OUT": str(tmp_path / "out"),
        },
    )
    findings = json.loads((tmp_path / "out" / "planted" / "findings.json").read_text())
    noise = next(f for f in findings if f["code"] == "label-noise")["evidence"]
    # Only the second reading scatters here: half of its variance is taken for each of the two.
    assert noise["TL"]["noise_px"] == pytest.approx(6 / np.sqrt(2), rel=0.4)
    assert noise["BR"]["noise_px"] == pytest.approx(2 / np.sqrt(2), rel=0.4)
    assert noise["TL"]["n"] == N
