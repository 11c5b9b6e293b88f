import numpy as np
import pytest
from matplotlib.figure import Figure

from containerloc.show.photos.page import tile
from containerloc.show.photos.tiles import (
    Photo,
    photo_of,
    show_photo,
    show_rectified,
    show_window,
    window_of,
)

QUAD = np.array([[100.0, 50], [190, 50], [190, 60], [100, 60]])


@pytest.fixture
def axes():
    return tile(Figure(figsize=(4, 3)), (0.0, 0.0, 4.0, 3.0))


def pixels(width, height):
    ramp = np.broadcast_to(np.arange(width) % 256, (height, width)).astype(np.uint8)
    return np.stack([ramp] * 3, axis=2)


@pytest.mark.parametrize("aspect", [0.5, 1.9])
def test_window_holds_the_points_and_has_its_aspect(aspect):
    left, top, right, bottom = window_of(QUAD, aspect=aspect, within_wh=np.array([320.0, 240]))
    assert left < 100
    assert right > 190
    assert top < 50
    assert bottom > 60
    assert (right - left) / (bottom - top) == pytest.approx(aspect)


def test_window_leaves_out_missing_points_and_what_lies_far_outside():
    far = np.vstack([QUAD, [[np.nan, 3], [90_000, 55]]])
    left, _, right, _ = window_of(far, aspect=2.0, within_wh=np.array([320.0, 240]))
    assert left < 100
    assert 190 < right < 900
    assert np.isnan(
        window_of(np.full((4, 2), np.nan), aspect=2.0, within_wh=np.array([320.0, 240]))
    ).all()


def test_large_photo_is_shown_small_in_its_own_coordinates(axes):
    show_photo(axes, Photo(pixels(4000, 3000)), np.array([100.0, 50, 300, 150]))
    (image,) = axes.images
    assert max(image.get_array().shape) < 1500
    assert image.get_extent() == [0, 4000, 3000, 0]


def test_zoom_is_cut_from_full_resolution(axes):
    photo = pixels(4000, 3000)
    show_window(axes, Photo(photo), np.array([200.0, 100, 400, 250]))
    (image,) = axes.images
    np.testing.assert_array_equal(image.get_array(), photo[100:250, 200:400])
    assert image.get_extent() == [200, 400, 250, 100]


def test_window_beyond_the_border_keeps_its_coordinates(axes):
    show_window(axes, Photo(pixels(320, 240)), np.array([-50.0, -20, 150, 130]))
    assert axes.images[0].get_extent() == [0, 150, 130, 0]
    assert axes.get_xlim() == (-50, 150)
    assert axes.get_ylim() == (130, -20)


def test_unreadable_photo_gives_its_reason(axes, doors):
    _, images = doors(2)
    photo = photo_of(images, "door_0001.png")
    assert photo.pixels is None
    show_window(axes, photo, np.array([0.0, 0, 10, 10]))
    assert "door_0001.png" in axes.texts[0].get_text().replace("\n", "")
    assert photo_of(images, "other.png").reason == "other.png is not in the table of images"


@pytest.mark.parametrize(
    ("quad", "reason"),
    [
        (QUAD[[1, 0, 2, 3]], "cannot be rectified"),
        (np.where(np.arange(4)[:, None] == 1, np.nan, QUAD), "a corner is missing"),
    ],
)
def test_quad_without_a_rectified_picture_says_so(axes, quad, reason):
    show_rectified(axes, Photo(pixels(320, 240)), quad)
    assert reason in axes.texts[0].get_text().replace("\n", " ")


def test_rectified_picture_keeps_the_aspect_of_the_id(axes):
    show_rectified(axes, Photo(pixels(320, 240)), QUAD)
    height, width, _ = axes.images[0].get_array().shape
    assert width / height == pytest.approx(9, rel=0.05)
