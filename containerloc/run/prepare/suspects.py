"""Suspects of a data set by several experiments, files of them, and corrections read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from containerloc.analysis.labels.copies import near_duplicates
from containerloc.analysis.labels.suspects import suspects
from containerloc.data.coco import read_coco, write_coco
from containerloc.data.cvat import read_cvat, write_cvat
from containerloc.data.dataset import read_dataset
from containerloc.data.files import write_atomically
from containerloc.data.labels import read_labels
from containerloc.data.photo_hashes import hash_photos
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.prepare.inputs import Inputs, Selection, open_inputs
from containerloc.run.prepare.label_faults import check_split

FILES = ("suspects.csv", "suspects.cvat.xml", "suspects.coco.json")


@dataclass(frozen=True)
class Suspected:
    """What is suspected, of which labels, by the predictions of which models."""

    run: Inputs
    models: tuple[pd.DataFrame, ...]
    table: pd.DataFrame


def suspected_labels(
    experiments: Sequence[Path], *, split: str, data: str = "", out: str = ""
) -> Suspected:
    """The suspects among the labels of the first experiment's data, by all of them.

    Raises
    ------
    UsageError, DataError
        As `open_inputs`, for each of them.
    """
    if not experiments:
        raise UsageError("no experiment is named whose models are to be asked")
    selection = Selection(split=split, data=data, out=out)
    runs = [open_inputs(load_experiment(each), selection) for each in experiments]
    first = runs[0]
    models = tuple(_predictions(run) for run in runs)
    table = suspects(
        first.labels.table,
        first.labels.images,
        models,
        faults=check_split(read_dataset(first.data_yaml), split).faults,
        copies=copies_elsewhere(first),
        confidence=first.confidence,
    )
    return Suspected(first, models, table)


def _predictions(run: Inputs) -> pd.DataFrame:
    assert run.predictions is not None  # open_inputs reads or makes them
    return run.predictions.table


def copies_elsewhere(run: Inputs) -> pd.DataFrame:
    """Photos of the split that another split has, too: `image_a` here, `image_b` with its split."""
    dataset, here = read_dataset(run.data_yaml), run.photo_hashes
    found = []
    for split in dataset.splits:
        # A data set with one set of photos names it as training and validation.
        if dataset.splits[split] == dataset.splits[run.split]:
            continue
        try:
            there = hash_photos(read_labels(dataset, split).images)
        except DataError:  # nothing in it can be read
            continue
        pairs = near_duplicates(here, there)
        found.append(pairs.assign(image_b=f"{split}/" + pairs["image_b"]))
    return pd.concat(found) if found else pd.DataFrame(columns=["image_a", "image_b"])


def write_suspects(found: Suspected, folder: Path) -> tuple[Path, ...]:
    """Write `suspects.csv`, and their labels for CVAT and as COCO keypoints; returns the paths."""
    labels, images = found.run.labels.table, found.run.labels.images
    named = set(found.table["image"])
    chosen = labels[labels["image"].isin(named)].reset_index(drop=True)
    photos = images[images["image"].isin(named)]
    paths = tuple(folder / name for name in FILES)
    with write_atomically(paths[0]) as temporary:
        found.table.to_csv(temporary, index=False)
    write_cvat(paths[1], chosen, photos)
    write_coco(paths[2], chosen, photos)
    return paths


def read_corrected(path: Path, run: Inputs) -> pd.DataFrame:
    """Corrected labels: CVAT's XML, a COCO JSON, or a folder of label files.

    Raises
    ------
    DataError
        When it is none of them, or names images that the data set has not.
    """
    if path.is_dir():
        return read_labels(read_dataset(run.data_yaml), run.split, folder=path).table
    readers = {".xml": read_cvat, ".json": read_coco}
    if path.suffix not in readers:
        raise DataError(f"{path}: give CVAT's .xml, a COCO .json, or a folder of label files")
    table = readers[path.suffix](path)
    strange = sorted(set(table["image"]) - set(run.labels.images["image"]))
    if strange:
        raise DataError(
            f"{path}: names {len(strange)} images that split `{run.split}` has not, "
            f"such as `{strange[0]}`"
        )
    return table
