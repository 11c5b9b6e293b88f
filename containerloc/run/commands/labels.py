"""What the verbs about labels print: faults, suspects, and what a correction changed."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from containerloc.analysis.labels.copies import groups_of, near_duplicates
from containerloc.analysis.labels.corrections import corrections, error_before_and_after
from containerloc.analysis.labels.findings import split_leak
from containerloc.analysis.measures.matching import matching
from containerloc.data.dataset import read_dataset
from containerloc.data.photo_hashes import PhotoHashes
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.run.execute.cluster import opened_workers, spread_over
from containerloc.run.prepare.inputs import Selection, label_inputs, open_inputs
from containerloc.run.prepare.label_faults import CheckedSplit, checked_splits
from containerloc.run.prepare.review.export import export_labels
from containerloc.run.prepare.shards import hashed
from containerloc.run.prepare.suspects import SuspectedLabels, read_corrected
from containerloc.wording import counted, listed

_log = logging.getLogger(__name__)

_MOST_OF_A_KIND = 8  # faults of one code that are listed


def suspect_text(suspected: SuspectedLabels) -> str:
    """The suspects, the most certain first, one line each."""
    n = len(suspected.run.labels.table)
    cleared = f"; {suspected.n_cleared} more are cleared" if suspected.n_cleared else ""
    unlabelled = int((suspected.table["line"] == 0).sum())
    more = f", and {counted(unlabelled, 'object')} that nobody labelled" if unlabelled else ""
    n_suspected = len(suspected.table) - unlabelled
    lines = [f"{n_suspected} of {counted(n, 'label')} are suspected{more}{cleared}"]
    for row in suspected.table.to_dict("records"):
        place = f"{row['image']}, line {row['line']}" if row["line"] else str(row["image"])
        lines.append(f"  {row['score']:.2f} {place}: {row['reasons']}")
    return "\n".join(lines)


def correction_text(experiment: Experiment, path: Path, selection: Selection) -> str:
    """What a correction changed, and the error of the experiment's model against both, as text."""
    run = open_inputs(experiment, selection)
    corrected = read_corrected(path, run)
    before, after = run.labels.table, corrected.table
    changed = corrections(before, after, images=corrected.images["image"])
    matched = matching(run.predicted.table, before, gate=run.gate)
    error = error_before_and_after(matched, after, confidence=run.confidence)
    return "\n".join(
        [
            changed.round(2).to_string(),
            f"{changed.attrs['added']} labels added, {changed.attrs['removed']} removed",
            f"mean error of the {error['n']:.0f} detected of these labels: "
            f"{error['before']:.2f} px before, {error['after']:.2f} px after",
        ]
    )


def export_text(experiment: Experiment, folder: Path, selection: Selection) -> str:
    """Write the labels of a split as people corrected them; returns what was done, as text.

    A model is asked where it has weights or predictions: only then are labels added where one saw
    what nobody had labelled.
    """
    try:
        inputs = open_inputs(experiment, selection)
    except UsageError as error:
        _log.warning(f"labels without predictions: {error}")
        inputs = label_inputs(experiment, selection)
    done = export_labels(inputs, folder)
    stale = f", {done.stale} out of date and left out" if done.stale else ""
    files = len(done.files) - 3
    return (
        f"{folder}: {counted(len(inputs.labels.images), 'image')}, {done.moved} labels corrected, "
        f"{done.added} added{stale}\n{_uncorrected_line(done.uncorrected)}"
        f"{counted(files, 'label file')}, " + ", ".join(path.name for path in done.files[files:])
    )


