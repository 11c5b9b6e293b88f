import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.analysis.reading.moves import MOVES, moved, with_margin
from containerloc.quads import (
    CORNERS,
    as_quads,
    corner_distances,
    is_convex,
    is_missing,
    own_frame_errors,
    signed_area,
)

QUAD = as_quads([[0, 0], [80, 0], [80, 10], [0, 10]])


@given(st.sampled_from(MOVES[:5]), st.floats(0.05, 0.4))
def test_corners_are_off_by_the_size_that_was_asked_for(move, size):
    off = corner_distances(moved(QUAD, move, size, names=["a"]), QUAD)
    assert off.mean() == pytest.approx(10 * size)


@pytest.mark.parametrize("corner", CORNERS)
def test_one_corner_moves_alone(corner):
    off = corner_distances(moved(QUAD, corner, 0.3, names=["a"]), QUAD)[0]
    assert off.round(6).tolist() == [3.0 if name == corner else 0.0 for name in CORNERS]


def test_inward_and_outward():
    inward = own_frame_errors(moved(QUAD, "inward", 0.2, names=["a"]), QUAD)
    assert (inward < 0).all()
    np.testing.assert_allclose(
        own_frame_errors(moved(QUAD, "outward", 0.2, names=["a"]), QUAD), -inward
    )


@pytest.mark.parametrize(("move", "axis"), [("along", 0), ("across", 1)])
def test_shifts_along_and_across(move, axis):
    shift = moved(QUAD, move, 0.2, names=["a"]) - QUAD
    assert np.ptp(shift, axis=1).max() == 0
    assert abs(shift[0, 0, axis]) == pytest.approx(2)
    assert shift[0, 0, 1 - axis] == 0


def test_directions_follow_from_the_name_and_not_from_the_size():
    small, large = (moved(QUAD, "random", size, names=["a"]) - QUAD for size in (0.1, 0.2))
    np.testing.assert_allclose(large, 2 * small)
    assert not np.allclose(moved(QUAD, "random", 0.1, names=["b"]) - QUAD, small)


def test_a_margin_on_a_quad_seen_obliquely_keeps_its_perspective():
    oblique = as_quads([[0, 0], [80, 10], [80, 22], [0, 16]])
    larger = with_margin(oblique, 0.2)
    assert signed_area(larger) > signed_area(oblique)
    np.testing.assert_allclose(with_margin(larger, 0.0), larger, atol=1e-9)
    assert (own_frame_errors(larger, oblique) > 0).all()


def test_missing_and_crossed_outlines_have_no_margin():
    crossed = as_quads([[0, 0], [80, 10], [80, 0], [0, 10]])
    quads = np.concatenate([np.full((1, 4, 2), np.nan), crossed])
    assert np.isnan(with_margin(quads, 0.1)).all()


def test_the_margin_of_two_lines_is_in_heights_of_one():
    two = as_quads([[0, 0], [40, 0], [40, 20], [0, 20]])
    assert with_margin(two, 0.1)[0, 0].round(6).tolist() == [-0.86, -0.86]


def test_a_margin_up_to_the_horizon_leaves_no_quad():
    """Sides that all but meet above: with a margin the upper side would lie behind the camera."""
    half = np.linspace(1, 120, 20_001)
    quads = np.zeros((len(half), 4, 2))
    quads[:, 1] = [300, 0]
    quads[:, 2] = np.column_stack([150 + half, np.full_like(half, 50)])
    quads[:, 3] = np.column_stack([150 - half, np.full_like(half, 50)])
    wider = with_margin(quads, 0.32)
    missing = is_missing(wider)
    assert 0 < missing.mean() < 0.5
    assert is_convex(as_quads(wider[~missing])).all()
    assert (wider[~missing][:, 0, 1] < 0).all()
