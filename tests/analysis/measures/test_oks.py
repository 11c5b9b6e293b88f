"""Average precision against pycocotools and against Ultralytics' own validator."""

import contextlib
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from containerloc.analysis.measures.oks import (
    ULTRALYTICS,
    OksDefinition,
    average_precision,
    discriminating_sigma,
    oks,
)
from containerloc.data.tables import boxes_of, quads_of
from containerloc.quads import Floats

COCO = OksDefinition(linear=False, most=20)
BOX = np.array([[0.0, 0], [100, 0], [100, 20], [0, 20]])
AREA = np.array(0.53 * 100 * 20)


def test_similarity_worked_by_hand() -> None:
    # kappa 0.5: exp(-100 / (2 * 0.25 * 1060)) on one corner of four.
    expected = (3 + np.exp(-100 / 530)) / 4
    assert oks(BOX + [[6, 8], [0, 0], [0, 0], [0, 0]], BOX, AREA, sigma=0.25) == pytest.approx(
        expected
    )


def test_a_corner_that_is_not_labelled_is_left_out_and_one_not_predicted_counts_nothing() -> None:
    lacking = np.where(np.arange(4)[:, None] == 0, np.nan, BOX)
    assert oks(BOX + [[50, 0], [0, 0], [0, 0], [0, 0]], lacking, AREA, sigma=0.25) == 1
    assert oks(lacking, BOX, AREA, sigma=0.25) == 0.75
    assert oks(BOX, np.full_like(BOX, np.nan), AREA, sigma=0.25) == 0


@given(st.floats(0, 500), st.floats(0.01, 1), st.floats(1.01, 4))
def test_a_larger_sigma_is_never_stricter(shift: float, sigma: float, factor: float) -> None:
    strict, lenient = (oks(BOX + [shift, 0], BOX, AREA, sigma=s) for s in (sigma, factor * sigma))
    assert 0 <= strict <= lenient <= 1


def test_precision_worked_by_hand(plant_labels, plant_predictions) -> None:
    # Right, wrong, right; two of four labels found. COCO reads 1 up to recall 1/4 (26 points),
    # 2/3 up to 1/2 (25 points), 0 above.
    labels = plant_labels(dict.fromkeys("abcd", BOX))
    far = BOX + 10000
    rows = [("a", 0.9, BOX), ("b", 0.8, far), ("c", 0.7, BOX)]
    found = average_precision(plant_predictions(rows), labels, definition=COCO)
    assert found == pytest.approx(dict.fromkeys(found, (26 + 25 * 2 / 3) / 101))


def test_classes_apart_are_averaged(plant_labels, plant_predictions) -> None:
    # The one plate is found, and of two cards one: recall 1/2 is 51 of COCO's 101 points.
    labels = plant_labels(dict.fromkeys("abc", BOX), [0, 1, 1], ["plate", "card"])
    made = plant_predictions([("a", 0.9, BOX), ("b", 0.8, BOX), ("c", 0.7, BOX)])
    made = made.assign(class_id=[0, 1, 0])
    apart = average_precision(made, labels, definition=COCO, apart=True)
    assert apart["map50_95"] == pytest.approx((1 + 51 / 101) / 2)
    assert average_precision(made, labels, definition=COCO)["map50_95"] == 1


def test_nothing_to_find_and_nothing_found(plant_labels, plant_predictions) -> None:
    labels, nothing = plant_labels({"a": BOX}), plant_predictions([])
    for definition in (COCO, ULTRALYTICS):
        assert average_precision(nothing, labels, definition=definition)["map50_95"] == 0
    assert np.isnan(average_precision(nothing, labels.iloc[:0])["map50"])


