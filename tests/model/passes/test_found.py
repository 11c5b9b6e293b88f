from typing import Any

import numpy as np
import pytest

from containerloc.model.passes.found import Found, turned_back

QUAD = np.array([[10.0, 4], [30, 5], [30, 11], [10, 10]])


def test_the_most_confident_is_first(result: Any) -> None:
    found = result([QUAD, QUAD + 1, QUAD + 2], [0.2, 0.9, 0.9])
    assert found.confidence.tolist() == [0.9, 0.9, 0.2]
    np.testing.assert_array_equal(found.quads[:, 0, 0], [11, 12, 10])  # stable among equals
    assert found.boxes[2].tolist() == [10, 4, 30, 11]
    assert found.best == 0.9


def test_nothing_found(result: Any) -> None:
    found = result()
    assert (found.best, found.quads.shape) == (0.0, (0, 4, 2))
    assert turned_back(found, 1, (40, 60)).boxes.shape == (0, 4)


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 4])
def test_a_pixel_is_found_again_where_it_was(turns: int) -> None:
    picture = np.zeros((40, 60))
    picture[7, 21] = 1
    (row,), (column,) = np.nonzero(np.rot90(picture, turns))
    outline = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]]) + [column, row]
    corners = np.dstack([outline[None], np.full((1, 4), 0.5)])  # with a confidence each
    seen = Found(
        np.array([[column, row, column + 1, row + 1.0]]), corners, np.ones(1), np.ones(1, int)
    )
    back = turned_back(seen, turns, picture.shape)
    assert back.boxes.tolist() == [[21, 7, 22, 8]]
    assert sorted(back.quads[0].tolist()) == [[21, 7], [21, 8], [22, 7], [22, 8]]
    assert back.corners[..., 2].tolist() == [[0.5] * 4]


def test_turning_keeps_the_winding() -> None:
    from containerloc.quads import signed_area

    seen = Found(np.zeros((1, 4)), QUAD[None], np.ones(1), np.zeros(1, int))
    for turns in range(4):
        assert signed_area(turned_back(seen, turns, (40, 60)).quads) == signed_area(QUAD[None])
