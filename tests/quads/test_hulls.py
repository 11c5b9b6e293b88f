import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from containerloc.quads import Floats
from containerloc.quads.hulls import common_area, convex_hulls

SQUARE = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4]])


@pytest.mark.parametrize(
    ("quad", "area"),
    [
        (SQUARE, 16),
        (SQUARE[[0, 2, 1, 3]], 16),  # crossed
        ([[0, 0], [4, 0], [1, 1], [0, 4]], 8),  # a dart: its fourth corner lies inside
        ([[0, 0], [4, 0], [2, 0], [0, 4]], 8),  # three corners on a line
        ([[0, 0], [4, 0], [4, 0], [0, 4]], 8),  # two corners in one place
        ([[0, 0], [1, 0], [3, 0], [2, 0]], 0),
        (np.zeros((4, 2)), 0),
    ],
)
def test_hulls_of_any_four_points(quad: Floats, area: float) -> None:
    hulls = convex_hulls(np.array([quad], np.float64))
    assert common_area(hulls, hulls)[0] == pytest.approx(area)
    assert common_area(hulls, convex_hulls(SQUARE[None] + [2, 2])) <= min(area, 4) + 1e-6


def corners(values: st.SearchStrategy[float]) -> st.SearchStrategy[Floats]:
    flat = st.lists(values, min_size=80, max_size=80)
    return flat.map(lambda drawn: np.reshape(drawn, (2, 5, 4, 2)).astype(np.float64))


# Whole numbers make sides that coincide, corners that touch and hulls without area.
@given(corners(st.integers(0, 5)) | corners(st.floats(0, 4000, width=32)))
def test_common_area_is_shapelys(pairs: Floats) -> None:
    hulls, others = (convex_hulls(quads) for quads in pairs)
    by_shapely = [shapely.convex_hull(shapely.multipoints(quads)) for quads in pairs]
    expected = shapely.area(shapely.intersection(*by_shapely))
    size = np.maximum(*(shapely.area(hull) for hull in by_shapely))
    assert np.abs(common_area(hulls, others) - expected).max() <= 1e-5 * max(size.max(), 1)


@given(corners(st.floats(0, 100)), st.permutations(range(4)))
def test_the_names_of_corners_change_nothing(pairs: Floats, naming: list[int]) -> None:
    once, renamed = (
        common_area(convex_hulls(quads), convex_hulls(pairs[1]))
        for quads in (pairs[0], pairs[0][:, naming])
    )
    np.testing.assert_allclose(once, renamed, atol=1e-2)


def test_missing_corners_and_no_pairs() -> None:
    hidden = SQUARE.copy()
    hidden[1, 0] = np.nan
    hulls = convex_hulls(np.stack([hidden, SQUARE]))
    area = common_area(hulls, hulls)
    assert np.isnan(area[0])
    assert area[1] == pytest.approx(16)
    assert common_area(np.empty((0, 4, 2)), np.empty((0, 4, 2))).shape == (0,)
