import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from containerloc.quads import (
    as_quads,
    bounds,
    corner_distances,
    is_convex,
    is_missing,
    is_self_crossing,
    side_lengths,
    signed_area,
    text_wh,
)

SQUARE = as_quads([[0, 0], [2, 0], [2, 1], [0, 1]])
ANY_QUADS = arrays(np.float64, (5, 4, 2), elements=st.integers(-50, 50).map(float))


def test_as_quads_accepts_one_quad_and_flat_rows() -> None:
    assert as_quads(np.arange(8)).shape == (1, 4, 2)
    assert as_quads(np.arange(16).reshape(2, 8))[1, 3].tolist() == [14, 15]


@pytest.mark.parametrize("values", [np.arange(6), np.zeros((1, 3, 2)), np.zeros((2, 2, 4))])
def test_as_quads_refuses_what_is_no_quad(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="corners"):
        as_quads(values)


@pytest.mark.parametrize("far", [1e308, -1e160, np.inf])
def test_corners_beyond_all_photos_are_refused(far: float) -> None:
    with pytest.raises(ValueError, match="beyond 1,000,000 px"):
        as_quads(SQUARE + [far, 0])
    assert is_missing(as_quads(SQUARE + [np.nan, 0])).all()


@given(ANY_QUADS)
def test_area_convexity_and_crossing_agree_with_shapely(quads: np.ndarray) -> None:
    polygons = shapely.polygons(quads)
    simple = shapely.is_valid(polygons)
    np.testing.assert_allclose(abs(signed_area(quads))[simple], shapely.area(polygons)[simple])
    hull_area = shapely.area(shapely.convex_hull(polygons))
    fills_hull = simple & np.isclose(shapely.area(polygons), hull_area) & (hull_area > 0)
    # Shapely knows no strictness: three corners in a line fill their hull as well.
    assert not (is_convex(quads) & ~fills_hull).any()
    strict = np.array(
        [len(shapely.convex_hull(p).exterior.coords) == 5 if p.area else False for p in polygons]
    )
    assert (is_convex(quads) == (fills_hull & strict)).all()


@given(ANY_QUADS)
def test_self_crossing_agrees_with_the_intersection_of_opposite_sides(quads: np.ndarray) -> None:
    for quad, crossing in zip(quads, is_self_crossing(quads), strict=True):
        sides = [shapely.LineString([quad[i], quad[(i + 1) % 4]]) for i in range(4)]
        crosses = sides[0].crosses(sides[2]) or sides[1].crosses(sides[3])
        assert crossing == crosses


def test_area_is_positive_clockwise_as_displayed() -> None:
    assert signed_area(SQUARE).tolist() == [2]
    assert signed_area(SQUARE[:, ::-1]).tolist() == [-2]


def test_lengths_and_sizes() -> None:
    assert side_lengths(SQUARE).tolist() == [[2, 1, 2, 1]]
    assert text_wh(SQUARE).tolist() == [[2, 1]]
    assert bounds(SQUARE + [3, 4]).tolist() == [[3, 4, 5, 5]]


def test_distance_is_euclidean() -> None:
    moved = SQUARE.copy()
    moved[0, 0] += [3, 4]
    assert corner_distances(moved, SQUARE).tolist() == [[5, 0, 0, 0]]


def test_missing_corners_stay_missing() -> None:
    quads = np.concatenate([SQUARE, SQUARE])
    quads[1, 2] = np.nan
    assert is_missing(quads).tolist() == [False, True]
    assert is_convex(quads).tolist() == [True, False]
    assert is_self_crossing(quads).tolist() == [False, False]
    assert np.isnan(signed_area(quads)).tolist() == [False, True]
    assert np.isnan(corner_distances(quads, quads)[1]).tolist() == [False, False, True, False]


def test_no_quads_at_all() -> None:
    nothing = np.empty((0, 4, 2))
    assert signed_area(nothing).shape == is_convex(nothing).shape == (0,)
    assert side_lengths(nothing).shape == (0, 4)
