"""Each motion is measured alone, and taken back."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.whole.motion import motion, unscaled, unshifted, unturned
from containerloc.quads import Floats

# 80 x 10, read to the right and downward.
FLAT = np.array([[0.0, 0], [80, 0], [80, 10], [0, 10]])
DOWN = np.array([[10.0, 0], [10, 80], [0, 80], [0, 0]])
TRUTH = np.stack([FLAT, DOWN])


def turned(quads: Floats, radians: float) -> Floats:
    cos, sin = np.cos(radians), np.sin(radians)
    middle = quads.mean(axis=1, keepdims=True)
    return np.asarray((quads - middle) @ np.array([[cos, sin], [-sin, cos]]) + middle)


def test_a_shift_in_the_texts_own_frame(compared) -> None:
    errors = compared(TRUTH + [[[5, 2]], [[-2, 5]]], TRUTH)
    moved = motion(errors)
    assert moved.shift == pytest.approx(np.array([[0.5, 0.2], [0.5, 0.2]]))
    assert moved.scale == pytest.approx(0)
    assert moved.turn_rad == pytest.approx(0)
    assert unshifted(errors, np.array([0.5, 0.2])) == pytest.approx(TRUTH)


def test_a_scale_about_the_middle(compared) -> None:
    middle = TRUTH.mean(axis=1, keepdims=True)
    errors = compared(middle + 0.9 * (TRUTH - middle), TRUTH)
    assert motion(errors).scale == pytest.approx(-0.1)
    assert motion(errors).shift == pytest.approx(0)
    assert unscaled(errors, -0.1) == pytest.approx(TRUTH)


def test_a_turn_to_the_right(compared) -> None:
    errors = compared(turned(TRUTH, 0.02), TRUTH)
    moved = motion(errors)
    assert moved.turn_rad == pytest.approx(0.02, rel=1e-3)
    assert moved.tilt[0] == pytest.approx([-0.08, 0.08], abs=1e-3)
    assert unturned(errors, 0.02) == pytest.approx(TRUTH)


def test_what_is_missed_is_not_measured(compared) -> None:
    assert np.isnan(motion(compared(np.full((1, 4, 2), np.nan), FLAT[None])).scale).all()
