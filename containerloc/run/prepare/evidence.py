"""From a run's inputs to the evidence that the rules look at."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence, PhotoContext, Settings
from containerloc.analysis.labels.copies import groups_of, near_duplicates
from containerloc.data.dataset import read_dataset
from containerloc.data.formats.attributes import attributes_of, groups_given, rows_used
from containerloc.data.labels import read_labels
from containerloc.errors import DataError
from containerloc.experiment.experiment import Experiment
from containerloc.run.files.photo_cache import kept_hashes, kept_statistics
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.inputs import Inputs
from containerloc.run.prepare.training import Training

_log = logging.getLogger(__name__)

_SETTINGS = ("iou", "imgsz", "second_pass", "turned")


def gather(run: Inputs, training: Training, *, attributes: str = "", group: str = "") -> Evidence:
    """Everything that the rules look at; the photos are measured for it.

    `attributes` and `group` as of `known_of_photos`.
    """
    context = photo_context(run, attributes=attributes, group=group)
    return evidence_of(run, training, replace(context, leaks=_leaks(run)))


def known_of_photos(run: Inputs, *, attributes: str = "", group: str = "") -> PhotoContext:
    """What attributes say of the photos of a split: columns for slices, and what each one shows.

    `attributes` is a CSV with a column `image`; the data set's own `attributes.csv` is read, too.
    `group` is the column that says which photos show one thing, by default `group`, else
    `container`. No photo is opened.
    """
    path = Path(attributes) if attributes else None
    known = attributes_of(run.dataset, run.labels.images, path=path)
    if path:
        _log.info(f"{path}: {rows_used(known)}")
    given = groups_given(known.table, group)
    columns = known.table.drop(columns=[given.name] if len(given) else [])
    return PhotoContext(attributes=columns, given=given)


def photo_context(run: Inputs, *, attributes: str = "", group: str = "") -> PhotoContext:
    """What is known of the photos and labels of a split, leaks from training left out."""
    labels, images = run.labels.table, run.labels.images
    return replace(
        known_of_photos(run, attributes=attributes, group=group),
        photos=kept_statistics(labels, images, run.artifacts),
        faults=run.label_faults,
        groups=groups_of(near_duplicates(run.photo_hashes), images["image"]),
    )


def evidence_of(
    run: Inputs,
    training: Training,
    context: PhotoContext = PhotoContext(),  # noqa: B008 - frozen
) -> Evidence:
    """A run's predictions and settings with what is known of its training and, if so, its photos.

    The rules on thresholds need no more than this: no photo is opened.
    """
    settings = Settings(
        in_use=run.confidence,
        intended=run.experiment.predict.conf,
        validation=_validated_at(training),
        input_px=run.experiment.predict.imgsz,
        setting_mismatches=_setting_mismatches(run.experiment, run.predicted.made_by),
        gate=run.gate,
        image_list_known="images_without_prediction" not in run.predicted.made_by,
    )
    return Evidence(
        run.predicted.table,
        run.labels.table,
        run.labels.images,
        settings,
        run.experiment.targets,
        training.findings(),
        context,
        run.labels.class_names,
    )


def _validated_at(training: Training) -> float:
    """The threshold of the training's own validation; NaN where it kept everything, for mAP."""
    stated = training.arguments.get("conf")
    return np.nan if stated is None else float(stated)


def _setting_mismatches(experiment: Experiment, made_by: Mapping[str, Any]) -> pd.DataFrame:
    """The settings in which the predictions are known to differ from what the recipe asks."""
    rows = [
        {"setting": name, "asked": asked, "used": made_by[name]}
        for name in _SETTINGS
        if name in made_by and made_by[name] != (asked := getattr(experiment.predict, name))
    ]
    return pd.DataFrame(rows, columns=["setting", "asked", "used"])


def _leaks(run: Inputs) -> pd.DataFrame:
    """Images of the split with a near-duplicate among those that the experiment trains on."""
    none = pd.DataFrame(columns=["image_a", "image_b"])
    experiment = run.experiment
    if experiment.fresh or run.split == "train":
        return none
    try:
        data = prepared_data(experiment)
        dataset = run.dataset if data == run.dataset.path else read_dataset(data)
        trained_on = read_labels(dataset, "train").images
    except DataError as error:
        _log.warning(f"leaks not looked for, training images unknown: {error}")
        return none
    return near_duplicates(run.photo_hashes, kept_hashes(trained_on, run.artifacts))
