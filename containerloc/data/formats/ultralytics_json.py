"""Ultralytics' own predictions.json (`save_json=True`): COCO-style, one entry per prediction."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from containerloc.data.tables import prediction_table
from containerloc.errors import DataError
from containerloc.parsing import parse_json
from containerloc.quads import FARTHEST_PX

_RIGHT = "right is what Ultralytics writes with `save_json=True`"


def read_ultralytics_json(path: Path) -> tuple[pd.DataFrame, tuple[str, ...], str]:
    """Predictions, the images that have any, and the sha256 of the file.

    Images are in the order of the file, known by `file_name`, or by `image_id` where an older
    Ultralytics wrote no name. Categories count from 1, or from 0 where the file has a 0.

    Raises
    ------
    DataError
        Names the file and the entry that is wrong.
    """
    content = path.read_bytes()
    entries = _entries(content, path)
    for number, entry in enumerate(entries):
        fault = _fault(entry)
        if fault:
            raise DataError(f"{path}: entry {number}{_whose(entry)}: {fault}; {_RIGHT}")
    images = [str(entry.get("file_name", entry["image_id"])) for entry in entries]
    return (
        _table(entries, images, path),
        tuple(dict.fromkeys(images)),
        hashlib.sha256(content).hexdigest(),
    )


def _entries(content: bytes, path: Path) -> list[Any]:
    try:
        entries = parse_json(content)
    except ValueError as error:
        raise DataError(f"{path}: cannot be read as JSON: {error}") from error
    if not isinstance(entries, list):
        is_ours = isinstance(entries, dict) and "parquet_sha256" in entries
        right = f"give {path.with_suffix('.parquet').name}, the file beside it"
        raise DataError(
            f"{path}: a list of predictions is needed, not {type(entries).__name__}; "
            f"{right if is_ours else _RIGHT}"
        )
    if not entries:
        raise DataError(
            f"{path}: an empty list: no prediction on any image, and no word on which "
            "images were predicted; predict again from the weights"
        )
    return entries


def _fault(entry: Any) -> str:
    """What is wrong with an entry; nothing when it is right."""
    if not isinstance(entry, dict):
        return f"is {type(entry).__name__}, not a mapping"
    absent = [key for key in ("image_id", "bbox", "score", "keypoints") if key not in entry]
    if absent == ["keypoints"]:
        return "has no `keypoints`: these are boxes of a model without corners"
    if absent:
        return f"has no `{absent[0]}`"
    if not isinstance(entry.get("file_name", entry["image_id"]), int | str):
        return "`image_id` and `file_name` are a number or text"
    if not are_numbers([entry["score"]]) or not 0 <= entry["score"] <= 1:
        return f"`score` is {entry['score']!r}, not a number from 0 to 1"
    if type(entry.get("category_id", 1)) is not int:
        return f"`category_id` is {entry['category_id']!r}, not a whole number"
    if not are_numbers(entry["bbox"]) or len(entry["bbox"]) != 4:
        return "`bbox` is not 4 numbers of pixels (left, top, width, height)"
    if not are_numbers(entry["keypoints"]):
        return "`keypoints` are not numbers of pixels"
    if len(entry["keypoints"]) not in (8, 12):
        return (
            f"`keypoints` are {len(entry['keypoints'])} numbers; four corners have 12 "
            "(x, y, score) or 8 (x, y)"
        )
    return ""


def are_numbers(values: Any) -> bool:
    """Whether a value of a JSON is a list of numbers that can be pixels."""
    return isinstance(values, list) and all(
        isinstance(v, int | float) and not isinstance(v, bool) and abs(v) <= FARTHEST_PX
        for v in values
    )


def _whose(entry: Any) -> str:
    if not isinstance(entry, dict) or "image_id" not in entry:
        return ""
    return f" (image `{entry.get('file_name', entry['image_id'])}`)"


def _table(entries: list[dict[str, Any]], images: list[str], path: Path) -> pd.DataFrame:
    lengths = {len(entry["keypoints"]) for entry in entries}
    if len(lengths) > 1:
        raise DataError(f"{path}: some entries have 8 `keypoints` numbers and some 12; {_RIGHT}")
    keypoints = np.array([entry["keypoints"] for entry in entries], float)
    boxes = np.array([entry["bbox"] for entry in entries], float)
    boxes[:, 2:] += boxes[:, :2]
    categories = np.array([entry.get("category_id", 1) for entry in entries])
    return prediction_table(
        boxes,
        keypoints.reshape(len(entries), 4, -1),
        image=images,
        class_id=categories - (0 if (categories == 0).any() else 1),
        confidence=[entry["score"] for entry in entries],
    )
