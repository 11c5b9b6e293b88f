import numpy as np
import pytest

from containerloc.analysis.reading.layout import (
    LAYOUTS,
    ONE_LINE,
    STACKED,
    TWO_LINES,
    kinds_of_text,
    layouts,
    parts_of,
)
from containerloc.quads import as_quads


def upright(width: float, height: float):
    return as_quads([[0, 0], [width, 0], [width, height], [0, height]])


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(80, 10, (ONE_LINE,)), (25, 10, (TWO_LINES, ONE_LINE)), (10, 110, (STACKED,))],
)
def test_ways_in_which_a_text_may_stand(width, height, expected):
    assert layouts(upright(width, height)) == [expected]


def test_two_lines_are_halves_from_top_to_bottom():
    upper, lower = parts_of(upright(40, 20)[0], TWO_LINES)
    np.testing.assert_allclose(upper[[0, 2]], [[0, 0], [40, 10]], atol=1e-9)
    np.testing.assert_allclose(lower[[0, 2]], [[0, 10], [40, 20]], atol=1e-9)


def test_stacked_characters_are_eleven_from_top_to_bottom():
    parts = parts_of(upright(10, 110)[0], STACKED)
    assert len(parts) == 11
    np.testing.assert_allclose(parts[3][[0, 2]], [[0, 30], [10, 40]], atol=1e-9)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parts_share_the_outer_corners_in_perspective(layout):
    quad = np.array([[3.0, 1], [60, 8], [55, 30], [1, 25]])
    parts = parts_of(quad, layout)
    np.testing.assert_allclose(parts[0][:2], quad[:2], atol=1e-9)
    np.testing.assert_allclose(parts[-1][2:], quad[2:], atol=1e-9)


def test_kinds_of_text():
    flat, two, stacked = upright(80, 10), upright(25, 10), upright(10, 110)
    running_up = flat[:, :, ::-1] * [1, -1]
    quads = np.concatenate([flat, two, stacked, running_up])
    assert kinds_of_text(quads).tolist() == [ONE_LINE, TWO_LINES, STACKED, "turned"]
