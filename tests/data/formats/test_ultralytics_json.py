import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from containerloc.data.predictions import read_predictions
from containerloc.data.tables import CONFIDENCE_COLUMNS, boxes_of, quads_of
from containerloc.errors import DataError

CORNERS = [10.0, 20.0, 0.9, 50.0, 20.0, 0.8, 50.0, 30.0, 0.7, 10.0, 30.0, 0.6]
ENTRY: dict[str, Any] = {
    "image_id": 7,
    "file_name": "0007.jpg",
    "category_id": 1,
    "bbox": [10, 20, 40, 10],
    "score": 0.5,
    "keypoints": CORNERS,
}


def _written(folder: Path, *entries: Any) -> Path:
    path = folder / "predictions.json"
    path.write_text(json.dumps(entries))
    return path


def test_an_entry_in_pixels(tmp_path: Path) -> None:
    predictions = read_predictions(_written(tmp_path, ENTRY))
    assert boxes_of(predictions.table).tolist() == [[10, 20, 50, 30]]
    assert quads_of(predictions.table).tolist() == [[[10, 20], [50, 20], [50, 30], [10, 30]]]
    assert predictions.table[list(CONFIDENCE_COLUMNS)].to_numpy().tolist() == [[0.9, 0.8, 0.7, 0.6]]
    assert predictions.table[["image", "class_id", "confidence"]].to_numpy().tolist() == [
        ["0007.jpg", 0, 0.5]
    ]


def test_several_predictions_an_image_by_falling_confidence(tmp_path: Path) -> None:
    other = {**ENTRY, "image_id": "b", "file_name": "b.jpg"}
    path = _written(tmp_path, {**ENTRY, "score": 0.1}, other, ENTRY)
    predictions = read_predictions(path)
    assert predictions.images == ("0007.jpg", "b.jpg")
    assert predictions.table["image"].tolist() == ["0007.jpg", "0007.jpg", "b.jpg"]
    assert predictions.table["confidence"].tolist() == [0.5, 0.1, 0.5]


@pytest.mark.parametrize(("image_id", "key"), [(7, "7"), ("a b", "a b")])
def test_older_files_without_file_name(tmp_path: Path, image_id: int | str, key: str) -> None:
    entry = {k: v for k, v in ENTRY.items() if k != "file_name"} | {"image_id": image_id}
    assert read_predictions(_written(tmp_path, entry)).images == (key,)


@pytest.mark.parametrize(("categories", "classes"), [([1, 2], [0, 1]), ([0, 1], [0, 1])])
def test_categories_count_from_one_or_from_zero(
    tmp_path: Path, categories: list[int], classes: list[int]
) -> None:
    entries = [{**ENTRY, "category_id": category} for category in categories]
    assert read_predictions(_written(tmp_path, *entries)).table["class_id"].tolist() == classes


def test_two_values_a_corner(tmp_path: Path) -> None:
    corners = np.reshape(CORNERS, (4, 3))[:, :2].ravel().tolist()
    table = read_predictions(_written(tmp_path, {**ENTRY, "keypoints": corners})).table
    assert quads_of(table)[0, 2].tolist() == [50, 30]
    assert table["tl_confidence"].isna().all()
    with pytest.raises(DataError, match="some entries have 8"):
        read_predictions(_written(tmp_path, ENTRY, {**ENTRY, "keypoints": corners}))


@pytest.mark.parametrize("values", [2, 3])
def test_corners_of_older_versions_that_were_written_as_0_0(tmp_path: Path, values: int) -> None:
    corners = np.reshape(CORNERS, (4, 3)).copy()
    corners[3] = 0, 0, 0.31
    corners[1, 0] = 0  # on the left border, but seen
    entry = {**ENTRY, "keypoints": corners[:, :values].ravel().tolist()}
    read = quads_of(read_predictions(_written(tmp_path, entry)).table)[0]
    assert np.isnan(read[3]).all()
    assert read[:3].tolist() == corners[:3, :2].tolist()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"keypoints": CORNERS[:9]}, "9 numbers; four corners have 12"),
        ({"keypoints": [*CORNERS, 1.0, 1.0, 1.0]}, "15 numbers"),
        ({"keypoints": [*CORNERS[:11], None]}, "`keypoints` are not numbers"),
        ({"keypoints": None}, "`keypoints` are not numbers"),
        ({"score": float("nan")}, "`score` is nan"),
        ({"score": "0.5"}, "`score` is '0.5'"),
        ({"score": 1.5}, "`score` is 1.5"),
        ({"score": True}, "`score` is True"),
        ({"bbox": [1, 2, 3]}, "`bbox` is not 4"),
        ({"bbox": [1, 2, 3, float("inf")]}, "`bbox` is not 4"),
        ({"category_id": "1"}, "`category_id`"),
        ({"image_id": None, "file_name": None}, "`image_id` and `file_name`"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    path = _written(tmp_path, ENTRY, {**ENTRY, **change})
    with pytest.raises(DataError, match=words) as caught:
        read_predictions(path)
    assert f"{path}: entry 1" in str(caught.value)


@pytest.mark.parametrize("key", ["image_id", "bbox", "score", "keypoints"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    entry = {k: v for k, v in ENTRY.items() if k != key}
    with pytest.raises(DataError, match=f"entry 0.*has no `{key}`"):
        read_predictions(_written(tmp_path, entry))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[", "cannot be read as JSON"),
        (b"\xff\xfe[", "cannot be read as JSON"),
        (b"[]", "an empty list"),
        (b"{}", "a list of predictions is needed, not dict"),
        (b'["a"]', "entry 0: is str"),
    ],
)
def test_no_list_of_predictions(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "predictions.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words) as caught:
        read_predictions(path)
    assert str(path) in str(caught.value)
