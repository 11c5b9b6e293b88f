"""Leaks, near-duplicates and faulty labels are named with their images."""

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import PhotoContext
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
