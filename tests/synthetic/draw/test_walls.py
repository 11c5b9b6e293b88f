import numpy as np
import pytest

from containerloc.synthetic.draw.photo.camera import Camera
from containerloc.synthetic.draw.walls import LENGTH_MM, Wall, draw_neighbors, draw_wall, fill

# Looks at the door from 6 m, 400 px focal length, its center in the middle of 320 x 240 px.
CAMERA = Camera(
    np.array([[400.0, 0, 160], [0, 400, 120], [0, 0, 1]]),
    np.eye(3),
    np.array([1219.0, 1300, -6000]),
)


def black():
    return np.zeros((240, 320, 3), np.uint8)


def wall(x, z, along=(1, 0, 0), length=2000.0):
    return Wall(np.array([x, 300.0, z]), along, length, 2000.0, np.array([200.0, 100, 50]))


def test_a_wall_is_drawn_where_the_camera_sees_it():
    picture = black()
    draw_wall(picture, CAMERA, wall(219.0, 0.0))
    rows, columns = np.nonzero(picture.any(axis=2))
    # (219 - 1219) mm at 6 m is 66.7 px left of the middle; as far to the right, up and down
    assert [columns.min(), columns.max()] == pytest.approx([93.3, 226.7], abs=4)
    assert [rows.min(), rows.max()] == pytest.approx([53.3, 186.7], abs=4)


def test_a_wall_that_reaches_behind_the_camera_is_left_out():
    picture = black()
    draw_wall(picture, CAMERA, wall(219.0, -7000.0, along=(0, 0, 1), length=LENGTH_MM))
    assert not picture.any()


def test_neighbors_stand_beside_the_door_and_repeat():
    pictures = [black(), black()]
    for picture in pictures:
        draw_neighbors(np.random.default_rng(4), picture, CAMERA, 2591.0, dim=1.0)
    np.testing.assert_array_equal(*pictures)
    assert pictures[0].any()


def test_points_far_outside_are_clipped():
    picture = black()
    fill(picture, np.array([[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]]), np.full(3, 300.0))
    assert (picture == 255).all()
