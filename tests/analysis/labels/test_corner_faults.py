"""Faults of single quads, worked out by hand."""

import numpy as np
import pytest

from containerloc.analysis.labels.corner_faults import corner_faults
from containerloc.quads import Floats

RIGHT = np.array([[100.0, 100], [400, 100], [400, 140], [100, 140]])
TALL = np.array([[100.0, 100], [140, 100], [140, 400], [100, 400]])
SIZE = (640.0, 480.0)


def kinds(quad: Floats) -> dict[str, tuple[str, str]]:
    """Code -> severity and what the trainer does, of one quad among twelve right ones."""
    quads = np.stack([quad, *[RIGHT] * 12])
    faults = list(corner_faults(quads, np.array([SIZE] * 13)))
    assert all(len(kind.rows) == len(kind.messages) for kind in faults)
    return {kind.code: (kind.severity, kind.trainer) for kind in faults if 0 in kind.rows}


def changed(corner: int, *place: float) -> Floats:
    quad = RIGHT.copy()
    quad[corner] = place
    return quad


@pytest.mark.parametrize(
    ("quad", "code", "severity", "trainer"),
    [
        (changed(2, np.nan, np.nan), "corner-missing", "warning", "keeps"),
        (changed(0, -3.0, 100.0), "corner-outside-image", "warning", "clips"),
        (changed(0, -7.0, 100.0), "corner-outside-image", "error", "drops the image"),
        (changed(1, 100.5, 100.0), "corners-coincide", "error", "keeps"),
        (RIGHT * [1, 0] + [0, 100] + [[0, 0], [5, 0], [2, 0], [9, 0]], "no-area", "error", "keeps"),
        (changed(2, 150.0, 110.0), "not-convex", "error", "keeps"),
        (RIGHT[[1, 0, 2, 3]], "corners-swapped", "error", "keeps"),
        (RIGHT[[1, 0, 3, 2]], "corners-mirrored", "error", "keeps"),
        (RIGHT[[2, 3, 0, 1]], "corners-rotated", "error", "keeps"),
        (TALL, "corners-tall", "warning", "keeps"),
    ],
)
def test_one_fault(quad: Floats, code: str, severity: str, trainer: str) -> None:
    assert kinds(quad).get(code) == (severity, trainer), kinds(quad)


def test_a_right_quad_and_none_at_all() -> None:
    assert kinds(RIGHT) == {}
    none = list(corner_faults(np.empty((0, 4, 2)), np.empty((0, 2))))
    assert all(not len(kind.rows) for kind in none)
