"""The shape of quads, against hand-worked values and shapely."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from containerloc.quads import Floats, as_quads
from containerloc.quads.shape import (
    aspect,
    hull_area,
    pair_distances,
    reading_order,
    text_angle_deg,
)


def _id(width: float, height: float, angle_deg: float = 0.0) -> Floats:
    angle = np.radians(angle_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    return as_quads(flat @ turn + 500)


@given(st.permutations(range(4)), st.floats(-80, 80), st.floats(1.6, 12))
def test_reading_order_undoes_any_naming(order: list[int], angle: float, wide: float) -> None:
    quad = _id(wide * 10, 10, angle)
    named = quad[:, order]
    again = np.take_along_axis(named, reading_order(named)[..., None], axis=1)
    assert np.array_equal(again, quad)
    assert hull_area(named)[0] == pytest.approx(wide * 100)


def test_aspect_and_distances() -> None:
    quad = _id(4, 3)
    assert aspect(quad).tolist() == [pytest.approx(4 / 3)]
    assert sorted(pair_distances(quad)[0].round(9)) == [3, 3, 4, 4, 5, 5]


@given(st.floats(-179, 179))
def test_the_text_runs_as_far_as_it_is_turned(angle: float) -> None:
    assert text_angle_deg(_id(80, 10, angle))[0] == pytest.approx(angle)


def test_area_whatever_the_corners_are_called() -> None:
    quads = np.random.default_rng(0).normal([[0, 0], [80, 0], [80, 30], [0, 30]], 4, (20, 4, 2))
    expected = [shapely.Polygon(quad).area for quad in quads]
    for order in ([0, 1, 2, 3], [2, 3, 0, 1], [1, 0, 2, 3], [0, 2, 1, 3]):
        assert hull_area(quads[:, order]) == pytest.approx(expected)


def test_what_has_no_shape_is_nan() -> None:
    missing = as_quads([[0, 0], [8, 0], [np.nan, np.nan], [0, 1]])
    point = as_quads([[5, 5]] * 4)
    assert np.isnan(aspect(np.concatenate([missing, point]))).all()
    assert np.isnan(text_angle_deg(missing)).all()
    assert aspect(np.empty((0, 4, 2))).shape == (0,)
