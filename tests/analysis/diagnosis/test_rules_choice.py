"""What a reader would take instead of the ID: told with its place and its images."""

import numpy as np
import pytest

from containerloc.quads import Floats, own_axes, text_wh

from ..conftest import NAMES, noise

SIX = np.arange(74) < 6


def moved(ids: Floats, along: float, across: float) -> Floats:
    """The IDs moved by so many text heights."""
    height = text_wh(ids)[:, 1:, None]
    return ids + height * (along * own_axes(ids)[:, [0]] + across * own_axes(ids)[:, [1]])


def test_a_text_below_instead_of_the_id(diagnosed, said, ids: Floats) -> None:
    quads = np.where(SIX[:, None, None], moved(ids, 0.5, 3), ids + noise())
    codes = diagnosed(quads)
    finding = codes["first-choice-wrong"]
    assert (finding.severity, finding.images) == ("error", NAMES[:6])
    evidence = finding.evidence
    assert (evidence["images"], evidence["n"], evidence["found"]) == (6, 74, 0)
    assert evidence["places"] == {"below": 6}
    assert evidence["nearest"] == pytest.approx(np.hypot(0.5, 3))
    assert "wrong-text" not in codes  # one fact is told once
    assert "missed-altogether" not in codes
    said([finding])


def test_a_second_object_more_confident_than_the_found_one(diagnosed, said, ids: Floats) -> None:
    places = ((-12, 0), (12, 0), (0, -2))
    extra = [(NAMES[k], 0.95, moved(ids, *place)[k]) for k, place in enumerate(places)]
    finding = diagnosed(ids + noise(), extra=extra)["first-choice-wrong"]
    assert finding.severity == "warning"  # 3 of 74
    assert finding.evidence["places"] == {"left": 1, "right": 1, "above": 1}
    assert finding.evidence["found"] == 3
    assert finding.evidence["farthest"] == pytest.approx(12)
    said([finding])


def test_less_confident_ones_elsewhere_are_no_first_choice(diagnosed, ids: Floats) -> None:
    extra = [(name, 0.5, ids[0] + 2000) for name in NAMES]
    assert "first-choice-wrong" not in diagnosed(ids + noise(), extra=extra)


def test_one_photo_in_the_singular(diagnosed, said, ids: Floats) -> None:
    extra = [(NAMES[3], 0.95, moved(ids, 0, 5)[3])]
    quads = np.where((np.arange(74) == 3)[:, None, None], np.nan, ids + noise())
    said([diagnosed(quads, extra=extra)["first-choice-wrong"]])
