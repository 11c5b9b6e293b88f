"""What changed most, on photos: only what is still as it was compared, and of other models."""

from typing import Any

import numpy as np
import pytest

from containerloc.show.report.cases import Case, Shown
from containerloc.show.report.changed import Photographed, changed_section

LABEL = np.array([[40.0, 30], [120, 30], [120, 50], [40, 50]])
NONE = np.full((4, 2), np.nan)
GREY = Shown(lambda image: np.full((60, 160, 3), 90, np.uint8))
CALLED = {"new": "exp002"}


@pytest.fixture
def content() -> dict[str, Any]:
    row = {"experiment": "new", "image": "a.jpg", "line": 1, "difference_px": 7.5}
    worse = {**row, "change": "worse", "error_px": 9.5, "reference_px": 2.0}
    lost = {**row, "image": "b.jpg", "change": "lost", "error_px": None, "reference_px": 3.0}
    return {"experiments": {"new": {}}, "changed_labels": [lost, worse]}


def photographed(error_px: float) -> Photographed:
    worse = Case("a.jpg", "line 1", LABEL, LABEL + [9.5, 0], error_px)
    other = Case("a.jpg", "line 2", LABEL, LABEL, 9.5)
    lost = Case("b.jpg", "line 1", LABEL, NONE)
    return Photographed({"new": {"a.jpg": [other, worse], "b.jpg": [lost]}}, GREY)


def test_each_change_is_shown_and_said(content) -> None:
    pictures = changed_section(content, CALLED, photographed(9.5)).pictures
    assert [each.caption for each in pictures] == [
        "exp002: b, missed here, 3 px off in the reference",
        "exp002: a, worse: from 2 to 9.50 px off",
    ]
    assert len({each.path for each in pictures}) == 2
    assert all(each.content for each in pictures)


def test_a_label_that_was_judged_anew_since_is_not_shown(content) -> None:
    assert len(changed_section(content, CALLED, photographed(9.4)).pictures) == 1


def test_the_same_model_and_photos_that_are_gone_leave_no_section(content) -> None:
    assert not changed_section(content, CALLED, Photographed())
    content["experiments"]["new"]["is_same"] = True
    assert not changed_section(content, CALLED, photographed(9.5))
