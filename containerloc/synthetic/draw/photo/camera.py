"""The pinhole camera that looks at the door: where it stands and where it puts each point."""

from dataclasses import dataclass

import cv2
import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Rng


@dataclass(frozen=True)
class Camera:
    """A pinhole camera; door coordinates are mm, x right, y down, z into the container."""

    matrix: Floats  # (3, 3) intrinsics, px
    rotation: Floats  # (3, 3) door to camera
    position: Floats  # (3,) mm

    def project(self, points_mm: Floats) -> Floats:
        """Return the pixels (n, 2) of door points (n, 3); a point behind the camera is NaN."""
        seen = (points_mm - self.position) @ self.rotation.T @ self.matrix.T
        depth = np.where(seen[:, 2:] > 1e-6, seen[:, 2:], np.nan)
        return np.asarray(seen[:, :2] / depth, np.float64)

    def homography(self, z_mm: float = 0.0) -> Floats:
        """Return the 3x3 map from (x, y) mm on the plane at depth `z_mm` to pixels."""
        origin = np.array([0.0, 0.0, z_mm]) - self.position
        columns = np.column_stack([np.eye(3)[:, 0], np.eye(3)[:, 1], origin])
        return np.asarray(self.matrix @ self.rotation @ columns, np.float64)

    def plane(self, origin: Floats, along: Floats, down: Floats) -> Floats:
        """Return the 3x3 map from (u, v) mm on the plane origin + u along + v down to pixels."""
        columns = np.column_stack([along, down, origin - self.position])
        return np.asarray(self.matrix @ self.rotation @ columns, np.float64)


@dataclass(frozen=True)
class View:
    """What a photographer chose: picture size, where the ID falls, and from where it is seen."""

    width_px: int
    height_px: int
    id_center_px: tuple[float, float]
    id_width_px: float
    elevation_deg: float  # the ID is seen from below by this much
    azimuth_deg: float  # the ID is seen from its left by this much
    pitch_deg: float  # the camera's axis points up
    yaw_deg: float
    roll_deg: float
    focal_px: float


@dataclass(frozen=True)
class Habits:
    """How photos are taken: shares of those that are not taken squarely from before the door."""

    close: float  # the ID fills the picture
    far: float
    aside: float  # from far aside or below
    tilted: float  # the camera is not held upright


# width : height of a picture and how often: phones held upright, then the rest, then cameras
_SHAPES = {3 / 4: 0.6, 9 / 16: 0.12, 0.9: 0.1, 1.0: 0.05, 4 / 3: 0.09, 16 / 9: 0.04}


def random_view(rng: Rng, height_px: int, habits: Habits) -> View:
    """Return a view such as phones and gate cameras have.

    Most see the door upright, from below, the ID in the upper right; `habits` tells the others.
    """
    aspect = float(rng.choice(list(_SHAPES), p=list(_SHAPES.values())))
    width = round(height_px * aspect) if aspect < 1 else height_px
    height = height_px if aspect <= 1 else round(height_px / aspect)
    usual = 1 - habits.close - habits.far
    near = str(rng.choice(["door", "close", "far"], p=[usual, habits.close, habits.far]))
    width_id = _id_width(rng, near, (width, height))
    if near == "close":
        center = (rng.uniform(0.2, 0.8), rng.uniform(0.15, 0.85))
    elif rng.random() < 0.85:
        center = (rng.normal(0.67, 0.09), rng.normal(0.20, 0.07))
    else:
        center = (rng.uniform(0.25, 0.75), rng.uniform(0.1, 0.75))
    x = np.clip(center[0] * width, 0.54 * width_id + 4, width - 0.54 * width_id - 4)
    y = np.clip(center[1] * height, 0.085 * height, 0.93 * height)
    elevation, azimuth, roll = _angles(rng, habits)
    return View(
        width_px=width,
        height_px=height,
        id_center_px=(float(x), float(y)),
        id_width_px=width_id,
        elevation_deg=elevation,
        azimuth_deg=azimuth,
        pitch_deg=elevation * float(rng.uniform(0.0, 0.9)),
        yaw_deg=azimuth * float(rng.uniform(0.0, 0.9)),
        roll_deg=roll,
        focal_px=height_px * float(rng.uniform(0.7, 1.6)),
    )


def _id_width(rng: Rng, near: str, size_wh: tuple[int, int]) -> float:
    """Return how wide the ID shall appear, px."""
    width, longer = size_wh[0], max(size_wh)
    if near == "close":
        return float(width * rng.uniform(0.5, 0.9))
    if near == "far":
        return float(longer * rng.uniform(0.085, 0.15))
    usual = float(np.exp(rng.normal(np.log(0.25), 0.33))) * longer
    return float(np.clip(usual, 0.15 * width, 0.66 * width))


def _angles(rng: Rng, habits: Habits) -> tuple[float, float, float]:
    """Return elevation, azimuth and roll, degrees."""
    elevation = float(np.clip(rng.normal(14, 10), -6, 42))
    azimuth = float(np.clip(rng.normal(0, 13), -42, 42))
    if rng.random() < habits.aside:
        elevation, azimuth = float(rng.uniform(-10, 50)), float(rng.uniform(-52, 52))
    return elevation, azimuth, float(rng.normal(0, 9.0 if rng.random() < habits.tilted else 2.2))


def aim(view: View, quad_mm: Floats) -> Camera:
    """Return the camera that sees the quad (4, 2) mm as the view asks.

    The distance is found by repeated scaling, so the ID's width holds to a per mille; the corners
    that follow from the camera are exact whatever it is.
    """
    rotation = _rotation(view)
    rise = np.deg2rad(view.elevation_deg - view.pitch_deg)
    turn = np.deg2rad(view.azimuth_deg - view.yaw_deg)
    ray = np.array([np.tan(turn), -np.tan(rise), 1.0])
    # photos are cropped, so the principal point may lie anywhere: it goes where the ID asks it
    x, y = np.array(view.id_center_px) - view.focal_px * ray[:2]
    matrix = np.array([[view.focal_px, 0, x], [0, view.focal_px, y], [0, 0, 1.0]])
    direction = rotation.T @ ray
    center = np.append(quad_mm.mean(axis=0), 0.0)
    points = np.column_stack([quad_mm, np.zeros(4)])
    distance = view.focal_px * np.ptp(quad_mm[:, 0]) / view.id_width_px
    camera = Camera(matrix, rotation, center - distance * direction)
    for _ in range(4):
        seen = camera.project(points)
        width = (np.linalg.norm(seen[1] - seen[0]) + np.linalg.norm(seen[2] - seen[3])) / 2
        distance *= width / view.id_width_px
        camera = Camera(matrix, rotation, center - distance * direction)
    return camera


def _rotation(view: View) -> Floats:
    pitch, yaw, roll = np.deg2rad([view.pitch_deg, view.yaw_deg, view.roll_deg])
    turns = [np.array([0, 0, roll]), np.array([pitch, 0, 0]), np.array([0, yaw, 0])]
    around_z, around_x, around_y = (cv2.Rodrigues(turn)[0] for turn in turns)
    # a camera that points up sees the door's points turned down, hence the signs
    return np.asarray(around_z @ around_x.T @ around_y.T, np.float64)
