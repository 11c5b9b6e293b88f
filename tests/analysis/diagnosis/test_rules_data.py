"""Leaks, near-duplicates and faulty labels are named with their images."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.evidence import Evidence, PhotoContext
from containerloc.analysis.diagnosis.rules_data import groups_suggested
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.quads import Floats

from ..conftest import NAMES, noise


def test_a_leak(diagnosed, said, ids: Floats) -> None:
    leaks = pd.DataFrame({"image_a": NAMES[:3], "image_b": ["a.jpg", "b.jpg", "c.jpg"]})
    first = next(iter(diagnosed(ids + noise(), context=PhotoContext(leaks=leaks)).values()))
    assert (first.code, first.severity) == ("training-leak", "error")
    assert first.images == NAMES[:3]
    said([first])


def test_near_duplicates_shrink_n(build, diagnosed, said, ids: Floats) -> None:
    groups = pd.Series([0, 0, 1, 1, 1], NAMES[:5])
    context = PhotoContext(groups=groups)
    finding = diagnosed(ids + noise(), context=context)["near-duplicates"]
    assert finding.severity == "warning"
    assert finding.images == NAMES[:5]
    assert finding.evidence == {"duplicates": 5, "n": 74, "groups": 71}
    said([finding])
    evidence = build(ids + noise(), context=context)
    assert evidence.groups.nunique() == 71
    assert list(evidence.groups[list(NAMES[:5])]) == [0, 0, 1, 1, 1]


def test_labels_that_cannot_be_right(diagnosed, said, ids: Floats) -> None:
    labels = ids.copy()
    labels[[4, 7]] = labels[[4, 7]][:, [1, 2, 3, 0]]
    faults = table_of(
        {
            "code": ["corners-rotated"] * 2,
            "severity": ["error"] * 2,
            "image": [NAMES[4], NAMES[7]],
            "file": ["4.txt", "7.txt"],
            "line": [1, 1],
            "message": ["turned"] * 2,
        },
        PROBLEM_COLUMNS,
    )
    codes = diagnosed(ids + noise(), labels=labels, context=PhotoContext(faults=faults))
    assert next(iter(codes)) == "labels-suspect"
    assert codes["labels-suspect"].images == (NAMES[4], NAMES[7])
    assert codes["labels-suspect"].evidence["codes"] == {"corners-rotated": 2}
    said([codes["labels-suspect"]])
    assert "order-rotated" not in codes  # the model read them right
    gain = codes["labels-suspect"].gain
    assert gain is not None
    assert (gain.metric, gain.n) == ("mde_px", 72)
    right = [row for row in range(74) if row not in (4, 7)]
    assert gain.after == pytest.approx(np.linalg.norm(noise(), axis=2).mean(axis=1)[right].mean())
    assert gain.before > 3 * gain.after


def test_predictions_without_a_place_for_some_corners(diagnosed, said, ids: Floats) -> None:
    predicted = ids + noise()
    unplaced = predicted[[2, 5]]
    unplaced[0, 3] = unplaced[1, :2] = predicted[[2, 5]] = np.nan
    extra = [(NAMES[2], 0.9, unplaced[0]), (NAMES[5], 0.9, unplaced[1])]
    found = diagnosed(predicted, extra=extra)["corners-unplaced"]
    assert found.severity == "warning"
    assert found.evidence == {"unplaced": 2, "corners": 3, "n": 74}
    assert found.images == (NAMES[2], NAMES[5])
    said([found])


def test_hidden_corners_are_no_error_of_the_labels(diagnosed, ids: Floats) -> None:
    labels = ids.copy()
    labels[:30, 3] = np.nan
    assert "labels-suspect" not in diagnosed(ids + noise(), labels=labels)


BURSTS = {name: f"MSKU12345{i // 5:02d}_{i % 5}" for i, name in enumerate(NAMES)}


def in_bursts(evidence: Evidence) -> Evidence:
    """The same photos under names that tell 15 containers."""
    tables = {
        key: getattr(evidence, key).assign(image=getattr(evidence, key)["image"].map(BURSTS))
        for key in ("predictions", "labels", "images")
    }
    return replace(evidence, **tables)


@pytest.mark.parametrize(("are_alike", "severity"), [(True, "warning"), (False, "info")])
def test_names_suggest_groups(build, said, ids: Floats, are_alike: bool, severity: str) -> None:
    size = np.exp(np.random.default_rng(0).normal(0, 0.7, 15))[np.arange(74) // 5]
    error = noise() * (size if are_alike else np.ones(74))[:, None, None]
    (finding,) = groups_suggested(in_bursts(build(ids + error)))
    assert finding.severity == severity
    counts = {"by": "names", "groups": 15, "grouped": 74, "n": 74}
    assert counts.items() <= finding.evidence.items()
    assert (finding.evidence["correlation"] > 0.3) == are_alike
    said([finding])


def test_given_groups_need_no_suggestion_and_join_copies(build, ids: Floats) -> None:
    evidence = in_bursts(build(ids + noise()))
    shown = pd.Series({name: name[:11] for name in BURSTS.values()})
    copies = pd.Series([0, 0, 1, 1], [BURSTS[NAMES[i]] for i in (0, 1, 4, 5)])
    evidence = replace(evidence, context=PhotoContext(groups=copies, given=shown))
    assert groups_suggested(evidence) == ()
    # The copies 4 and 5 are of two groups, which are one then; 0 and 1 of one anyway.
    assert evidence.groups.nunique() == 14
    assert evidence.copies.nunique() == 73


def test_nothing_suggests_groups_of_usual_photos(build, ids: Floats) -> None:
    assert groups_suggested(build(ids + noise())) == ()
