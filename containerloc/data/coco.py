"""Corners as COCO keypoints, for annotation tools, and read back."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from containerloc.data.files import write_text
from containerloc.data.tables import annotation_table, quads_of
from containerloc.errors import DataError
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


def read_coco(path: Path) -> pd.DataFrame:
    """The keypoints of a file: `image`, `line` (from 1 in each image), class and corners, px.

    Raises
    ------
    DataError
        When it is not such a file, names an unlisted image, or has other than 4 keypoints.
    """
    try:
        content = parse_json(path.read_bytes())
        names = {image["id"]: str(image["file_name"]) for image in content["images"]}
        classes = {each["id"]: str(each["name"]) for each in content.get("categories", ())}
        annotations = [
            (each["image_id"], classes.get(each.get("category_id"), ""), each["keypoints"])
            for each in content["annotations"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: is not a COCO keypoints file (images, annotations with image_id and "
            f"keypoints): {error!r}"
        ) from error
    rows: list[tuple[str, int, str, Floats]] = []
    lines: Counter[str] = Counter()
    for number, (image, class_name, keypoints) in enumerate(annotations, 1):
        if image not in names or len(keypoints) != 3 * len(CORNERS):
            raise DataError(
                f"{path}, annotation {number}: image_id {image} with {len(keypoints)} "
                "values; a listed image and 4 keypoints x, y, v are right"
            )
        points = np.array(keypoints, np.float64).reshape(-1, 3)
        lines[names[image]] += 1
        quad = np.where(points[:, 2:] > 0, points[:, :2], np.nan)
        rows.append((names[image], lines[names[image]], class_name, quad))
    return annotation_table(rows)
