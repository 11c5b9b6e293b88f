"""Suspects of a data set by several experiments, files of them, and corrections read back."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from containerloc.analysis.labels.copies import PAIR_COLUMNS, near_duplicates
from containerloc.analysis.measures.matching import matching
from containerloc.analysis.review.cleared import is_cleared
from containerloc.analysis.review.reviewed import corrected_labels
from containerloc.data.files import write_atomically
from containerloc.data.formats.annotations import Annotations, on_photos
from containerloc.data.formats.coco import read_coco, write_coco
from containerloc.data.formats.cvat import read_cvat, write_cvat
from containerloc.data.labels import read_labels
from containerloc.data.tables import for_spreadsheets
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.run.files.photo_cache import kept_hashes
from containerloc.run.files.verdict_file import read_verdicts
from containerloc.run.prepare.inputs import Inputs, Selection, naming, open_inputs
from containerloc.run.prepare.review.export import label_verdicts
from containerloc.run.prepare.review.suspected import second_reading, suspected
from containerloc.run.prepare.review.verdicts import judged_suspects
from containerloc.wording import counted

_log = logging.getLogger(__name__)

FILES = ("suspects.csv", "suspects.cvat.xml", "suspects.coco.json")


@dataclass(frozen=True)
class SuspectedLabels:
    """What is suspected among the labels of a run; `n_cleared` more were, until somebody looked."""

    run: Inputs
    table: pd.DataFrame
    n_cleared: int = 0


def suspected_labels(experiments: Sequence[Experiment], selection: Selection) -> SuspectedLabels:
    """The suspects among the labels of the first experiment's data, by the models of all.

    Raises
    ------
    UsageError, DataError
        As `open_inputs`, for each of them.
    """
    if not experiments:
        raise UsageError("no experiment is named whose models are to be asked")
    if len(experiments) > 1 and (selection.weights or selection.predictions):
        raise UsageError(
            f"weights or predictions belong to one experiment; {len(experiments)} were asked for"
        )
    runs = []
    for each in experiments:
        with naming(each):
            runs.append(open_inputs(each, selection))
    first = runs[0]
    labels, gate = first.labels.table, first.gate
    models = [matching(run.predicted.table, labels, gate=gate) for run in runs]
    copies, repeats = copies_elsewhere(first), second_reading(first)
    table = suspected(first, models, repeats=repeats, copies=copies)
    judged = judged_suspects(table, first, first.predicted.table)
    cleared = is_cleared(judged)
    return SuspectedLabels(first, judged[~cleared].reset_index(drop=True), int(cleared.sum()))


def copies_elsewhere(run: Inputs) -> pd.DataFrame:
    """Photos of the split that another split has, too: `image_a` here, `image_b` with its split."""
    dataset = run.dataset
    leaks = [pd.DataFrame(columns=[*PAIR_COLUMNS])]
    for split, photos in dataset.splits.items():
        # A data set with one set of photos names it as training and validation.
        if photos == dataset.splits[run.split]:
            continue
        try:
            there = kept_hashes(read_labels(dataset, split).images, run.artifacts)
        except DataError:  # nothing in it can be read
            continue
        pairs = near_duplicates(run.photo_hashes, there)
        leaks.append(pairs.assign(image_b=f"{split}/" + pairs["image_b"]))
    return pd.concat([table for table in leaks if len(table)] or leaks, ignore_index=True)


def write_suspects(found: SuspectedLabels, folder: Path) -> tuple[Path, ...]:
    """Write `suspects.csv`, and their labels for CVAT and as COCO keypoints; returns the paths."""
    labels, named = found.run.labels, set(found.table["image"])
    chosen = labels.table[labels.table["image"].isin(named)].reset_index(drop=True)
    photos = labels.images[labels.images["image"].isin(named)]
    csv, cvat, coco = (folder / name for name in FILES)
    with write_atomically(csv) as temporary:
        for_spreadsheets(found.table).to_csv(temporary, index=False)
    write_cvat(cvat, chosen, photos)
    write_coco(coco, chosen, photos)
    return csv, cvat, coco


def read_corrected(path: Path, run: Inputs) -> Annotations:
    """Corrected labels: CVAT's XML, a COCO JSON, a folder of label files, or a review.csv.

    In pixels of the photos, whatever their size in the file; the log says where corners are scaled,
    and which label files cannot be used.

    Raises
    ------
    DataError
        When it is none of them, or is of other images than those of the split.
    """
    if path.is_dir():
        labels = read_labels(run.dataset, run.split, folder=path)
        for fault in labels.problems[labels.problems["severity"] == "error"].itertuples():
            _log.warning(f"left out: {fault.file}: {fault.message}")
        return Annotations(labels.images, labels.table)
    if path.suffix.lower() == ".csv":
        read_verdicts(path)  # refuses another file
        standing = label_verdicts(run, path).standing
        return Annotations(run.labels.images, corrected_labels(run.labels.table, standing))
    readers = {".xml": read_cvat, ".json": read_coco}
    if path.suffix.lower() not in readers:
        raise DataError(
            f"{path}: give CVAT's .xml, a COCO .json, a review.csv, or a folder of label files"
        )
    read, photos = readers[path.suffix.lower()](path), run.labels.images
    try:
        corrected = on_photos(read, photos)
    except DataError as error:
        raise DataError(f"{path}, split `{run.split}`: {error}") from error
    stated = corrected.images.merge(photos, on="image", suffixes=("", "_shown"))
    is_stated = stated["width_px"].notna()
    n_scaled = int((is_stated & (stated["width_px"] != stated["width_px_shown"])).sum())
    if n_scaled:
        _log.info(f"{path}: {counted(n_scaled, 'image')} of another size; corners are scaled")
    return corrected
