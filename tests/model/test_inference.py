from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from containerloc.data.tables import CONFIDENCE_COLUMNS, PREDICTION_COLUMNS, boxes_of, quads_of
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.model import inference
from containerloc.model.checkpoint import load_model
from containerloc.model.inference import predict

SETTINGS = PredictSettings(imgsz=160, iou=0.6)
THRESHOLDS = [0.001, 0.01, 0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9]


@pytest.fixture(scope="module")
def predictions(weights: Path, pictures: pd.DataFrame) -> Any:
    return predict(weights, pictures, settings=SETTINGS, device="cpu", batch=3)


@pytest.mark.slow
def test_every_threshold_equals_a_prediction_by_ultralytics_at_it(
    ultralytics: Any, weights: Path, pictures: pd.DataFrame, predictions: Any
) -> None:
    model = ultralytics.YOLO(weights)
    counts = []
    for threshold in THRESHOLDS:
        for row in pictures.itertuples():
            own = predictions.table.query("image == @row.image and confidence > @threshold")
            options = {"imgsz": 160, "iou": 0.6, "max_det": 300, "device": "cpu", "verbose": False}
            result = model.predict(row.path, conf=threshold, **options)[0]
            counts.append(len(result))
            assert len(own) == len(result)
            np.testing.assert_allclose(own["confidence"], result.boxes.conf, atol=1e-4)
            np.testing.assert_allclose(boxes_of(own), result.boxes.xyxy, atol=0.01)
            np.testing.assert_allclose(quads_of(own), result.keypoints.xy, atol=0.05)
            np.testing.assert_allclose(
                own[list(CONFIDENCE_COLUMNS)], result.keypoints.conf, atol=1e-4
            )
    assert len(set(counts)) > 20  # the thresholds do choose


def test_the_batch_does_not_matter(weights: Path, pictures: pd.DataFrame, predictions: Any) -> None:
    alone = predict(weights, pictures, settings=SETTINGS, device="cpu", batch=1)
    assert list(alone.table["image"]) == list(predictions.table["image"])
    np.testing.assert_allclose(quads_of(alone.table), quads_of(predictions.table), atol=0.01)


def test_rows_are_ordered_by_image_then_confidence(
    pictures: pd.DataFrame, predictions: Any
) -> None:
    table = predictions.table
    assert tuple(table.columns) == PREDICTION_COLUMNS
    assert list(table["image"].unique()) == [
        i for i in pictures["image"] if i in set(table["image"])
    ]
    for _, rows in table.groupby("image"):
        assert rows["confidence"].is_monotonic_decreasing
        assert len(rows) <= 300
    assert table["confidence"].min() > 0.001


def test_what_made_them_is_told_without_a_path(
    weights: Path, pictures: pd.DataFrame, predictions: Any
) -> None:
    made_by = predictions.made_by
    assert predictions.images == tuple(pictures["image"])
    assert made_by["weights"] == weights.name
    assert str(weights.parent) not in repr(made_by)
    assert (made_by["conf_floor"], made_by["iou"], made_by["imgsz"]) == (0.001, 0.6, 160)
    assert (made_by["device"], made_by["half"], made_by["skipped"]) == ("cpu", False, [])
    assert made_by["parameters"] == sum(p.numel() for p in load_model(weights).parameters())
    assert made_by["ms_per_image"] > 0
    engine = {made_by["engine"]} - {"torch"}
    assert set(made_by["versions"]) == {"containerloc", "torch", "ultralytics"} | engine


