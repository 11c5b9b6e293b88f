"""A copy of a data set in which what is certainly wrong with its labels is repaired."""

import os
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from containerloc.analysis.labels.copies import groups_of, near_duplicates
from containerloc.analysis.labels.corrections import corrections, error_before_and_after
from containerloc.analysis.labels.repairs import REPAIR_COLUMNS
from containerloc.data.dataset import Dataset, read_dataset
from containerloc.data.files import write_atomically
from containerloc.data.label_edit import LineEdit, edited
from containerloc.data.paths import image_keys, label_path_of
from containerloc.data.photo_hashes import PhotoHashes, hash_photos
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.prepare.inputs import Selection, open_inputs
from containerloc.run.prepare.label_faults import Checked, check_split
from containerloc.run.prepare.suspects import Suspected, _predictions, read_corrected

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
                if changed
                else content
            )
    return repairs.assign(split=split)


def _with(edit: LineEdit, repair: str, order: str) -> LineEdit:
    if repair == "rename corners":
        return LineEdit(tuple(order.split()), edit.to_border, edit.remove)
    return LineEdit(
        edit.order,
        edit.to_border or repair == "move to the border",
        edit.remove or repair == "remove line",
    )


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path.resolve(), target)
    except OSError:
        if path.is_file():
            shutil.copy2(path, target)


def _write_yaml(dataset: Dataset, work: Path) -> None:
    content: dict[str, Any] = yaml.safe_load(dataset.path.read_text(encoding="utf-8-sig"))
    content.pop("path", None)  # without it, Ultralytics looks beside the file
    content |= {split: f"images/{split}" for split in dataset.splits}
    with write_atomically(work / "data.yaml") as temporary:
        temporary.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")


def suspect_text(found: Suspected) -> str:
    """The suspects, the surest first, a line each."""
    n = len(found.run.labels.table)
    lines = [f"{len(found.table)} of {n} labels are suspected"]
    for row in found.table.to_dict("records"):
        place = f"{row['image']}, line {row['line']}" if row["line"] else str(row["image"])
        lines.append(f"  {row['score']:.2f} {place}: {row['reasons']}")
    return "\n".join(lines)


def correction_text(experiment: Path, path: Path, *, split: str, data: str = "") -> str:
    """What a correction changed, and the error of the experiment's model against both, as text."""
    run = open_inputs(load_experiment(experiment), Selection(split=split, data=data))
    before, after = run.labels.table, read_corrected(path, run)
    changed = corrections(before, after)
    error = error_before_and_after(before, after, _predictions(run), confidence=run.confidence)
    extra = changed.attrs
    return "\n".join(
        [
            changed.round(2).to_string(),
            f"{extra['added']} labels added, {extra['removed']} removed",
            f"MDE of the {error['n']:.0f} detected of these labels: "
            f"{error['before']:.2f} px before, {error['after']:.2f} px after",
        ]
    )


def check_text(data: Path, splits: tuple[str, ...] = ()) -> tuple[str, bool]:
    """What is wrong with a data set's labels, to be printed, and whether any of it is an error.

    Every fault with its file and line, what the trainer does with it and the repair where one is
    certain; then photos that are there twice, within a split and across splits.

    Raises
    ------
    DataError
        When the data set or a split that is named cannot be read.
    """
    dataset = read_dataset(data)
    checked = [check_split(dataset, split) for split in splits or tuple(dataset.splits)]
    lines = [line for one in checked for line in _told(one)]
    hashes = {one.split: hash_photos(one.labels.images) for one in checked}
    lines += [line for one in checked for line in _copies(one, hashes)]
    is_wrong = any((one.faults["severity"] == "error").any() for one in checked)
    return "\n".join(lines), is_wrong


def _told(checked: Checked) -> list[str]:
    n, faults = len(checked.labels.table), checked.faults
    counts = ", ".join(f"{count} {code}" for code, count in faults["code"].value_counts().items())
    lines = [
        f"{checked.split}: {n} labels on {len(checked.labels.images)} images; "
        f"{counts or 'no fault'}"
    ]
    repair = {
        (row.file, row.line, row.code): f"{row.repair} {row.order}".strip()
        for row in checked.repairs.itertuples()
    }
    for row in faults[faults["severity"] != "info"].fillna("").to_dict("records"):
        place = f"{row['file']}:{row['line']}" if row["line"] else str(row["file"])
        can = repair.get((row["file"], row["line"], row["code"]))
        lines.append(
            f"  {row['severity']} {row['code']} {place}: {row['message']}"
            + (f" [trainer {row['trainer']}]" if row.get("trainer") else "")
            + (f" [repair: {can}]" if can else "")
        )
    return lines


def _copies(checked: Checked, hashes: dict[str, PhotoHashes]) -> list[str]:
    images = checked.labels.images["image"]
    pairs = near_duplicates(hashes[checked.split])
    lines = [
        f"  warning near-duplicates {one} = {other}"
        for one, other in pairs[["image_a", "image_b"]].itertuples(index=False)
    ]
    if lines:
        n = groups_of(pairs, images).nunique()
        lines.append(f"{checked.split}: {n} of its {len(images)} photos are different")
    later = list(hashes)[list(hashes).index(checked.split) + 1 :]
    for other in later:
        leaks = near_duplicates(hashes[checked.split], hashes[other])
        lines += [
            f"  warning leak {checked.split}/{a} = {other}/{b}"
            for a, b in leaks[["image_a", "image_b"]].itertuples(index=False)
        ]
    return lines
