"""What stands round the container: sky, ground, buildings, its own side."""

import cv2
import numpy as np

from containerloc.synthetic.draw.arrays import Picture, Rng
from containerloc.synthetic.draw.backdrop import fill_backdrop
from containerloc.synthetic.draw.door.bodywork import WIDTH_MM
from containerloc.synthetic.draw.door.plan import DoorPlan
from containerloc.synthetic.draw.photo.camera import Camera, View
from containerloc.synthetic.draw.raster import tone
from containerloc.synthetic.draw.walls import (
    LENGTH_MM,
    Wall,
    draw_neighbors,
    draw_wall,
    fill,
    integer_points,
)
from containerloc.synthetic.draw.weather import clouds

_SKIES = {
    "yard": (120, 165, 220),
    "night": (6, 6, 10),
    "hall": (150, 150, 150),
    "bridge": (95, 95, 92),
}


def draw_surroundings(
    rng: Rng, camera: Camera, view: View, plan: DoorPlan, *, place: str
) -> Picture:
    """Return all of the picture (h, w, 3) but the door itself."""
    dim = 0.15 if place == "night" else 1.0
    picture = _sky(rng, (view.height_px, view.width_px), place)
    _buildings(rng, picture, camera, dim)
    _ground(rng, picture, camera, dim)
    row = sum(_horizon(camera, view.width_px)) / 2
    fill_backdrop(rng, picture, row, dim=dim, roofed=place in ("hall", "bridge"))
    draw_neighbors(rng, picture, camera, plan.height_mm, dim=min(1.0, 2 * dim))
    for x, seen in ((0.0, camera.position[0] < 0), (WIDTH_MM, camera.position[0] > WIDTH_MM)):
        if seen:
            color = np.array(plan.paint) * rng.uniform(0.4, 1.1)
            side = Wall(np.array([x, 0, 0]), (0, 0, 1), LENGTH_MM, plan.height_mm, color)
            draw_wall(picture, camera, side)
    return picture


def _sky(rng: Rng, shape: tuple[int, int], place: str) -> Picture:
    top = np.array(_SKIES[place], float) * rng.uniform(0.6, 1.2)
    if place == "yard" and rng.random() < 0.55:  # overcast
        top = np.full(3, rng.uniform(170, 250))
    low = np.clip(top * rng.uniform(1.0, 1.5) + rng.uniform(0, 30), 0, 255)
    ramp = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    rows = (top * (1 - ramp) + low * ramp).astype(np.float32)
    picture = np.ascontiguousarray(np.broadcast_to(rows, (*shape, 3)))
    if rng.random() < 0.5:
        soft = clouds(rng, shape, (5, 4)) * np.float32(rng.uniform(2, 14))
        picture += soft[..., None]
    return np.clip(picture, 0, 255).astype(np.uint8)


def _horizon(camera: Camera, width_px: int) -> tuple[float, float]:
    """Return the rows at which the horizon meets the picture's left and right border."""
    x, _, z = camera.rotation[2]  # where the camera looks; far ahead, half to the left and right
    far = camera.position + 1e7 * np.array([[x - z, 0, z + x], [x + z, 0, z - x]])
    (xa, ya), (xb, yb) = camera.project(far)
    slope = (yb - ya) / (xb - xa)
    return float(ya - slope * xa), float(ya + slope * (width_px - xa))


def _buildings(rng: Rng, picture: Picture, camera: Camera, dim: float) -> None:
    height, width = picture.shape[:2]
    left_row, right_row = _horizon(camera, width)
    for _ in range(int(rng.integers(0, 7))):
        x = rng.uniform(-0.2, 1) * width + np.array([0, rng.uniform(0.08, 0.6) * width])
        tall = rng.uniform(0.03, 0.35) * height
        base = left_row + (right_row - left_row) * x / width
        color = (rng.uniform(50, 215) + rng.normal(0, 18, 3)) * dim
        roof, foot = np.stack([x, base - tall], axis=1), np.stack([x, base], axis=1)
        fill(picture, np.concatenate([roof, foot[::-1]]), color)
        for share in np.linspace(0.1, 0.9, int(rng.integers(2, 8))):  # storeys
            ends = integer_points(roof * share + foot * (1 - share))
            thick = int(rng.integers(1, 7))
            cv2.polylines(picture, [ends], False, tone(color * 0.75), thick)


def _ground(rng: Rng, picture: Picture, camera: Camera, dim: float) -> None:
    height, width = picture.shape[:2]
    left_row, right_row = _horizon(camera, width)
    color = (rng.uniform(70, 170) + rng.normal(0, 5, 3)) * dim
    low = max(left_row, right_row, height) + height
    corners = np.array([[0, left_row], [width, right_row], [width, low], [0, low]])
    fill(picture, corners, color)
