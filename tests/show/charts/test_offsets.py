from dataclasses import replace

import numpy as np
import pytest

from containerloc.quads import CORNERS
from containerloc.show.charts.offsets import _middle_half, corner_offsets

# Outward at TL, TR, BR, BL of an upright ID, in the image, where y runs down.
OUTWARD = np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])


@pytest.mark.parametrize("scale", [0.2, 1.0, 5.0])
def test_arrow_ends_at_the_planted_median(compared, marked, text_of, scale):
    own = scale * np.array([[1.0, 2.0], [-2.0, 1.0], [0.5, 0.5], [-1.0, -1.0]])
    figure = corner_offsets(compared(12, offset=own * OUTWARD))
    for corner, planted, outward in zip(CORNERS, own, OUTWARD, strict=True):
        (arrow,) = marked(figure, f"median-{corner}")
        drawn = np.subtract(arrow.xy, arrow.xyann)
        # The page runs up where the image runs down.
        np.testing.assert_allclose(drawn, planted * outward * [1, -1], atol=1e-9)
        assert f"along {planted[0]:+.2f} across {planted[1]:+.2f}" in text_of(figure)


def test_other_corner_order_is_left_out_and_said(compared, text_of):
    offset = np.zeros((4, 4, 2))
    errors = compared(4, offset=offset + 1.0)
    errors.order[0] = "mirrored"
    errors.signed_px[0, 0, 0] = 900.0
    words = text_of(corner_offsets(errors))
    assert "1 in another corner order left out" in words
    assert "TL median 1.41 px" in words


def test_far_offsets_are_counted(compared, text_of):
    offset = np.ones((200, 1, 2))
    offset[0] = 300.0
    assert "4 offsets farther than" in text_of(corner_offsets(compared(200, offset=offset)))


@pytest.mark.parametrize("n", [1, 2, 3000])
def test_perfect_predictions_are_drawn(compared, text_of, n):
    assert "median 0.00 px" in text_of(corner_offsets(compared(n)))


def test_nothing_to_draw_is_said(compared, text_of):
    assert "No labels" in text_of(corner_offsets(compared(0)))
    assert "none of 2 labelled IDs was detected" in text_of(corner_offsets(compared(2, missed=2)))
    mirrored = replace(compared(2), order=np.array(["mirrored"] * 2))
    assert "No predicted corner is in the right order" in text_of(corner_offsets(mirrored))


def test_outliers_widen_no_ellipse() -> None:
    drawn = np.random.default_rng(0).normal(size=(2000, 2)) * [3.0, 1.0]
    wide, tall, turn = _middle_half(drawn)
    # Half of a normal of two axes lies within 1.18 standard deviations.
    assert (wide, tall) == pytest.approx((2 * 3 * 1.177, 2 * 1.177), rel=0.2)
    assert abs(turn) % 180 == pytest.approx(0, abs=4) or abs(turn) % 180 == pytest.approx(
        180, abs=4
    )
    drawn[:100] = [500.0, 500.0]
    assert _middle_half(drawn)[:2] == pytest.approx((wide, tall), rel=0.2)
