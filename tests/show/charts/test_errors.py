from dataclasses import replace

import numpy as np
import pytest

from containerloc.quads import CORNERS
from containerloc.show.charts.errors import corner_errors, error_distribution


def test_marks_stand_at_the_planted_errors(compared, marked, text_of):
    # 4 of 5 IDs are off by 5 px, one by 10 px.
    offset = np.array([[3.0, 4.0]] * 4 + [[6.0, 8.0]])[:, None, :]
    figure = error_distribution(compared(5, offset=offset))
    expected = {"mean": 6.0, "median": 5.0, "90 % within": 8.0}
    for name, value in expected.items():
        (line,) = marked(figure, name)
        assert line.get_xdata()[0] == pytest.approx(value)
        assert f"{name} {value:.2f} px" in text_of(figure)
    assert "median 5.00 px, 90 % within 8.00 px, mean 6.00 px over all 5 IDs" in text_of(figure)


def test_misses_are_said(compared, text_of):
    words = text_of(error_distribution(compared(10, offset=2.0, missed=3)))
    assert "over 7 of 10 IDs, 3 missed" in words
    assert "of all 10 labelled IDs" in words


def test_the_largest_errors_are_named(compared, text_of):
    offset = np.array([1.0] * 98 + [400.0, 500.0])[:, None, None] * [0.6, 0.8]
    words = text_of(error_distribution(compared(100, offset=offset)))
    assert "door_0099.png 500 px" in words
    assert "door_0098.png 400 px" in words
    assert "1 ID makes half of the mean" in words


def test_corner_means_stand_at_the_planted_errors(compared, marked, text_of):
    offset = np.array([[0.0, 1], [0, 2], [0, 3], [0, 4]])
    figure = corner_errors(compared(20, offset=offset))
    for corner, expected in zip(CORNERS, (1, 2, 3, 4), strict=True):
        (mark,) = marked(figure, f"mean-{corner}")
        assert mark.get_xdata()[0] == pytest.approx(expected)
    words = text_of(figure)
    assert "largest at BL (4.00 px, median 4.00 px), smallest at TL (1.00 px, median" in words


@pytest.mark.parametrize("draw", [error_distribution, corner_errors])
def test_nothing_to_draw_is_said(compared, text_of, draw):
    assert "No labels" in text_of(draw(compared(0)))
    assert "none of 4 labelled IDs was detected" in text_of(draw(compared(4, missed=4)))
    without = replace(compared(1), error_px=np.full(1, np.nan), errors_px=np.full((1, 4), np.nan))
    assert "1 ID detected, but with a corner missing" in text_of(draw(without))


@pytest.mark.parametrize("draw", [error_distribution, corner_errors])
@pytest.mark.parametrize("n", [1, 2, 3000])
def test_any_number_of_ids_is_drawn(compared, text_of, draw, n):
    assert f"{n:,} ID" in text_of(draw(compared(n)))
