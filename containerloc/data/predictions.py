"""Predictions: in memory, and as stored."""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from containerloc.data.files import read_json_file, write_atomically, write_text
from containerloc.data.formats.ultralytics_json import read_ultralytics_json
from containerloc.data.paths import is_file
from containerloc.data.tables import (
    CONFIDENCE_COLUMNS,
    CORNER_COLUMNS,
    PREDICTION_COLUMNS,
    quad_columns,
    quads_of,
    table_of,
)
from containerloc.errors import DataError, raised_as
from containerloc.quads import FARTHEST_PX, Bools
from containerloc.wording import counted


@dataclass(frozen=True)
class Predictions:
    """What a model predicts on a set of images.

    `table` has one row per prediction, in pixels of the displayed image, by image in the order of
    `images` and then by falling confidence; a corner of unknown place is NaN. `images` are all that
    were predicted, also those without any prediction. `made_by` says with what. Where the source
    could not say which images it had seen (Ultralytics' own predictions.json),
    `made_by["images_known"]` is False, and `images` are those with a prediction.
    """

    table: pd.DataFrame
    images: tuple[str, ...]
    made_by: Mapping[str, Any]


def unknown_corners(predictions: pd.DataFrame) -> str:
    """How many corners of predictions have no place, in words; empty where all have one."""
    unknown: Bools = np.asarray(np.isnan(quads_of(predictions)).any(axis=2))
    if not unknown.any():
        return ""
    corners = counted(int(unknown.sum()), "corner")
    of = f"{int(unknown.any(axis=1).sum())} of the {counted(len(unknown), 'prediction')}"
    return (
        f"{corners} of {of} have no place: older versions of Ultralytics wrote 0, 0 for a corner "
        "of less than half confidence. They are taken as unknown, not measured"
    )


def in_order(table: pd.DataFrame, images: tuple[str, ...]) -> pd.DataFrame:
    """Sorted by image in the order of `images`, then by falling confidence; ties keep theirs."""
    places = table["image"].map({image: place for place, image in enumerate(images)})
    order = np.lexsort((-table["confidence"].to_numpy(), places.to_numpy(np.int64)))
    return table.iloc[order].reset_index(drop=True)


def write_predictions(predictions: Predictions, path: Path) -> None:
    """Write a parquet file, then a JSON file of the same name; each whole or not at all."""
    buffer = io.BytesIO()
    predictions.table.to_parquet(buffer, index=False)
    record = {
        "parquet_sha256": hashlib.sha256(buffer.getvalue()).hexdigest(),
        "images": list(predictions.images),
        "made_by": dict(predictions.made_by),
    }
    text = json.dumps(record, indent=1, ensure_ascii=False)
    with write_atomically(path) as temporary:
        temporary.write_bytes(buffer.getvalue())
    write_text(path.with_suffix(".json"), text)


def read_predictions(path: Path | str) -> Predictions:
    """Predictions of a `.parquet` file with its `.json`, or of Ultralytics' predictions.json.

    Older versions of Ultralytics wrote a corner of which they were less than half sure as 0, 0: it
    is NaN here.

    Raises
    ------
    DataError
        When a file is absent, damaged or changed by hand, the JSON is that of another parquet, or
        a prediction lacks a number or an image. It names the file and the entry.
    """
    path = Path(path)
    if not is_file(path):
        raise DataError(
            f"{path}: there is no such file; give the .parquet of a run or the "
            "predictions.json of Ultralytics (`save_json=True`)"
        )
    if path.suffix == ".json":
        table, images, digest = read_ultralytics_json(path)
        made_by = {"source": str(path), "sha256": digest, "images_known": False}
        return Predictions(in_order(_without_zeroed(table), images), images, made_by)
    if path.suffix != ".parquet":
        raise DataError(f"{path}: predictions are a .parquet or .json file")
    return _read_parquet(path)


def read_made_by(path: Path) -> Mapping[str, Any]:
    """What made the predictions of a `.parquet` file, without reading them.

    Raises
    ------
    DataError
        When the JSON file beside it is absent or damaged.
    """
    made_by: Mapping[str, Any] = _read_record(path.with_suffix(".json"))["made_by"]
    return made_by


