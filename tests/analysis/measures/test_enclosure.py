import numpy as np
import pytest

from containerloc.analysis.measures.enclosure import (
    is_elsewhere,
    is_extra,
    is_part,
    overlap_share,
    reaches,
)
from containerloc.quads import Floats, homographies, transformed

# 160 x 20 px on one line; 50 x 20 px on two
ONE = np.array([[[0.0, 0], [160, 0], [160, 20], [0, 20]]])
TWO = np.array([[[0.0, 0], [50, 0], [50, 20], [0, 20]]])
SQUARE = np.array([[[0.0, 0], [1, 0], [1, 1], [0, 1]]])


def box(left: float, top: float, right: float, bottom: float) -> Floats:
    return np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float64)


def test_reaches_are_outward_and_in_text_heights() -> None:
    for found in reaches(box(-10, 5, 164, 30), ONE)[0].T:
        np.testing.assert_allclose(found, [0.5, -0.25, 0.2, 0.5], atol=1e-12)


def test_reaches_do_not_ask_for_names() -> None:
    quad = box(-10, 5, 164, 30)
    for order in ([1, 2, 3, 0], [1, 0, 3, 2], [1, 0, 2, 3]):
        np.testing.assert_allclose(reaches(quad[:, order], ONE), reaches(quad, ONE))


def test_one_stray_corner_is_no_side() -> None:
    quad = ONE.copy()
    quad[0, 2] += [40, 10]
    both, farther = reaches(quad, ONE)[0].T
    np.testing.assert_allclose(farther, [0, 0, 2, 0.5], atol=1e-12)
    np.testing.assert_allclose(both, 0, atol=1e-12)


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        (ONE, 1),
        (ONE[:, [1, 0, 2, 3]], 1),
        (box(-20, -20, 180, 40), 1),
        (box(0, 0, 60, 20), 1),
        (box(0, 10, 160, 30), 0.5),
        (box(80, 0, 200, 20), 2 / 3),
        (box(0, 21, 160, 41), 0),
        (box(5, 5, 5, 5), 0),
    ],
)
def test_overlap_is_of_the_smaller_outline(predicted: Floats, expected: float) -> None:
    assert overlap_share(predicted, ONE) == pytest.approx([expected])
    assert is_elsewhere(predicted, ONE).tolist() == [expected < 0.2]


# One line: 11 characters, the owner code up to 58 px, the serial from 65 px, check digit from 138.
PARTS = [
    (ONE, box(0, 2, 58, 18), True),
    (ONE, box(65, 2, 160, 20), True),
    (ONE, box(65, 2, 130, 18), True),
    (ONE, box(-3, -3, 62, 22), True),
    (ONE, box(0, 0, 130, 20), False),  # the check digit alone is cut
    (ONE, box(40, 2, 120, 18), False),  # both ends: shrunken
    (ONE, box(0, 0, 58, 40), False),  # and a line more
    (ONE, box(0, 10, 160, 20), False),  # half a line is no part
    (TWO, box(0, 0, 25, 9), True),  # owner code on the first line
    (TWO, box(0, 11, 50, 20), True),
    (TWO, box(0, 5, 50, 15), False),
    (TWO, box(0, 2, 50, 18), False),
]


@pytest.mark.parametrize(("truth", "predicted", "expected"), PARTS)
def test_a_part_of_the_id(truth: Floats, predicted: Floats, expected: bool) -> None:
    assert is_part(predicted, truth).tolist() == [expected]
    assert not is_extra(predicted, truth)[0]


EXTRA = [
    (ONE, box(0, 0, 160, 48), True),  # the size code below
    (ONE, box(0, -25, 160, 20), True),
    (ONE, box(0, 0, 178, 20), True),  # a character after the end
    (ONE, box(-3, 2, 163, 50), True),
    (ONE, box(-30, -30, 190, 50), False),  # all round: scaled
    (ONE, box(0, 0, 160, 30), False),  # half a line: no text has room there
    (ONE, box(0, 20, 160, 48), False),
    (ONE, box(60, 0, 160, 48), False),
    (TWO, box(0, 0, 50, 31), True),
    (TWO, box(0, 0, 50, 24), False),
]


@pytest.mark.parametrize(("truth", "predicted", "expected"), EXTRA)
def test_other_text_besides(truth: Floats, predicted: Floats, expected: bool) -> None:
    assert is_extra(predicted, truth).tolist() == [expected]


@pytest.mark.parametrize("which", [is_part, is_extra])
def test_seen_from_aside_it_is_the_same(which) -> None:
    view = homographies(SQUARE, np.array([[[300.0, 100], [340, 110], [336, 150], [302, 134]]]))
    for truth, predicted, expected in PARTS if which is is_part else EXTRA:
        seen = [transformed(quad / 160, view) for quad in (predicted, truth)]
        assert which(*seen).tolist() == [expected]


def test_nothing_to_compare() -> None:
    none, missing = np.empty((0, 4, 2)), np.full((1, 4, 2), np.nan)
    for which in (is_elsewhere, is_part, is_extra):
        assert which(none, none).shape == (0,)
        assert which(missing, ONE).tolist() == [False]
        assert which(ONE, missing).tolist() == [False]
