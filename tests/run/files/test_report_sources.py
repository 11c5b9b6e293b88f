"""What a report shows besides numbers, as far as it is still there."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

from containerloc.data.predictions import Predictions, write_predictions
from containerloc.run.files.report_sources import photos_of, unmatched_predictions

QUAD = np.array([[10.0, 10], [50, 10], [50, 20], [10, 20]])


@pytest.fixture
def record(tmp_path: Path) -> dict:
    """The record of a run on one photo, in a data set below `tmp_path`."""
    folder = tmp_path / "data" / "images" / "val"
    folder.mkdir(parents=True)
    Image.new("RGB", (60, 40), "red").save(folder / "a.png")
    (folder / "broken.png").write_bytes(b"no picture")
    content = {"train": "images/val", "val": "images/val", "kpt_shape": [4, 3], "names": ["id"]}
    (tmp_path / "data" / "data.yaml").write_text(yaml.safe_dump(content))
    return {"data": {"path": "data/data.yaml"}, "split": "val"}


def test_a_photo_is_read_by_the_name_of_its_image(record, tmp_path) -> None:
    photo_of = photos_of(record, tmp_path)
    pixels = photo_of("a.png")
    assert pixels is not None
    assert pixels.shape == (40, 60, 3)
    assert photo_of("broken.png") is None
    assert photo_of("other.png") is None


@pytest.mark.parametrize("left", [{}, {"data": {"path": "gone.yaml"}}, {"data": None}])
def test_data_that_are_gone_have_no_photos(left, tmp_path) -> None:
    assert photos_of(left | {"split": "val"}, tmp_path)("a.png") is None


def test_what_is_on_no_label_and_confident_enough(plant_predictions, tmp_path) -> None:
    rows = [("a.png", 0.9, QUAD), ("a.png", 0.5, QUAD), ("b.png", 0.8, QUAD), ("a.png", 0.1, QUAD)]
    table = plant_predictions(sorted(rows, key=lambda row: row[0]))
    stored = tmp_path / "val.parquet"
    write_predictions(Predictions(table, ("a.png", "b.png"), {}), stored)
    found = pd.DataFrame(
        {"image": ["a.png", "b.png"], "detected": [True, False], "confidence": [0.9, np.nan]}
    )
    left = unmatched_predictions(stored, found, threshold=0.25)
    assert left[["image", "confidence", "number"]].to_numpy().tolist() == [
        ["b.png", 0.8, 1],
        ["a.png", 0.5, 2],
    ]


def test_nothing_stored_is_nothing_unmatched(tmp_path) -> None:
    none = pd.DataFrame({"image": [], "detected": []})
    assert unmatched_predictions(tmp_path / "val.parquet", none, threshold=0.2).empty