def _read_parquet(path: Path) -> Predictions:
    with raised_as(DataError, path):
        content = path.read_bytes()
    record = _read_record(path.with_suffix(".json"))
    if record["parquet_sha256"] != hashlib.sha256(content).hexdigest():
        raise DataError(
            f"{path} and its {path.with_suffix('.json').name} do not belong together: "
            "one of them was changed or replaced; predict again"
        )
    images, made_by = tuple(record["images"]), record["made_by"]
    with raised_as(DataError, path, wrong="is no parquet of predictions"):
        _refuse_bomb(content)
        checked = _checked(pd.read_parquet(io.BytesIO(content)), images, path)
    if "weights_sha256" not in made_by:  # our own inference needs a version that writes no such 0
        checked = _without_zeroed(checked)
    return Predictions(in_order(checked, images), images, made_by)


def _refuse_bomb(content: bytes) -> None:
    """Raise a ValueError for a parquet that unpacks to far more than it holds."""
    from pyarrow import parquet

    about = parquet.read_metadata(io.BytesIO(content))
    unpacked = sum(about.row_group(each).total_byte_size for each in range(about.num_row_groups))
    if about.num_rows > len(content) or unpacked > 100 * len(content):
        raise ValueError(f"{len(content):,} bytes unpack to {about.num_rows:,} rows")


def _without_zeroed(table: pd.DataFrame) -> pd.DataFrame:
    """The predictions with NaN for the corners at 0, 0 that are not at least half sure."""
    sure = table[[*CONFIDENCE_COLUMNS]].to_numpy(np.float64) >= 0.5
    corners = quads_of(table)
    zeroed = (corners == 0).all(axis=2) & ~sure
    return table.assign(**quad_columns(np.where(zeroed[..., None], np.nan, corners)))


def _read_record(path: Path) -> dict[str, Any]:
    """The JSON beside a parquet file."""
    if not path.exists():
        raise DataError(
            f"{path}: is missing; it says what made the .parquet of the same name. "
            "Copy both, or predict again"
        )
    record = read_json_file(path)
    wanted = {"parquet_sha256": str, "images": list, "made_by": dict}
    for key, kind in wanted.items():
        if not isinstance(record, dict) or not isinstance(record.get(key), kind):
            raise DataError(
                f"{path}: key `{key}` ({kind.__name__}) is missing; this is not the "
                "JSON that belongs to a .parquet of predictions"
            )
    skipped = record["made_by"].get("skipped", [])
    if not (
        all(isinstance(image, str) for image in record["images"])
        and isinstance(skipped, list)
        and all(isinstance(each, dict) and {"image", "reason"} <= each.keys() for each in skipped)
    ):
        raise DataError(f"{path}: `images` or `made_by.skipped` holds no images; predict again")
    return dict(record)


def _checked(table: pd.DataFrame, images: tuple[str, ...], path: Path) -> pd.DataFrame:
    absent = [name for name in PREDICTION_COLUMNS if name not in table]
    if absent:
        raise DataError(f"{path}: column `{absent[0]}` is missing")
    typed = table_of({name: table[name] for name in PREDICTION_COLUMNS}, PREDICTION_COLUMNS)
    optional = {*CONFIDENCE_COLUMNS, *CORNER_COLUMNS}
    required = [name for name in PREDICTION_COLUMNS[1:] if name not in optional]
    finite = (np.abs(typed[required].to_numpy(np.float64)) <= FARTHEST_PX).all(axis=1)
    corners = quads_of(typed)
    placed, unknown = (np.abs(corners) <= FARTHEST_PX).all(axis=2), np.isnan(corners).all(axis=2)
    finite &= np.asarray(placed | unknown).all(axis=1)
    wrong = ~finite | ~typed["confidence"].between(0, 1) | ~typed["image"].isin(images)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise DataError(
            f"{path}: row {row} (image `{typed['image'].iloc[row]}`) has an unknown "
            "image, a confidence outside 0 to 1, or a number missing or beyond all pixels"
        )
    return typed