@pytest.fixture
def crowded(plant_labels, plant_predictions, ids: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Up to three IDs in a photo, near and far predictions, doubles, misses, false alarms."""
    rng = np.random.default_rng(5)
    names = [f"{k // 2:03}" if k < 40 else f"{k:03}" for k in range(74)]
    names[10] = names[9] = names[8]
    quads = {
        n: ids[[k for k, m in enumerate(names) if m == n]] + rng.uniform(0, 60, (1, 2))
        for n in dict.fromkeys(names)
    }
    rows = []
    for name, of_image in quads.items():
        for quad in of_image:
            if rng.uniform() < 0.85:
                rows.append(
                    (name, rng.uniform(), quad + rng.gamma(1, 12) * rng.normal(size=(4, 2)))
                )
            if rng.uniform() < 0.2:
                rows.append((name, rng.uniform(), quad + rng.normal(0, 8, (4, 2))))
        rows += [
            (name, rng.uniform(0, 0.7), rng.uniform(0, 900, (4, 2)))
            for _ in range(rng.poisson(0.5))
        ]
    rows += [("empty", 0.4, ids[0])]
    rng.shuffle(rows)
    return plant_predictions(rows), plant_labels(quads)


def cocos(
    predictions: pd.DataFrame, labels: pd.DataFrame, definition: OksDefinition
) -> list[float]:
    from pycocotools import coco
    from pycocotools.cocoeval import COCOeval

    number = {name: k for k, name in enumerate(sorted({*labels["image"], *predictions["image"]}))}

    def entries(table: pd.DataFrame, quads: Floats) -> list[dict]:
        points = np.concatenate([quads, np.full((len(quads), 4, 1), 2)], axis=2).reshape(-1, 12)
        return [
            {"id": k + 1, "image_id": number[image], "category_id": 1, "keypoints": row.tolist()}
            for k, (image, row) in enumerate(zip(table["image"], points, strict=True))
        ]

    truth, found = entries(labels, quads_of(labels)), entries(predictions, quads_of(predictions))
    for entry, area in zip(truth, definition.areas(boxes_of(labels)), strict=True):
        entry |= {"area": area, "bbox": [0, 0, 1, 1], "iscrowd": 0, "num_keypoints": 4}
    for entry, confidence in zip(found, predictions["confidence"], strict=True):
        entry["score"] = confidence
    with contextlib.redirect_stdout(io.StringIO()):
        annotations = coco.COCO()
        annotations.dataset = {
            "images": [{"id": k} for k in number.values()],
            "annotations": truth,
            "categories": [{"id": 1}],
        }
        annotations.createIndex()
        evaluation = COCOeval(annotations, annotations.loadRes(found), "keypoints")
        evaluation.params.kpt_oks_sigmas = np.full(4, definition.sigma)
        evaluation.params.areaRng = evaluation.params.areaRng[:1]
        evaluation.params.areaRngLbl = ["all"]
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"]
    return [precision.mean(), precision[0].mean(), precision[5].mean()]


@pytest.mark.parametrize("sigma", [0.02, 0.05, 0.1, 0.25])
@pytest.mark.parametrize("share", [0.53, 1.0])
def test_equals_pycocotools(crowded, sigma: float, share: float) -> None:
    definition = OksDefinition(sigma, share, linear=False, most=20)
    expected = cocos(*crowded, definition)
    assert expected[0] < expected[1] < 1
    found = average_precision(*crowded, definition=definition)
    assert list(found.values()) == pytest.approx(expected, abs=1e-6)


def test_sigma_at_which_the_median_id_passes_half_of_the_thresholds() -> None:
    rng = np.random.default_rng(0)
    truth = BOX + rng.uniform(0, 500, (75, 1, 2))
    predicted = truth + rng.gamma(2, 3, (75, 1, 1)) * rng.normal(size=truth.shape)
    area = np.full(75, AREA)
    sigma = discriminating_sigma(predicted, truth, area)
    assert np.median(oks(predicted, truth, area, sigma=sigma)) == pytest.approx(0.725)
    assert discriminating_sigma(truth + 10 * (predicted - truth), truth, area) == pytest.approx(
        10 * sigma
    )


@pytest.mark.parametrize("predicted", [BOX[None], np.full((1, 4, 2), np.nan), np.empty((0, 4, 2))])
def test_no_sigma_tells_exact_or_absent_ones_apart(predicted: Floats) -> None:
    truth = np.broadcast_to(BOX, predicted.shape)
    assert np.isnan(discriminating_sigma(predicted, truth, np.full(len(predicted), AREA)))


@pytest.mark.slow
@pytest.mark.parametrize("sigma", [0.25, 0.05])
def test_equals_ultralytics_own_validator(
    tmp_path: Path, doors: Path, root: Path, sigma: float
) -> None:
    from ultralytics import YOLO

    from containerloc.data.dataset import read_dataset
    from containerloc.data.joining import join_to_labels
    from containerloc.data.labels import read_labels
    from containerloc.data.predictions import read_predictions
    from containerloc.experiment.experiment import load_experiment
    from containerloc.run.files.artifacts import artifacts_of

    experiment = load_experiment(root / "experiments" / "demo" / "001_loc_baseline.yaml")
    weights, settings = artifacts_of(experiment).weights, experiment.predict
    declared = yaml.safe_load(doors.read_text())
    data = tmp_path / "data.yaml"
    data.write_text(
        yaml.safe_dump(declared | {"path": str(doors.parent), "kpt_oks_sigmas": [sigma] * 4})
    )
    pose = (
        YOLO(weights)
        .val(
            data=str(data),
            split="val",
            imgsz=settings.imgsz,
            iou=settings.iou,
            conf=0.001,
            device="cpu",
            workers=0,
            plots=False,
            verbose=False,
            save_json=True,
            project=str(tmp_path),
            name="val",
        )
        .pose
    )
    labels = read_labels(read_dataset(doors), "val")
    # The validator pads pictures otherwise than a prediction does: it must be judged by its own.
    stored = join_to_labels(read_predictions(tmp_path / "val" / "predictions.json"), labels)
    found = average_precision(stored.table, labels.table, definition=OksDefinition(sigma=sigma))
    assert pose.map > 0
    assert [found["map50_95"], found["map50"]] == pytest.approx([pose.map, pose.map50], abs=1e-6)


@pytest.fixture(scope="module")
def doors(tmp_path_factory) -> Path:
    """Sixteen doors as a data set on disk."""
    pytest.importorskip("ultralytics", reason="ultralytics is not installed")
    from containerloc.synthetic.dataset import build_dataset
    from containerloc.synthetic.spec import SyntheticSpec

    spec = SyntheticSpec(seed=11, train=1, val=16, test=0, height_px=960)
    return build_dataset(tmp_path_factory.mktemp("doors") / "set", spec)
