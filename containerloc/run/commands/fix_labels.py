"""`containerloc labels fix`: a copy of a data set in which what is certain is repaired."""

import os
import shutil
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
import yaml

from containerloc.analysis.labels.repairs import REPAIR_COLUMNS
from containerloc.data.dataset import Dataset, read_data_yaml, read_dataset
from containerloc.data.files import write_folder, write_text
from containerloc.data.label_edit import LineEdit, edited
from containerloc.data.paths import image_keys, label_path_of
from containerloc.data.predictions import Predictions, read_predictions
from containerloc.data.tables import for_spreadsheets
from containerloc.errors import DataError, UsageError
from containerloc.names import path_inside
from containerloc.run.prepare.label_faults import check_split, confirmed_by

LOG: Final = "repairs.csv"


def fix_labels(data: Path, out: Path, *, predictions: Path | None = None) -> pd.DataFrame:
    """Write a copy of a data set with its certain repairs; returns them, which `repairs.csv` logs.

    Images are linked where the disk can, else copied; of a label file only repaired lines change.
    The folder appears whole or not at all. An order of corners that a model's `predictions`, a file
    of one split, confirm stays as it is.

    Raises
    ------
    UsageError
        When `out` is a file, or a folder that is not empty.
    DataError
        When the data set or the predictions cannot be read, or these are of none of its splits.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} exists already; give a new or an empty folder")
    dataset = read_dataset(data)
    repairs = _repairs(dataset, read_predictions(predictions) if predictions else None)
    with write_folder(out.absolute()) as work:
        logs = [_copy_split(dataset, split, work, repairs[split]) for split in dataset.splits]
        log = pd.concat(logs, ignore_index=True)
        for_spreadsheets(log).to_csv(work / LOG, index=False)
        _write_yaml(dataset, work)
    return log


def _repairs(dataset: Dataset, predictions: Predictions | None) -> dict[str, pd.DataFrame]:
    """The repairs of each split, without those that predictions on it contradict."""
    repairs, why_not, is_of_one = {}, [], False
    for split in dataset.splits:
        try:
            checked = check_split(dataset, split)
        except DataError:  # nothing in it can be used: copied as it is
            repairs[split] = pd.DataFrame(columns=[*REPAIR_COLUMNS])
            continue
        try:
            if predictions:
                checked, is_of_one = confirmed_by(checked, predictions), True
        except DataError as error:  # of another split
            why_not.append(f"{split}: {error}")
        repairs[split] = checked.repairs
    if predictions and not is_of_one:
        raise DataError("predictions of none of the splits: " + "; ".join(why_not))
    return repairs


def _copy_split(dataset: Dataset, split: str, work: Path, repairs: pd.DataFrame) -> pd.DataFrame:
    paths = tuple(dict.fromkeys(dataset.splits[split]))
    edits = _edits(repairs)
    for key, path in zip(image_keys(paths), paths, strict=True):
        image = path_inside(work, "images", split, key)
        _link(path, image)
        label = label_path_of(path)
        if not label.is_file():
            continue
        content, target = label.read_bytes(), label_path_of(image)
        if key in edits:
            content = edited(content, edits[key], dimensions=dataset.keypoint_shape[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return repairs.assign(split=split)


def _edits(repairs: pd.DataFrame) -> dict[str, dict[int, LineEdit]]:
    """The changes to each image's label file, by line; a line may have several repairs."""
    edits: defaultdict[str, dict[int, LineEdit]] = defaultdict(dict)
    for row in repairs.to_dict("records"):
        lines, line = edits[row["image"]], int(row["line"])
        edit = lines.get(line, LineEdit())
        if row["repair"] == "rename corners":
            lines[line] = replace(edit, order=tuple(row["order"].split()))
        elif row["repair"] == "remove line":
            lines[line] = replace(edit, remove=True)
        else:
            lines[line] = replace(edit, to_border=True)
    return edits


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path.resolve(), target)
    except OSError:
        if path.is_file():
            shutil.copy2(path, target)


def _write_yaml(dataset: Dataset, work: Path) -> None:
    content: dict[str, Any] = read_data_yaml(dataset.path)[0]
    content.pop("path", None)  # without it, Ultralytics looks beside the file
    content |= {split: f"images/{split}" for split in dataset.splits}
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    write_text(work / "data.yaml", text)
