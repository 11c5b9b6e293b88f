"""The drawn plates and cards, counted by hand: see `tests/plates_and_cards.py`."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.confusion import (
    Confusion,
    class_name_of,
    confusion,
    confusion_table,
    object_counts,
)
from containerloc.analysis.measures.matching import MISSED, matching
from containerloc.experiment.gate import TOGETHER, Gate
from tests import plates_and_cards as drawn


def _confused(
    labels: pd.DataFrame | None = None, gate: Gate | None = None, confidence: float = 0.25
) -> Confusion:
    labels = drawn.label_table() if labels is None else labels
    matched = matching(drawn.predictions(), labels, gate=gate or Gate())
    return confusion(matched, confidence=confidence)


def test_what_lies_on_which_label() -> None:
    table = confusion_table(_confused(), drawn.NAMES)
    assert table.index.tolist() == ["plate", "card", "no label"]
    assert table.columns.tolist() == ["plate", "card", "nothing"]
    # Plates: 4 of the row, 2 of the mixed, 1 neighbour; 1 exchanged; 1 neighbour, 1 weak missed.
    # Cards: 1 of the mixed, 1 weak; 1 exchanged; 1 of the mixed missed. Beyond: 1 plate, 1 card.
    assert table.to_numpy().tolist() == [[7, 1, 2], [1, 2, 1], [1, 1, 0]]


def test_labels_and_predictions_are_counted_by_what_became_of_them() -> None:
    table = object_counts(_confused(), drawn.NAMES)
    assert table.loc["plate"].to_dict() == {
        "labels": 10,
        "found": 7,
        "as_another_class": 1,
        "without_prediction": 2,
        "false_positives": 3,
        "instead_of_another": 1,  # on the exchanged card
        "duplicates": 1,  # on the first of the row
        "on_no_label": 1,  # beyond the neighbours
    }
    # On the exchanged plate, on the exact plate, on the background.
    assert table.loc["card"].tolist() == [4, 2, 1, 1, 3, 1, 1, 1]
    assert table.loc["all"].tolist() == [14, 9, 2, 3, 6, 2, 2, 2]


def test_counts_agree_with_the_matching() -> None:
    confused = _confused()
    made = confused.matched.at(0.25)
    assert confused.found.sum() == (made.prediction_rows != MISSED).sum() == 9
    others = confused.on_label[confused.exchanged]
    rest = np.concatenate([others, confused.duplicates, confused.strays])
    assert sorted(rest) == sorted(made.false_positive_rows)


def test_a_lower_threshold_finds_the_weak_plate() -> None:
    assert object_counts(_confused(confidence=0.1), drawn.NAMES)["found"].to_dict() == {
        "plate": 8,
        "card": 2,
        "all": 10,
    }


def test_all_classes_exchanged_finds_nothing() -> None:
    made = drawn.exchanged_predictions()
    confused = confusion(matching(made, drawn.label_table()), confidence=0.25)
    assert not confused.found.any()
    assert confused.exchanged.all()
    assert confusion_table(confused, drawn.NAMES).to_numpy().tolist() == [
        [0, 10, 0],
        [4, 0, 0],
        [0, 0, 0],
    ]


def test_together_a_prediction_of_another_class_is_a_match() -> None:
    confused = _confused(gate=Gate(classes=TOGETHER))
    assert confused.found.sum() == 11
    assert confused.exchanged.sum() == 2
    assert object_counts(confused, drawn.NAMES).loc["all"].tolist() == [14, 11, 0, 3, 4, 0, 2, 2]


def test_a_found_label_is_never_confused() -> None:
    # The card on the exact plate overlaps it by 0.49, and is surer here: the plate stays found.
    made = drawn.predictions()
    surer = made.assign(confidence=made["confidence"].where(made["class_id"] == 0, 0.999))
    confused = confusion(matching(surer, drawn.label_table()), confidence=0.25)
    assert confusion_table(confused, drawn.NAMES).loc["plate"].tolist() == [7, 1, 2]


def test_one_prediction_explains_one_label() -> None:
    plates = drawn.label_table().iloc[4:5]
    twice = pd.concat([plates, plates.assign(line=2)], ignore_index=True)
    card = plates.assign(class_id=1, confidence=0.9)
    confused = confusion(matching(card, twice), confidence=0.25)
    assert confused.exchanged.sum() == 1


@pytest.mark.parametrize("kept", [0, 14])
def test_without_labels_or_predictions(kept: int) -> None:
    labels, made = drawn.label_table().iloc[:kept], drawn.predictions()
    made = made if kept == 0 else made.iloc[:0]
    confused = confusion(matching(made, labels), confidence=0.25)
    assert len(confused.strays) == len(made[made["confidence"] >= 0.25])
    assert object_counts(confused, drawn.NAMES).loc["all", "without_prediction"] == kept
    nothing = confusion(matching(made.iloc[:0], labels.iloc[:0]), confidence=0.25)
    assert object_counts(nothing, {}).loc["all"].sum() == 0


def test_a_class_without_a_name() -> None:
    assert class_name_of(1, drawn.NAMES) == "card"
    assert class_name_of(7, drawn.NAMES) == "class 7"
    confused = _confused()
    other = replace(confused, strays=np.empty(0, np.int64))
    assert confusion_table(other, {}).index.tolist() == ["class 0", "class 1", "no label"]
