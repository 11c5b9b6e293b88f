"""The labels of a split with all their faults, and the repairs that are certain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from containerloc.analysis.labels.repairs import certain_repairs
from containerloc.analysis.labels.structure import structural_faults
from containerloc.analysis.measures.corner_errors import per_label
from containerloc.analysis.measures.matching import matching
from containerloc.data.dataset import Dataset
from containerloc.data.joining import join_to_labels
from containerloc.data.labels import Labels, read_labels
from containerloc.data.predictions import Predictions
from containerloc.errors import DataError
from containerloc.experiment.gate import Gate
from containerloc.experiment.predict_settings import PredictSettings


@dataclass(frozen=True)
class CheckedSplit:
    """The labels of one split, all their faults, and those repairs that are certain."""

    name: str
    labels: Labels
    faults: pd.DataFrame
    repairs: pd.DataFrame


def label_faults(labels: Labels) -> pd.DataFrame:
    """The faults of files and lines, then those of geometry: the one list of them."""
    geometry = structural_faults(labels.table, labels.images)
    return pd.concat([labels.problems, geometry], ignore_index=True)


def check_split(dataset: Dataset, split: str) -> CheckedSplit:
    """One split, checked; DataError where there is no such split, or no image in it."""
    labels = read_labels(dataset, split, even_if_none=True)
    faults = label_faults(labels)
    return CheckedSplit(split, labels, faults, certain_repairs(labels.table, faults))


def confirmed_by(checked: CheckedSplit, predictions: Predictions) -> CheckedSplit:
    """The split without repairs of an order of corners that the model confirms.

    At the confidence and the gate of an experiment that says nothing else. DataError where the
    predictions are of other images.
    """
    labels = checked.labels
    joined = join_to_labels(predictions, labels).table
    matched = matching(joined, labels.table, gate=Gate().of_classes(len(labels.class_names)))
    errors = per_label(matched, labels.images, confidence=PredictSettings().conf)
    repairs = certain_repairs(labels.table, checked.faults, models=[errors])
    return replace(checked, repairs=repairs)


def checked_splits(
    dataset: Dataset, splits: Sequence[str]
) -> tuple[list[CheckedSplit], dict[str, str]]:
    """Those of the splits that are there, checked; and of each other one, why it is not."""
    checked: list[CheckedSplit] = []
    absent: dict[str, str] = {}
    for split in splits:
        try:
            checked.append(check_split(dataset, split))
        except DataError as error:
            absent[split] = str(error)
    return checked, absent
