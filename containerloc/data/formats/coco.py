"""Corners as COCO keypoints, for annotation tools, and read back."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from containerloc.data.files import write_text
from containerloc.data.formats.annotations import Annotations, annotations_of
from containerloc.data.formats.ultralytics_json import are_numbers
from containerloc.data.tables import VISIBILITIES, quads_of
from containerloc.errors import DataError
from containerloc.names import file_content
from containerloc.parsing import parse_json
from containerloc.quads import CORNERS, Floats, bounds

_OUTLINE = [[1, 2], [2, 3], [3, 4], [4, 1]]


def write_coco(path: Path, labels: pd.DataFrame, images: pd.DataFrame) -> None:
    """Write the labels of some images as COCO keypoints TL, TR, BR, BL, in pixels.

    `labels` has `image`, `class_id`, `class_name` and the corners, `images` the size of each image
    that is named. Each class of the labels is a category, numbered from 1 on. A corner that is NaN
    has visibility 0; images without a label are listed, too.
    """
    numbers = {str(name): number for number, name in enumerate(images["image"], 1)}
    sizes = images.rename(
        columns={"image": "file_name", "width_px": "width", "height_px": "height"}
    )
    sizes = sizes[["file_name", "width", "height"]].assign(id=list(numbers.values()))
    rows = zip(labels["image"], labels["class_id"] + 1, quads_of(labels), strict=True)
    classes = labels[["class_id", "class_name"]].drop_duplicates().sort_values("class_id")
    points = {"supercategory": "", "keypoints": [*CORNERS], "skeleton": _OUTLINE}
    content = {
        "images": sizes.to_dict("records"),
        "annotations": [
            {"id": number, "image_id": numbers[str(image)], "category_id": category}
            | _annotation(quad)
            for number, (image, category, quad) in enumerate(rows, 1)
        ],
        "categories": [
            {"id": number + 1, "name": name} | points
            for number, name in classes.itertuples(index=False)
        ],
    }
    write_text(path, json.dumps(content, indent=1))


def _annotation(quad: Floats) -> dict[str, Any]:
    known = np.isfinite(quad).all(axis=1)
    left, top, right, bottom = bounds(quad[known][None])[0] if known.any() else np.zeros(4)
    points = np.column_stack([np.nan_to_num(quad), np.where(known, 2.0, 0.0)])
    return {
        "iscrowd": 0,
        "bbox": [float(left), float(top), float(right - left), float(bottom - top)],
        "area": float((right - left) * (bottom - top)),
        "num_keypoints": int(known.sum()),
        "keypoints": [float(value) for value in points.ravel()],
    }


def read_coco(path: Path) -> Annotations:
    """The keypoints of a file, in pixels of the sizes that it states.

    Which keypoint is which corner is what `categories[].keypoints` says, in any case and order.
    Keypoints of visibility 0 are NaN.

    Raises
    ------
    DataError
        When it is not such a file or holds no annotation, or an annotation is of an unlisted image,
        of a category without the four names, or has other than 4 keypoints x, y, v.
    """
    try:
        content = parse_json(file_content(path))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as JSON: {error}") from error
    names, sizes = _images(content, path)
    categories = {each.get("id"): each for each in _mappings(content, "categories", path)}
    annotations = _mappings(content, "annotations", path)
    if not annotations:
        raise DataError(f"{path}: `annotations` is empty; corrected labels are right")
    labels = []
    for number, each in enumerate(annotations, 1):
        where = f"{path}, annotation {number}"
        image, category = names.get(each.get("image_id")), categories.get(each.get("category_id"))
        if image is None:
            raise DataError(f"{where}: image_id {each.get('image_id')} is not among `images`")
        if category is None:
            raise DataError(
                f"{where}: category_id {each.get('category_id')} is not among `categories`, whose "
                "`keypoints` say which corner is which"
            )
        order = _order(category, where)
        labels.append((image, str(category.get("name", "")), _quad(each, where)[order]))
    return annotations_of(sizes, labels)


def _mappings(content: Any, key: str, path: Path) -> list[dict[str, Any]]:
    """A list of mappings whose ids are numbers or texts."""
    listed = content.get(key) if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise DataError(
            f"{path}: is not a COCO keypoints file (lists `images`, `annotations` with image_id, "
            f"category_id and keypoints, and `categories`): `{key}` is missing or no such list"
        )
    ids = (each.get(name) for each in listed for name in ("id", "image_id", "category_id"))
    if any(isinstance(value, list | dict) for value in ids):
        raise DataError(f"{path}: an id in `{key}` is neither a number nor text")
    return listed


def _images(content: Any, path: Path) -> tuple[dict[Any, str], dict[str, tuple[float, float]]]:
    """The name of each image by its id, and the size that is stated of each."""
    names: dict[Any, str] = {}
    sizes: dict[str, tuple[float, float]] = {}
    for number, image in enumerate(_mappings(content, "images", path)):
        name, where = image.get("file_name"), f"{path}, images[{number}]"
        if not isinstance(name, str) or image.get("id") is None:
            raise DataError(f"{where}: an id and a file_name are right")
        if image["id"] in names or name in sizes:
            raise DataError(f"{where}: id {image['id']} or `{name}` stands there twice")
        names[image["id"]] = name
        sizes[name] = _side(image.get("width"), where), _side(image.get("height"), where)
    return names, sizes


def _side(value: Any, where: str) -> float:
    if value is None:
        return np.nan
    if not are_numbers([value]) or value < 1:
        raise DataError(f"{where}: width and height are {value!r}; numbers of pixels are right")
    return float(value)


def _order(category: dict[str, Any], where: str) -> list[int]:
    """The places of TL, TR, BR and BL among the keypoints of a category."""
    names = category.get("keypoints")
    known = [str(name).upper() for name in names] if isinstance(names, list) else []
    if sorted(known) != sorted(CORNERS):
        raise DataError(
            f"{where}: category `{category.get('name')}` has the keypoints {names}; TL, TR, BR "
            "and BL are right, in any order"
        )
    return [known.index(corner) for corner in CORNERS]


def _quad(annotation: dict[str, Any], where: str) -> Floats:
    values: Any = annotation.get("keypoints")
    if not are_numbers(values) or len(values) != 3 * len(CORNERS):
        raise DataError(f"{where}: keypoints are {values!r:.60}; 4 times x, y, v are right")
    points = np.array(values, np.float64).reshape(-1, 3)
    strange = points[~np.isin(points[:, 2], VISIBILITIES), 2]
    if strange.size:
        raise DataError(f"{where}: a visibility is {strange[0]:g}; 0, 1 or 2 is right")
    return np.where(points[:, 2:] > 0, points[:, :2], np.nan)
