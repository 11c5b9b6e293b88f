"""Each known bug takes points where that bug takes them."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.coordinates import maps
from containerloc.quads import Floats

# 400 x 200: the letterbox adds 100 px above and below.
WH = np.array([[400.0, 200]])
TRUTH = np.array([[[40.0, 20], [80, 20], [80, 30], [40, 30]]])


def first_corners(code: str) -> list[tuple[float, ...]]:
    """Where the maps of that code take the first corner, which lies at 40, 20."""
    places = [place for each in maps.known_maps(640) if each.code == code for place in each.places]
    return [tuple(np.round(place(TRUTH, WH)[0, 0], 6).tolist()) for place in places]


@pytest.mark.parametrize(
    ("code", "corners"),
    [
        (maps.AXES, [(20, 40), (40, 20), (20, 40), (80, 10)]),
        (maps.NORMALISED, [(0.1, 0.1), (10, 10), (100, 100), (16000, 4000)]),
        (maps.MIRRORED, [(360, 20), (40, 180)]),
        # exif 6, 8 and 3 and 7, in the stored photo's size and in the one as displayed
        (maps.TURNED, [(20, 360), (40, 180), (180, 40), (360, 20), (360, 180)]),
        (maps.LETTERBOXED, [(64, 192), (40, 120), (40, -80)]),
        (maps.RESIZED, [(64, 32), (25, 12.5), (64, 64)]),
    ],
)
def test_where_a_point_is_taken(code: str, corners: list[tuple[float, float]]) -> None:
    assert set(corners) <= set(first_corners(code))


def test_affine_maps_in_pixels_and_in_shares() -> None:
    matrix: Floats = np.array([[0, 1], [1, 0], [0.5, 0]])
    assert maps.affine(matrix)(TRUTH, WH)[0, 0].tolist() == [20.5, 40]
    assert maps.affine_of_shares(matrix)(TRUTH, WH)[0, 0].tolist() == [0.6 * 400, 20]
