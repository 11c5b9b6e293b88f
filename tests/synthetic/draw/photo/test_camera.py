from dataclasses import replace

import numpy as np
import pytest

from containerloc.synthetic.draw.photo.camera import View, aim, random_view
from containerloc.synthetic.draw.world import WILD

QUAD = np.array([[1300.0, 300], [2250, 290], [2250, 420], [1300, 410]])
VIEW = View(
    width_px=960,
    height_px=1280,
    id_center_px=(600.0, 250.0),
    id_width_px=350.0,
    elevation_deg=20.0,
    azimuth_deg=-15.0,
    pitch_deg=12.0,
    yaw_deg=-5.0,
    roll_deg=3.0,
    focal_px=1100.0,
)


def by_hand(camera, point):
    """Project one door point with sines and cosines written out."""
    pitch, yaw, roll = np.deg2rad([VIEW.pitch_deg, VIEW.yaw_deg, VIEW.roll_deg])
    x, y, z = np.array(point) - camera.position
    x, z = x * np.cos(yaw) - z * np.sin(yaw), x * np.sin(yaw) + z * np.cos(yaw)
    y, z = y * np.cos(pitch) + z * np.sin(pitch), -y * np.sin(pitch) + z * np.cos(pitch)
    x, y = x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)
    u0, v0 = camera.matrix[0, 2], camera.matrix[1, 2]
    return [VIEW.focal_px * x / z + u0, VIEW.focal_px * y / z + v0]


def test_projection_equals_one_written_out_by_hand():
    camera = aim(VIEW, QUAD)
    points = np.array([[*corner, z] for corner in QUAD for z in (-60.0, 0.0, 900.0)])
    expected = [by_hand(camera, point) for point in points]
    np.testing.assert_allclose(camera.project(points), expected, atol=1e-6)


@pytest.mark.parametrize("z", [0.0, -60.0])
def test_the_homography_of_a_plane_is_its_projection(z):
    camera = aim(VIEW, QUAD)
    mapped = np.column_stack([QUAD, np.ones(4)]) @ camera.homography(z).T
    projected = camera.project(np.column_stack([QUAD, np.full(4, z)]))
    np.testing.assert_allclose(mapped[:, :2] / mapped[:, 2:], projected, atol=1e-8)


def test_the_id_falls_where_the_view_asks():
    corners = aim(VIEW, QUAD).project(np.column_stack([QUAD, np.zeros(4)]))
    assert np.linalg.norm(corners[1] - corners[0]) == pytest.approx(350, rel=0.03)
    assert corners.mean(axis=0) == pytest.approx([600, 250], abs=6)


def test_seen_from_below_and_from_the_left():
    camera = aim(VIEW, QUAD)
    assert camera.position[1] > QUAD[:, 1].max()  # y points down
    assert camera.position[0] > QUAD[:, 0].max()  # azimuth is negative: from the right
    assert camera.position[2] < 0


def test_frontal_view_shows_the_true_shape():
    frontal = replace(
        VIEW, elevation_deg=0.0, azimuth_deg=0.0, pitch_deg=0.0, yaw_deg=0.0, roll_deg=0.0
    )
    corners = aim(frontal, QUAD).project(np.column_stack([QUAD, np.zeros(4)]))
    scale = (corners[2, 0] - corners[3, 0]) / 950
    np.testing.assert_allclose(corners - corners[0], (QUAD - QUAD[0]) * scale, atol=1e-8)


def test_a_point_behind_the_camera_is_nan():
    camera = aim(VIEW, QUAD)
    assert np.isnan(camera.project(camera.position[None] + [0.0, 0.0, -1000.0])).all()


def test_random_views_are_plausible():
    views = [random_view(np.random.default_rng(seed), 1280, WILD.habits) for seed in range(200)]
    assert all(max(view.width_px, view.height_px) == 1280 for view in views)
    assert all(0 < view.id_width_px < view.width_px for view in views)
    assert np.mean([view.height_px > view.width_px for view in views]) > 0.7
