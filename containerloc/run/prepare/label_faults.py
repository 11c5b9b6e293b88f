"""The labels of a split with all their faults, and the repairs that are certain."""

from dataclasses import dataclass

import pandas as pd

from containerloc.analysis.labels.repairs import certain_repairs
from containerloc.analysis.labels.structure import structural_faults
from containerloc.data.dataset import Dataset
from containerloc.data.labels import Labels, read_labels


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
    """One split, checked; DataError where it cannot be read."""
    labels = read_labels(dataset, split)
    faults = label_faults(labels)
    return CheckedSplit(split, labels, faults, certain_repairs(labels.table, faults))
