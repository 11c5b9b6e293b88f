"""Labels that make a sound model look bad are told as that, and sound labels are left alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import PhotoContext
from containerloc.analysis.labels.structure import structural_faults
from containerloc.quads import Floats
from containerloc.quads.shape import aspect

from ..conftest import NAMES, noise


@pytest.mark.parametrize("doubled", [1, 7])
def test_an_object_labelled_twice_is_not_the_models_miss(
    build, ids: Floats, said, doubled: int
) -> None:
    evidence = build(ids + noise())
    again = evidence.labels.iloc[:doubled].assign(line=2)
    labels = pd.concat([evidence.labels, again], ignore_index=True)
    faults = structural_faults(labels, evidence.images)
    found = diagnose(replace(evidence, labels=labels, context=PhotoContext(faults=faults)))
    (finding,) = said([each for each in found if each.code == "labels-doubled"])
    assert finding.evidence == {"labels": doubled, "n": 74 + doubled}
    assert finding.images == NAMES[:doubled]
    assert {each.cause for each in found if each.code.startswith("missed")} <= {"labels-doubled"}


@pytest.mark.parametrize(("unlabelled", "severity"), [(1, "info"), (6, "warning")])
def test_objects_that_nobody_labelled(
    build, ids: Floats, said, unlabelled: int, severity: str
) -> None:
    usual = ids[np.argsort(aspect(ids))[37]] + 2000
    extra = [(name, 0.95, usual) for name in NAMES[:unlabelled]]
    found = diagnose(build(ids + noise(), extra=extra))
    (finding,) = said([each for each in found if each.code == "labels-disputed"])
    assert (finding.evidence["unlabelled"], finding.severity) == (unlabelled, severity)
    assert set(finding.images) == set(NAMES[:unlabelled])


@pytest.mark.parametrize(("less_sure", "severity"), [(0, "warning"), (2, "info")])
def test_three_are_more_than_the_tail_of_false_positives(
    build, ids: Floats, less_sure: int, severity: str
) -> None:
    usual = ids[np.argsort(aspect(ids))[37]] + 2000
    extra = [(name, 0.6, usual) for name in NAMES[:3]]
    extra += [(name, 0.3, usual) for name in NAMES[10 : 10 + less_sure]]
    found = {each.code: each for each in diagnose(build(ids + noise(), extra=extra))}
    assert found["labels-disputed"].severity == severity  # 1 / 27, and 17 / 81 with two more


def test_labels_misplaced_here_and_there_are_not_the_models_fault(build, ids, said) -> None:
    places = np.array([[900.0, 500], [-700, 1300], [400, -1100], [2000, 2400]])
    far = np.zeros((74, 1, 2))
    usual = np.argsort(aspect(ids))[30:34]
    far[usual, 0] = places
    found = diagnose(build(ids + far + noise()))
    (finding,) = said([each for each in found if each.code == "labels-disputed"])
    assert (finding.severity, finding.evidence["misplaced"]) == ("warning", 4)
    assert set(finding.images) == {NAMES[row] for row in usual}
    (beneath,) = [each for each in found if each.code == "first-choice-wrong"]
    assert beneath.cause == "labels-disputed"


def test_another_text_instead_of_the_id_is_no_forgotten_label(build, ids: Floats) -> None:
    beside = np.where(np.arange(74)[:, None, None] < 6, ids + 2000, ids + noise())
    assert "labels-disputed" not in {each.code for each in diagnose(build(beside))}


def test_a_mark_of_another_shape_is_no_forgotten_label(build, ids: Floats) -> None:
    square = np.array([[0.0, 0], [60, 0], [60, 60], [0, 60]]) + 3000
    extra = [(name, 0.95, square) for name in NAMES[:6]]
    found = diagnose(build(ids + noise(), extra=extra))
    assert "labels-disputed" not in {each.code for each in found}