def test_images_of_every_kind_and_images_that_are_none(
    tmp_path: Path, weights: Path, image_table: Callable[..., pd.DataFrame]
) -> None:
    rng = np.random.default_rng(3)
    color = Image.fromarray(rng.integers(0, 256, (80, 120, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by a quarter
    color.save(tmp_path / "turned.jpg", exif=exif)
    color.convert("L").save(tmp_path / "gray.png")
    color.convert("CMYK").save(tmp_path / "cmyk.jpg")
    color.convert("P").save(tmp_path / "palette.png")
    color.convert("RGBA").save(tmp_path / "alpha.png")
    deep = rng.integers(0, 65536, (80, 120), dtype=np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    (tmp_path / "text.jpg").write_text("this is no image")
    (tmp_path / "empty.jpg").write_bytes(b"")
    color.save(tmp_path / "other.png")
    names = [
        "turned.jpg",
        "gray.png",
        "cmyk.jpg",
        "palette.png",
        "alpha.png",
        "deep.png",
        "text.jpg",
        "empty.jpg",
        "gone.jpg",
        "other.png",
    ]
    sizes = [(80, 120)] + [(120, 80)] * 8 + [(60, 60)]
    few = predict(
        weights,
        image_table([tmp_path / name for name in names], sizes),
        settings=SETTINGS,
        device="cpu",
    )
    assert few.images == tuple(names[:6])
    skipped = {entry["image"]: entry["reason"] for entry in few.made_by["skipped"]}
    assert set(skipped) == set(names[6:])
    assert "120x80" in skipped["other.png"]
    turned = quads_of(few.table[few.table["image"] == "turned.jpg"])
    assert turned[..., 0].max() <= 80
    assert turned[..., 1].max() > 80


def test_a_model_without_corner_confidence_gives_nan(
    tmp_path: Path, save_pose_model: Callable[..., Path], pictures: pd.DataFrame
) -> None:
    weights = save_pose_model(tmp_path / "flat.pt", keypoints=(4, 2))
    few = predict(weights, pictures[:1], settings=SETTINGS, device="cpu")
    assert len(few.table)
    assert few.table[list(CONFIDENCE_COLUMNS)].isna().all(axis=None)
    assert np.isfinite(quads_of(few.table)).all()


def test_no_images_give_an_empty_table(weights: Path, pictures: pd.DataFrame) -> None:
    few = predict(weights, pictures[:0], settings=SETTINGS, device="cpu")
    assert len(few.table) == 0
    assert tuple(few.table.columns) == PREDICTION_COLUMNS


@pytest.mark.parametrize("device", ["cpu,cpu", "cpu,cpu,cpu"])
def test_several_devices_predict_the_same(
    weights: Path, pictures: pd.DataFrame, predictions: Any, device: str
) -> None:
    shared = predict(weights, pictures, settings=SETTINGS, device=device, batch=3)
    pd.testing.assert_frame_equal(shared.table, predictions.table)
    assert shared.images == predictions.images
    assert shared.made_by["device"] == device.replace(",", ", ")


def test_more_devices_than_images(weights: Path, pictures: pd.DataFrame) -> None:
    one = pictures.iloc[:1]
    shared = predict(weights, one, settings=SETTINGS, device="cpu,cpu,cpu")
    assert shared.images == tuple(one["image"])


def test_a_device_that_fails_midway_loses_nothing(
    weights: Path, pictures: pd.DataFrame, predictions: Any, monkeypatch, caplog
) -> None:
    whole, calls = inference._predict_batch, []

    def failing(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("out of memory")
        return whole(*arguments, **options)

    monkeypatch.setattr(inference, "_predict_batch", failing)
    shared = predict(weights, pictures, settings=SETTINGS, device="cpu,cpu", batch=3)
    pd.testing.assert_frame_equal(shared.table, predictions.table)
    assert shared.made_by["failed_devices"] == {"cpu": "out of memory"}
    assert "device cpu failed" in caplog.text


def test_turned_photos_are_predicted_as_they_lie(weights: Path, pictures: pd.DataFrame) -> None:
    settings = PredictSettings(imgsz=160, iou=0.6, turned=True)
    made = predict(weights, pictures, settings=settings, device="cpu")
    assert made.made_by["turned"] is True
    assert made.images == tuple(pictures["image"])
    off = predict(weights, pictures, settings=SETTINGS, device="cpu")
    assert off.made_by["turned"] is False
    assert len(made.table) == len(off.table)
    pd.testing.assert_series_equal(made.table["confidence"], off.table["confidence"])
