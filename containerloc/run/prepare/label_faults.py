"""Labels of a whole data set, checked: faults, certain repairs, and photos that are there twice."""

from dataclasses import dataclass

import pandas as pd

from containerloc.analysis.labels.repairs import certain_repairs
from containerloc.analysis.labels.structure import structural_faults
from containerloc.data.dataset import Dataset
from containerloc.data.labels import Labels, read_labels


@dataclass(frozen=True)
class Checked:
    """The labels of one split, all their faults, and those repairs that are certain."""

    split: str
    labels: Labels
    faults: pd.DataFrame
    repairs: pd.DataFrame


def check_split(dataset: Dataset, split: str) -> Checked:
    """One split, checked; DataError where it cannot be read."""
    labels = read_labels(dataset, split)
    faults = pd.concat(
        [labels.problems, structural_faults(labels.table, labels.images)], ignore_index=True
    )
    return Checked(split, labels, faults, certain_repairs(labels.table, faults))
