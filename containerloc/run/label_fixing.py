"""A copy of a data set in which what is certainly wrong with its labels is repaired."""

import os
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from containerloc.analysis.label_repairs import REPAIR_COLUMNS
from containerloc.data.dataset import Dataset, read_dataset
from containerloc.data.files import write_atomically
from containerloc.data.label_edit import LineEdit, edited
from containerloc.data.paths import image_keys, label_path_of
from containerloc.errors import DataError, UsageError
from containerloc.run.label_checking import check_split

LOG = "repairs.csv"


def fix_labels(data: Path, out: Path) -> pd.DataFrame:
    """Write a copy of a data set with its certain repairs; returns them, which `repairs.csv` logs.

    Images are linked where the disk can, else copied; of a label file only repaired lines change.
    The folder appears whole or not at all.

    Raises
    ------
    UsageError
        When there is something at `out` already.
    DataError
        When the data set cannot be read.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is there already; give a folder that is not, or is empty")
    dataset = read_dataset(data)
    out = out.absolute()
    work = out.with_name(f".{out.name}.partial")
    shutil.rmtree(work, ignore_errors=True)
    try:
        logs = [_copied(dataset, split, work) for split in dataset.splits]
        log = pd.concat(logs, ignore_index=True)
        work.mkdir(parents=True, exist_ok=True)
        log.to_csv(work / LOG, index=False)
        _write_yaml(dataset, work)
        if out.is_dir():
            out.rmdir()
        work.replace(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return log


def _copied(dataset: Dataset, split: str, work: Path) -> pd.DataFrame:
    try:
        repairs = check_split(dataset, split).repairs
    except DataError:  # nothing in it can be used: copied as it is
        repairs = pd.DataFrame(columns=[*REPAIR_COLUMNS])
    paths = tuple(dict.fromkeys(dataset.splits[split]))
    edits: dict[str, dict[int, LineEdit]] = {}
    for row in repairs.to_dict("records"):
        lines = edits.setdefault(row["image"], {})
        edit = lines.get(int(row["line"]), LineEdit())
        lines[int(row["line"])] = _with(edit, row["repair"], row["order"])
    for key, path in zip(image_keys(paths), paths, strict=True):
        image = work / "images" / split / key
        _link(path, image)
        label = label_path_of(path)
        if label.is_file():
            content = label.read_bytes()
            changed = edits.get(key)
            target = label_path_of(image)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(
                edited(content, changed, dimensions=dataset.keypoint_shape[1])
                if changed else content
            )  # fmt: skip
    return repairs.assign(split=split)


def _with(edit: LineEdit, repair: str, order: str) -> LineEdit:
    if repair == "rename corners":
        return LineEdit(tuple(order.split()), edit.to_border, edit.remove)
    return LineEdit(edit.order, edit.to_border or repair == "move to the border",
                    edit.remove or repair == "remove line")  # fmt: skip


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path.resolve(), target)
    except OSError:
        if path.is_file():
            shutil.copy2(path, target)


def _write_yaml(dataset: Dataset, work: Path) -> None:
    content: dict[str, Any] = yaml.safe_load(dataset.path.read_text(encoding="utf-8-sig"))
    content |= {"path": ".", **{split: f"images/{split}" for split in dataset.splits}}
    with write_atomically(work / "data.yaml") as temporary:
        temporary.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
