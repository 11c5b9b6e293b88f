import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.quads import as_quads, own_axes, own_frame_errors

TRUTH = as_quads([[0, 0], [90, 0], [90, 30], [0, 30]])


def turned(quads: np.ndarray, angle: float) -> np.ndarray:
    cos, sin = np.cos(angle), np.sin(angle)
    return quads @ np.array([[cos, sin], [-sin, cos]])


def test_outward_is_positive_at_every_corner() -> None:
    grown = as_quads([[-2, -3], [92, -3], [92, 33], [-2, 33]])
    assert own_frame_errors(grown, TRUTH).tolist() == [[[2, 3]] * 4]
    assert own_frame_errors(2 * TRUTH - grown, TRUTH).tolist() == [[[-2, -3]] * 4]


@given(st.floats(-np.pi, np.pi), st.floats(0.1, 10), st.floats(-100, 100))
def test_errors_turn_and_grow_with_the_id(angle: float, scale: float, shift: float) -> None:
    predicted = TRUTH + np.array([[[1, 2], [-3, 4], [5, -6], [0, 1]]])
    expected = own_frame_errors(predicted, TRUTH) * scale
    moved = own_frame_errors(*(turned(q, angle) * scale + shift for q in (predicted, TRUTH)))
    np.testing.assert_allclose(moved, expected, atol=1e-9 * max(scale, 1))


def test_a_mirrored_label_keeps_outward_outward() -> None:
    mirrored = TRUTH[:, [3, 2, 1, 0]]  # text read with its top below
    grown = as_quads([[-2, 33], [92, 33], [92, -3], [-2, -3]])
    assert own_frame_errors(grown, mirrored).tolist() == [[[2, 3]] * 4]


def test_size_is_kept() -> None:
    errors = own_frame_errors(turned(TRUTH, 0.3) + [3, 4], turned(TRUTH, 0.3))
    assert np.hypot(errors[..., 0], errors[..., 1]) == pytest.approx(np.full((1, 4), 5))


def test_axes_are_a_right_handed_pair_of_unit_vectors() -> None:
    axes = own_axes(turned(TRUTH, 0.5))[0]
    assert axes @ axes.T == pytest.approx(np.eye(2))
    assert np.linalg.det(axes) == pytest.approx(1)


def test_degenerate_and_missing_have_no_frame() -> None:
    assert np.isnan(own_axes(np.zeros((1, 4, 2)))).all()
    assert np.isnan(own_frame_errors(TRUTH, np.full((1, 4, 2), np.nan))).all()
