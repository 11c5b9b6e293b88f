import cv2
import numpy as np
import pytest

from containerloc.quads import as_quads, homographies, rectified, transformed

UNIT = as_quads([[0, 0], [1, 0], [1, 1], [0, 1]])
QUAD = as_quads([[10, 20], [90, 5], [95, 40], [12, 60]])


def test_homography_equals_opencv() -> None:
    expected = cv2.getPerspectiveTransform(UNIT[0].astype(np.float32), QUAD[0].astype(np.float32))
    np.testing.assert_allclose(homographies(UNIT, QUAD)[0], expected, rtol=1e-6)


def test_homography_takes_corners_to_corners_and_back() -> None:
    there, back = homographies(UNIT, QUAD), homographies(QUAD, UNIT)
    np.testing.assert_allclose(transformed(UNIT, there), QUAD)
    np.testing.assert_allclose(
        there[0] @ back[0] / (there[0] @ back[0])[2, 2], np.eye(3), atol=1e-9
    )


def test_no_map_from_a_degenerate_or_missing_quad() -> None:
    for source in (np.zeros((1, 4, 2)), np.full((1, 4, 2), np.nan)):
        assert np.isnan(homographies(source, UNIT)[0, :2]).all()


def test_a_drawn_quad_is_rectified_to_what_was_drawn() -> None:
    checks = np.kron(np.indices((4, 8)).sum(axis=0) % 2, np.ones((20, 20))).astype(np.uint8) * 255
    upright = as_quads([[0, 0], [160, 0], [160, 80], [0, 80]])
    to_photo = homographies(upright, QUAD * 4)[0]
    # OpenCV counts from pixel centres, quads from the outer edge.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    photo = cv2.warpPerspective(checks, np.linalg.inv(half) @ to_photo @ half, (400, 260))
    back = rectified(photo, QUAD[0] * 4, size_wh=(160, 80))
    inner = np.s_[4:-4, 4:-4]
    assert np.abs(back[inner].astype(float) - checks[inner]).mean() < 12


def test_a_crossed_quad_is_refused() -> None:
    with pytest.raises(ValueError, match="convex"):
        rectified(np.zeros((9, 9), np.uint8), QUAD[0, [1, 0, 2, 3]], size_wh=(4, 4))