def _uncorrected_line(labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    named = listed(labels, most=3)
    return f"{counted(len(labels), 'label')} found wrong, but not drawn again, as before: {named}\n"


def check_text(data: Path, splits: tuple[str, ...] = (), *, dask: str = "") -> tuple[str, bool]:
    """What is wrong with a data set, to be printed, and whether its labels need repair.

    They do where one has a fault that is an error, or where a split is not there. A photo in
    two splits is an error, too, but none of the labels.

    Faults by kind, the first eight of each with file and line, what the trainer does with it and
    the repair where one is certain; then photos that are there twice, within a split and across
    splits.

    A split that is not there is told, and loses none of the others. The photos are hashed on the
    workers of `dask`, where it is given.

    Raises
    ------
    DataError
        When the data set cannot be read, or none of the splits is there.
    """
    dataset = read_dataset(data)
    checked, absent = checked_splits(dataset, splits or tuple(dataset.splits))
    if not checked:
        raise DataError("; ".join(absent.values()) or f"{dataset.path}: names no split")
    lines = [f"{split}: {why}" for split, why in absent.items()]
    lines += [line for split in checked for line in _fault_lines(split)]
    with opened_workers(dask) as workers:
        over = spread_over(workers)
        hashes = {split.name: hashed(split.labels.images, over) for split in checked}
    lines += [line for split in checked for line in _copy_lines(split, hashes, dataset.splits)]
    is_wrong = any((split.faults["severity"] == "error").any() for split in checked)
    is_wrong |= bool(absent)
    return "\n".join(lines), is_wrong


def _fault_lines(split: CheckedSplit) -> list[str]:
    labels, images = len(split.labels.table), len(split.labels.images)
    codes = split.faults["code"].value_counts()
    faults = ", ".join(f"{count} {code}" for code, count in codes.items()) or "no fault"
    lines = [f"{split.name}: {counted(labels, 'label')} on {counted(images, 'image')}; {faults}"]
    keys = ["file", "line", "code"]
    repairs = split.repairs[[*keys, "repair", "order"]].drop_duplicates(keys)
    shown = split.faults[split.faults["severity"] != "info"].merge(repairs, how="left", on=keys)
    shown = shown.fillna("")
    rank = shown.groupby(["severity", "code"]).cumcount()
    beyond = shown.loc[rank >= _MOST_OF_A_KIND, ["severity", "code"]]
    left_out = (beyond["severity"] + " " + beyond["code"]).value_counts(sort=False)
    grouped = shown[rank < _MOST_OF_A_KIND].sort_values(["severity", "code"], kind="stable")
    for row in grouped.to_dict("records"):
        place = f"{row['file']}:{row['line']}" if row["line"] else str(row["file"])
        repair = f"{row['repair']} {row['order']}".strip()
        lines.append(
            f"  {row['severity']} {row['code']} {place}: {row['message']}"
            + (f" [trainer {row['trainer']}]" if row["trainer"] else "")
            + (f" [repair: {repair}]" if repair else "")
        )
    lines += [f"  {kind}: and {n:,} more" for kind, n in left_out.items()]
    return lines


def _capped(lines: list[str], what: str) -> list[str]:
    """The first of them, and how many more there are."""
    more = len(lines) - _MOST_OF_A_KIND
    return [*lines[:_MOST_OF_A_KIND], f"  {what}: and {more:,} more"] if more > 0 else lines


def _copy_lines(
    split: CheckedSplit, hashes: dict[str, PhotoHashes], photos: Mapping[str, tuple[Path, ...]]
) -> list[str]:
    images = split.labels.images["image"]
    pairs = near_duplicates(hashes[split.name])
    lines = [f"  warning near-duplicates {a} = {b}" for a, b in _names(pairs)]
    lines = _capped(lines, "warning near-duplicates")
    if lines:
        n = groups_of(pairs, images).nunique()
        lines.append(f"{split.name}: {n} of its {len(images)} photos are different")
    later = list(hashes)[list(hashes).index(split.name) + 1 :]
    for other in later:
        if photos[other] == photos[split.name]:  # of a data set with one set of photos
            same = counted(len(images), "photo")
            lines.append(f"  warning {split.name} and {other} are the same {same}")
            continue
        leaks = _names(near_duplicates(hashes[split.name], hashes[other]))
        severity = split_leak.severities[0]
        leaked = [f"  {severity} leak {split.name}/{a} = {other}/{b}" for a, b in leaks]
        lines += _capped(leaked, f"{severity} leak")
    return lines


def _names(pairs: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(pairs["image_a"], pairs["image_b"], strict=True))
