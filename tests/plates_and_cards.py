"""Six drawn photos of plates and cards in which every number can be worked by hand.

Plates are 120 x 30 px, cards 96 x 54 px, so that their NME divides by 60 and 72 px. All predictions
are their labels moved by whole pixels; `tests/analysis/measures/test_confusion.py` has the answers.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import yaml
from PIL import Image, ImageDraw

from containerloc.data.tables import (
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    box_columns,
    prediction_table,
    quad_columns,
    table_of,
)
from containerloc.quads import Floats, bounds

PLATE, CARD = 0, 1
NAMES: Final = {PLATE: "plate", CARD: "card"}
WH: Final = (640, 480)
_SIZES: Final = {PLATE: (120, 30), CARD: (96, 54)}
Prediction = tuple[int, float, int, int]  # class, confidence, place x, y


@dataclass(frozen=True)
class Photo:
    """What is on a photo, by the place of its upper left corner, and what is predicted."""

    labels: tuple[tuple[int, int, int], ...]
    predictions: tuple[Prediction, ...]


PHOTOS: Final = {
    # Four plates, 0, 2, 4 and 6 px off; the first is found twice, surer than the others.
    "row.png": Photo(
        ((PLATE, 20, 40), (PLATE, 170, 40), (PLATE, 320, 40), (PLATE, 470, 40)),
        (
            (PLATE, 0.99, 20, 40),
            (PLATE, 0.98, 21, 40),
            (PLATE, 0.94, 172, 40),
            (PLATE, 0.93, 324, 40),
            (PLATE, 0.92, 476, 40),
        ),
    ),
    # A plate 4 px off, a card 3 px off, an exact plate on which a card is seen, too; a card missed.
    "mixed.png": Photo(
        ((PLATE, 40, 40), (CARD, 300, 40), (PLATE, 40, 200), (CARD, 300, 200)),
        (
            (PLATE, 0.90, 44, 40),
            (CARD, 0.85, 300, 43),
            (PLATE, 0.80, 40, 200),
            (CARD, 0.70, 50, 190),
        ),
    ),
    # The plate is taken for a card and the card for a plate.
    "exchanged.png": Photo(
        ((PLATE, 40, 40), (CARD, 300, 40)), ((CARD, 0.9, 40, 30), (PLATE, 0.9, 300, 50))
    ),
    # Two plates 100 px apart: the first is found 5 px off; a surer one lies 100 px beyond them.
    "neighbours.png": Photo(
        ((PLATE, 100, 100), (PLATE, 100, 200)), ((PLATE, 0.80, 105, 100), (PLATE, 0.85, 100, 300))
    ),
    # A plate is found with too little confidence; a card is 10 px off.
    "weak.png": Photo(
        ((PLATE, 40, 40), (CARD, 300, 40)), ((PLATE, 0.10, 40, 40), (CARD, 0.60, 310, 40))
    ),
    "background.png": Photo((), ((CARD, 0.50, 100, 100),)),
}


def quad_of(kind: int, x: int, y: int) -> Floats:
    """The corners of an object."""
    width, height = _SIZES[kind]
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], float)


def label_table() -> pd.DataFrame:
    """The labels of all photos."""
    rows = [
        (name, line, kind, quad_of(kind, x, y))
        for name, photo in PHOTOS.items()
        for line, (kind, x, y) in enumerate(photo.labels, 1)
    ]
    images, lines, classes, quads = zip(*rows, strict=True)
    columns = {"image": images, "line": lines, "class_id": classes}
    columns |= {"class_name": [NAMES[kind] for kind in classes]}
    corners = np.array(quads)
    return table_of(
        {**columns, **quad_columns(corners), **box_columns(bounds(corners))}, LABEL_COLUMNS
    )


def predictions() -> pd.DataFrame:
    """The predictions on all photos."""
    return _table(
        (name, kind, confidence, quad_of(kind, x, y))
        for name, photo in PHOTOS.items()
        for kind, confidence, x, y in photo.predictions
    )


def exchanged_predictions() -> pd.DataFrame:
    """Every label predicted exactly, but as of the other class."""
    return _table(
        (name, 1 - kind, 0.9, quad_of(kind, x, y))
        for name, photo in PHOTOS.items()
        for kind, x, y in photo.labels
    )


def _table(rows: Iterable[tuple[str, int, float, Floats]]) -> pd.DataFrame:
    images, classes, confidences, quads = zip(*rows, strict=True)
    corners = np.array(quads)
    which = {"image": images, "class_id": classes, "confidence": confidences}
    return prediction_table(bounds(corners), corners, **which)


def image_table() -> pd.DataFrame:
    """All photos, also the one without a label."""
    n = len(PHOTOS)
    sizes = {"width_px": [WH[0]] * n, "height_px": [WH[1]] * n}
    counts = [len(photo.labels) for photo in PHOTOS.values()]
    return table_of({"image": list(PHOTOS), "n_labels": counts, **sizes}, IMAGE_COLUMNS)


def write_project(root: Path) -> tuple[Path, Path]:
    """Draw the photos, write all files; returns the paths of experiment and predictions."""
    for folder in ("data/images/val", "data/labels/val", "experiments"):
        (root / folder).mkdir(parents=True)
    for name, photo in PHOTOS.items():
        _drawn(photo).save(root / "data/images/val" / name)
        lines = "".join(_label_line(*label) for label in photo.labels)
        (root / "data/labels/val" / name).with_suffix(".txt").write_text(lines)
    given = {"path": ".", "train": "images/val", "val": "images/val", "kpt_shape": [4, 3]}
    (root / "data/data.yaml").write_text(yaml.safe_dump(given | {"names": NAMES}))
    made = [
        _coco_row(name, *prediction)
        for name, photo in PHOTOS.items()
        for prediction in photo.predictions
    ]
    (root / "predictions.json").write_text(json.dumps(made))
    experiment = {"name": "plates", "data": "../data/data.yaml", "model": "yolo11n-pose.pt"}
    (root / "experiments/plates.yaml").write_text(yaml.safe_dump(experiment))
    return root / "experiments/plates.yaml", root / "predictions.json"


def _drawn(photo: Photo) -> Image.Image:
    noise = np.random.default_rng(len(photo.predictions) + 10 * len(photo.labels))
    small = Image.fromarray(noise.integers(60, 160, (12, 16, 3), np.uint8))
    picture = small.resize(WH, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for kind, x, y in photo.labels:
        width, height = _SIZES[kind]
        draw.rectangle((x, y, x + width, y + height), fill="white", outline="black")
        draw.text((x + width / 2, y + height / 2), f"{NAMES[kind]} {x}", "black", anchor="mm")
    return picture


def _label_line(kind: int, x: int, y: int) -> str:
    corners = quad_of(kind, x, y) / WH
    low, high = corners.min(axis=0), corners.max(axis=0)
    numbers = [*(low + high) / 2, *(high - low)]
    numbers += [value for corner in corners for value in (*corner, 2)]
    return " ".join([str(kind), *(f"{value:.8f}" for value in numbers)]) + "\n"


def _coco_row(name: str, kind: int, confidence: float, x: int, y: int) -> dict[str, object]:
    width, height = _SIZES[kind]
    return {
        "image_id": Path(name).stem,
        "file_name": name,
        "category_id": kind + 1,
        "score": confidence,
        "bbox": [x, y, width, height],
        "keypoints": [value for corner in quad_of(kind, x, y) for value in (*corner, 0.9)],
    }
