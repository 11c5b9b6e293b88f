"""Which class lies on each label, and which predictions lie twice on a label, or on none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.measures.matching import MISSED, Matching, Rows, matching
from containerloc.experiment.gate import TOGETHER
from containerloc.quads import Bools

NOTHING: Final = "nothing"
NO_LABEL: Final = "no label"
ALL_CLASSES: Final = "all"


@dataclass(frozen=True, eq=False)
class Confusion:
    """What became of each label and of each prediction at one threshold, whatever their classes.

    Attributes
    ----------
    matched
        Labels and predictions, and what is matched.
    on_label
        The prediction on each label: its match or, where it has none, one of another class that
        overlaps it by the gate. Positions of rows, `MISSED` where there is nothing; `(n labels,)`.
    found
        Whether it is a match, `(n labels,)`.
    duplicates, strays
        Of the other predictions at or above the threshold, the rows of those on a label that
        another prediction is on, and of those on none.
    """

    matched: Matching
    on_label: Rows
    found: Bools
    duplicates: Rows
    strays: Rows

    @property
    def label_classes(self) -> Rows:
        """The class of each label, `(n labels,)`."""
        return self.matched.labels["class_id"].to_numpy(np.int64)

    @cached_property
    def prediction_classes(self) -> Rows:
        """The class of each prediction, `(n predictions,)`."""
        return self.matched.predictions["class_id"].to_numpy(np.int64)

    @cached_property
    def classes_on_labels(self) -> Rows:
        """The class predicted on each label, `MISSED` where there is nothing; `(n labels,)`."""
        return np.append(self.prediction_classes, MISSED)[self.on_label]

    @property
    def exchanged(self) -> Bools:
        """Whether the prediction on a label is of another class, `(n labels,)`."""
        is_other = self.classes_on_labels != self.label_classes
        return np.asarray(is_other & (self.on_label != MISSED))

    @cached_property
    def classes(self) -> list[int]:
        """The numbers of all classes that occur here."""
        made = self.prediction_classes[[*self.duplicates, *self.strays]]
        occurring = {*self.label_classes.tolist(), *self.classes_on_labels.tolist(), *made.tolist()}
        return sorted(occurring - {MISSED})


def confusion(matched: Matching, *, confidence: float) -> Confusion:
    """What became of labels and predictions at a threshold.

    Labels without a match are matched with the predictions that are left over, by the same gate
    but whatever their class: so a label that is found is never counted as confused.
    """
    made = matched.at(confidence)
    on_label, left = made.prediction_rows.copy(), made.false_positive_rows
    found = on_label != MISSED
    lost, spare = np.flatnonzero(~found), matched.predictions.iloc[left]
    blind = replace(matched.gate, classes=TOGETHER)
    instead = matching(spare, matched.labels.iloc[lost], gate=blind).prediction_of_label
    on_label[lost[instead != MISSED]] = left[instead[instead != MISSED]]
    is_on_any = matching(spare, matched.labels, gate=blind).label_of_prediction != MISSED
    is_spare = ~np.isin(left, on_label)
    return Confusion(matched, on_label, found, left[is_on_any & is_spare], left[~is_on_any])


def confusion_table(confused: Confusion, class_names: Mapping[int, str]) -> pd.DataFrame:
    """How many labels of each class have a prediction of which class on them.

    One row per class of labels, and `no label` for the predictions on none; one column per
    predicted class, and `nothing` for the labels without a prediction. Rows of classes sum to the
    labels; further predictions on a label are left out.
    """
    numbers = confused.classes
    places = {number: place for place, number in enumerate(numbers)} | {MISSED: len(numbers)}
    strays = confused.prediction_classes[confused.strays]
    truth = np.append(confused.label_classes, np.full(len(strays), MISSED))
    predicted = np.append(confused.classes_on_labels, strays)
    counts = np.zeros((len(numbers) + 1,) * 2, np.int64)
    rows, columns = ([places[number] for number in of.tolist()] for of in (truth, predicted))
    np.add.at(counts, (rows, columns), 1)
    names = [class_name_of(number, class_names) for number in numbers]
    return pd.DataFrame(counts, pd.Index([*names, NO_LABEL], name="label"), [*names, NOTHING])


def object_counts(confused: Confusion, class_names: Mapping[int, str]) -> pd.DataFrame:
    """Labels and predictions of each class counted by what became of them, and of all classes.

    Of `labels`: `found`; `as_another_class`, not found, but with a prediction of another class on
    it; `without_prediction`. Of `false_positives`: `instead_of_another`, such predictions;
    `duplicates`, on a label that another one is on; `on_no_label`.
    """
    truth, made, found = confused.label_classes, confused.prediction_classes, confused.found
    other = ~found & (confused.on_label != MISSED)
    groups = {
        "labels": truth,
        "found": truth[found],
        "as_another_class": truth[other],
        "without_prediction": truth[confused.on_label == MISSED],
        "instead_of_another": made[confused.on_label[other]],
        "duplicates": made[confused.duplicates],
        "on_no_label": made[confused.strays],
    }
    rows = {
        class_name_of(number, class_names): {
            name: int((of == number).sum()) for name, of in groups.items()
        }
        for number in confused.classes
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(groups))
    if len(table) != 1:
        table.loc[ALL_CLASSES] = table.sum()
    alarms = table[["instead_of_another", "duplicates", "on_no_label"]].sum(axis=1)
    table.insert(4, "false_positives", alarms)
    return table.rename_axis("class")


def class_name_of(number: int, class_names: Mapping[int, str]) -> str:
    """The name of a class, or its number where the data set does not name it."""
    return class_names.get(number, f"class {number}")
