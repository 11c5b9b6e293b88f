"""What the rules look at is made once, in the order of the labels."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import Evidence, PhotoContext, Settings
from containerloc.analysis.measures.causes import Cause
from containerloc.data.photo_statistics import STATISTIC_COLUMNS
from containerloc.experiment.gate import TOGETHER, Gate
from containerloc.finding import Finding
from containerloc.quads import Floats
from tests import plates_and_cards as drawn

from ..conftest import NAMES, noise


def test_well_located_are_those_whose_error_is_geometry(build, ids: Floats) -> None:
    predicted = ids + noise(0.01)
    predicted[0] = np.nan
    predicted[1] = predicted[1][[1, 2, 3, 0]]
    predicted[2] += [10, 0]
    evidence = build(predicted)
    assert evidence.causes[:2].tolist() == [Cause.MISSED_ALTOGETHER, Cause.ORDER_ROTATED]
    assert evidence.well_located.row.tolist() == list(range(2, 74))


def test_each_image_that_has_no_copy_is_a_group_of_its_own(build, ids: Floats) -> None:
    groups = build(ids, context=PhotoContext(groups=pd.Series([5, 5], NAMES[:2]))).groups
    assert groups.index.tolist() == list(NAMES)
    assert groups.iloc[0] == groups.iloc[1]
    assert groups.nunique() == 73


def test_traits_are_joined_by_image_and_line(build, ids: Floats) -> None:
    photos = pd.DataFrame({"image": [NAMES[3]], "line": [1], "brightness": [0.25]})
    photos = photos.reindex(columns=["image", "line", *STATISTIC_COLUMNS])
    traits = build(ids, context=PhotoContext(photos=photos)).traits
    assert traits["brightness"].dropna().to_dict() == {3: 0.25}
    assert len(traits) == 74


def test_the_rows_of_a_finding_are_those_of_its_first_images(build, ids: Floats) -> None:
    finding = Finding("a", "warning", "It is so.", {}, (NAMES[5], NAMES[2], NAMES[9]))
    assert build(ids).rows_of(finding, most=2).tolist() == [2, 5]


@pytest.fixture
def plates_and_cards() -> Evidence:
    return Evidence(
        drawn.predictions(),
        drawn.label_table(),
        drawn.image_table(),
        Settings(0.25, 0.25),
        class_names=drawn.NAMES,
    )


def test_numbers_of_each_class_and_of_all(plates_and_cards: Evidence) -> None:
    runs = {"all": plates_and_cards, **plates_and_cards.by_class}
    keys = ["detection_rate", "mde_px", "nme", "missed", "false_positives_per_image", "iou_mean"]
    numbers = {name: run.numbers.loc[keys, "value"].tolist() for name, run in runs.items()}
    plates = [118 / 122, 116 / 124, 114 / 126, 116 / 124, 115 / 125]  # moved along by 2, 4, 6, 4, 5
    cards = [51 / 57, 86 / 106]  # by 3 across, by 10 along
    iou = (2 + sum(plates)) / 7, sum(cards) / 2
    assert numbers["plate"] == pytest.approx([7 / 10, 21 / 7, 21 / 7 / 60, 3, 3 / 6, iou[0]])
    assert numbers["card"] == pytest.approx([2 / 4, 13 / 2, 13 / 2 / 72, 2, 3 / 6, iou[1]])
    nme = (21 / 60 + 13 / 72) / 9
    both = (7 * iou[0] + 2 * iou[1]) / 9
    assert numbers["all"] == pytest.approx([9 / 14, 34 / 9, nme, 5, 6 / 6, both])


def test_the_plateau_of_each_class(plates_and_cards: Evidence) -> None:
    # Plates: at 0.1 two are missed and three predictions false; any higher one loses the weak one.
    # Cards: above 0.7 and up to 0.85 three are missed and one prediction is false, no other fewer.
    plateaus = {name: run.plateau for name, run in plates_and_cards.by_class.items()}
    assert plateaus["plate"][1] == 0.1
    assert plateaus["card"] == (0.7, 0.85)


def test_classes_together_are_parted_by_what_they_are_matched_to(
    plates_and_cards: Evidence,
) -> None:
    gate = Gate(classes=TOGETHER)
    together = replace(plates_and_cards, settings=Settings(0.25, 0.25, gate=gate))
    found = {name: int(run.errors.detected.sum()) for name, run in together.by_class.items()}
    assert found == {"plate": 8, "card": 3}
    assert sum(run.false_positives.sum() for run in together.by_class.values()) == 4


def test_one_class_is_not_parted(build, ids: Floats) -> None:
    assert build(ids).by_class == {}


def test_the_cause_of_an_exchanged_label(plates_and_cards: Evidence) -> None:
    causes = plates_and_cards.causes
    assert (
        plates_and_cards.errors.image[causes == Cause.WRONG_CLASS].tolist() == ["exchanged.png"] * 2
    )
    # A stray prediction beside two plates says nothing of the one that is missed.
    assert (causes == Cause.MISSED_ALTOGETHER).sum() == 2
    assert (causes == Cause.MISSED_BELOW).sum() == 1


def test_of_an_image_with_several_labels_the_worst_comes_first(plates_and_cards: Evidence) -> None:
    evidence = plates_and_cards
    finding = Finding("a", "warning", "It is so.", {}, ("row.png", "mixed.png"))
    # The plate that is 6 px off, and the card that is missed; then the next worst of both.
    assert evidence.rows_of(finding, most=2).tolist() == [3, 7]
    assert evidence.rows_of(finding, most=4).tolist() == [2, 3, 4, 7]


@pytest.mark.parametrize("name", ["matching", "errors", "causes", "numbers", "well_located"])
def test_what_is_costly_is_made_once(build, ids: Floats, name: str) -> None:
    evidence = build(ids)
    assert getattr(evidence, name) is getattr(evidence, name)
