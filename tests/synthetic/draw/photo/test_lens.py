import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.synthetic.draw.photo.lens import distorted, framed, resized, turned


def spotted(at, size=(120, 160)):
    """A black picture with one soft white spot whose centroid is `at` (x, y)."""
    y, x = np.mgrid[0 : size[0], 0 : size[1]] + 0.5
    spot = 255 * np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / 8)
    return np.repeat(spot.astype(np.uint8)[..., None], 3, axis=2)


def centroid(image):
    weight = image[..., 0].astype(float)
    y, x = np.mgrid[0 : image.shape[0], 0 : image.shape[1]] + 0.5
    return np.array([(weight * x).sum(), (weight * y).sum()]) / weight.sum()


@pytest.mark.parametrize("at", [(40.0, 30.0), (80.0, 60.0), (130.0, 95.0), (20.0, 60.0)])
@pytest.mark.parametrize("strength", [0.05, 0.2])
def test_a_wide_lens_moves_the_point_with_its_pixels(at, strength):
    picture, moved = distorted(spotted(at), np.array([at]), strength)
    np.testing.assert_allclose(centroid(picture), moved[0], atol=0.15)


@given(st.floats(0, 160), st.floats(0, 120), st.floats(0.001, 0.3))
def test_a_wide_lens_obeys_its_formula(x, y, strength):
    center, reach = np.array([80.0, 60.0]), 100.0
    _, moved = distorted(np.zeros((120, 160, 3), np.uint8), np.array([[x, y]]), strength)
    seen = (moved[0] - center) / reach
    before = seen * (1 + strength * (seen @ seen)) / (1 + strength)
    np.testing.assert_allclose(before * reach + center, [x, y], atol=1e-6)


def test_the_corners_and_the_center_of_the_picture_stay():
    points = np.array([[0.0, 0], [160, 0], [160, 120], [0, 120], [80, 60]])
    _, moved = distorted(np.zeros((120, 160, 3), np.uint8), points, 0.2)
    np.testing.assert_allclose(moved, points, atol=1e-9)


def test_a_frame_moves_points_with_their_pixels():
    picture, moved = framed(spotted((50.0, 40.0)), np.array([[50.0, 40]]), (7, 3, 11, 2), 0)
    assert picture.shape == (130, 173, 3)
    np.testing.assert_allclose(centroid(picture), moved[0], atol=0.05)


def test_another_size_moves_points_with_their_pixels():
    picture, moved = resized(spotted((50.0, 40.0)), np.array([[50.0, 40]]), 80)
    assert picture.shape == (60, 80, 3)
    np.testing.assert_allclose(centroid(picture), moved[0], atol=0.05)


def test_a_quarter_turn_moves_corners_with_their_pixels():
    image = np.zeros((5, 8, 3), np.uint8)
    image[1, 6] = 255
    for turns in range(4):
        picture, point = turned(image, np.array([[6.5, 1.5]]), turns)
        column, row = (int(v) for v in point[0])
        assert picture[row, column].tolist() == [255, 255, 255]
        assert cv2.countNonZero(picture[..., 0]) == 1
