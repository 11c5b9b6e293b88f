import numpy as np
import pytest

from containerloc.synthetic.draw.door.marking import Part, Placement, ink_quad, paint_id
from containerloc.synthetic.draw.door.plan import random_plan
from containerloc.synthetic.draw.lettering import Face

FACE = Face("barlow", "Barlow-Medium.ttf")


def placement(*, boxed, lines=1):
    below = 0.0 if lines == 1 else 130.0
    parts = (
        Part("TEHU", 1300.0, 400.0),
        Part("305438", 1650.0 if lines == 1 else 1300.0, 400.0 + below),
        Part("7", 2150.0 if lines == 1 else 1800.0, 400.0 + below),
    )
    return Placement(parts, FACE, 100.0, boxed, box_pad_mm=20.0, box_line_mm=8.0)


def ink_of(rows, columns, *rectangles):
    ink = np.zeros((rows, columns), np.uint8)
    for left, top, right, bottom in rectangles:
        ink[top:bottom, left:right] = 255
    return ink


def test_letters_of_one_height_give_a_rectangle():
    quad = ink_quad([ink_of(40, 100, (5, 10, 30, 30), (50, 10, 90, 30))])
    assert quad.tolist() == [[5, 10], [90, 10], [90, 30], [5, 30]]


def test_a_taller_box_at_the_end_tilts_top_and_bottom():
    quad = ink_quad([ink_of(60, 200, (0, 20, 100, 40), (180, 10, 200, 50))])
    # the top runs through (0, 20) and the box's corner (180, 10), on to x = 200
    expected = [[0, 20], [200, 20 - 10 * 200 / 180], [200, 40 + 10 * 200 / 180], [0, 40]]
    np.testing.assert_allclose(quad, expected)


def test_a_short_first_line_has_a_level_top():
    quad = ink_quad(
        [ink_of(80, 200, (0, 10, 60, 30)), ink_of(80, 200, (0, 40, 150, 60), (170, 35, 200, 65))]
    )
    assert quad[:2].tolist() == [[0, 10], [200, 10]]
    assert quad[2, 1] > 60


@pytest.mark.parametrize("scale", [0.15, 0.4, 0.8])
@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("boxed", [True, False])
def test_corners_do_not_depend_on_the_scale(scale, lines, boxed):
    place = placement(boxed=boxed, lines=lines)
    reference = paint_id(place, 2.0, fine_per_mm=8.0).quad_mm
    quad = paint_id(place, scale).quad_mm
    # half a pixel of the canvas on which it is measured, and the rounding of each part's place
    np.testing.assert_allclose(quad, reference, atol=1.0)


def test_the_box_belongs_to_the_id():
    plain = paint_id(placement(boxed=False), 0.8).quad_mm
    boxed = paint_id(placement(boxed=True), 0.8).quad_mm
    assert boxed[1, 0] - plain[1, 0] == pytest.approx(20, abs=1)
    # the box begins 20 mm left of the digit and reaches 20 mm over and under the letters
    share = (2130 - boxed[0, 0]) / (boxed[1, 0] - boxed[0, 0])
    above, below = (
        boxed[0] + share * (boxed[1] - boxed[0]),
        boxed[3] + share * (boxed[2] - boxed[3]),
    )
    assert [above[1], below[1]] == pytest.approx([280, 420], abs=1)
    assert boxed[0, 0] == pytest.approx(plain[0, 0], abs=0.6)


def test_letters_stand_where_they_were_placed():
    quad = paint_id(placement(boxed=False), 0.8).quad_mm
    assert quad[0] == pytest.approx([1300, 300], abs=2)
    assert quad[3] == pytest.approx([1300, 400], abs=2)


@pytest.mark.parametrize("seed", range(12))
def test_the_mask_lies_in_its_quad_and_touches_its_sides(seed):
    scale = 0.9
    marking = paint_id(random_plan(np.random.default_rng(seed)).placement, scale)
    rows, columns = np.nonzero(marking.mask >= 100)
    ink = np.stack([columns, rows], axis=1) + 0.5 + marking.origin_px
    quad = marking.quad_mm * scale
    sides = np.roll(quad, -1, axis=0) - quad
    offsets = ink[:, None] - quad
    inside = sides[:, 0] * offsets[..., 1] - sides[:, 1] * offsets[..., 0]
    nearest = (inside / np.linalg.norm(sides, axis=1)).min(axis=0)
    assert (nearest > -0.2).all()
    assert (nearest < 1.0).all()
