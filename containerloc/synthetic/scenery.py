"""What stands round the container: sky, ground, buildings, other containers, its own side."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.backdrop import fill_backdrop
from containerloc.synthetic.bodywork import WIDTH_MM
from containerloc.synthetic.camera import Array, Camera, View
from containerloc.synthetic.lettering import random_face, text_mask
from containerloc.synthetic.plan import PAINTS, DoorPlan
from containerloc.synthetic.raster import Raster, tone
from containerloc.synthetic.weather import clouds

Picture = NDArray[np.uint8]
_LENGTH_MM, _TALL_MM = 6058.0, 2591.0
_FAR = 20000  # px; what projects farther out is clipped before drawing
_SKIES = {
    "yard": (120, 165, 220),
    "night": (6, 6, 10),
    "hall": (150, 150, 150),
    "bridge": (95, 95, 92),
}


@dataclass(frozen=True)
class _Wall:
    """A corrugated wall that stands upright; mm of the door."""

    origin_mm: Array  # its upper corner
    along: tuple[float, float, float]
    length_mm: float
    tall_mm: float
    color: Array


def draw_surroundings(
    rng: np.random.Generator, camera: Camera, view: View, plan: DoorPlan, *, place: str
) -> Picture:
    """Return all of the picture (h, w, 3) but the door itself."""
    dim = 0.15 if place == "night" else 1.0
    picture = _sky(rng, (view.height_px, view.width_px), place)
    _buildings(rng, picture, camera, dim)
    _ground(rng, picture, camera, dim)
    row = sum(_horizon(camera, view.width_px)) / 2
    fill_backdrop(rng, picture, row, dim=dim, roofed=place in ("hall", "bridge"))
    _neighbors(rng, picture, camera, plan.height_mm, dim=min(1.0, 2 * dim))
    for x, seen in ((0.0, camera.position[0] < 0), (WIDTH_MM, camera.position[0] > WIDTH_MM)):
        if seen:
            color = np.array(plan.paint) * rng.uniform(0.4, 1.1)
            side = _Wall(np.array([x, 0, 0]), (0, 0, 1), _LENGTH_MM, plan.height_mm, color)
            _draw_wall(picture, camera, side)
    return picture


def _sky(rng: np.random.Generator, shape: tuple[int, int], place: str) -> Picture:
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


def _buildings(rng: np.random.Generator, picture: Picture, camera: Camera, dim: float) -> None:
    height, width = picture.shape[:2]
    left_row, right_row = _horizon(camera, width)
    for _ in range(int(rng.integers(0, 7))):
        x = rng.uniform(-0.2, 1) * width + np.array([0, rng.uniform(0.08, 0.6) * width])
        tall = rng.uniform(0.03, 0.35) * height
        base = left_row + (right_row - left_row) * x / width
        color = (rng.uniform(50, 215) + rng.normal(0, 18, 3)) * dim
        roof, foot = np.stack([x, base - tall], axis=1), np.stack([x, base], axis=1)
        _fill(picture, np.concatenate([roof, foot[::-1]]), color)
        for share in np.linspace(0.1, 0.9, int(rng.integers(2, 8))):  # storeys
            ends = _integer(roof * share + foot * (1 - share))
            thick = int(rng.integers(1, 7))
            cv2.polylines(picture, [ends], False, tone(color * 0.75), thick)


def _ground(rng: np.random.Generator, picture: Picture, camera: Camera, dim: float) -> None:
    height, width = picture.shape[:2]
    left_row, right_row = _horizon(camera, width)
    color = (rng.uniform(70, 170) + rng.normal(0, 5, 3)) * dim
    low = max(left_row, right_row, height) + height
    corners = np.array([[0, left_row], [width, right_row], [width, low], [0, low]])
    _fill(picture, corners, color)


def _integer(points: Array) -> NDArray[np.int32]:
    return np.clip(points, -_FAR, _FAR).astype(np.int32)


def _fill(picture: Picture, points: Array, color: Array) -> None:
    cv2.fillPoly(picture, [_integer(points)], tone(color), cv2.LINE_AA)


def _neighbors(
    rng: np.random.Generator, picture: Picture, camera: Camera, height_mm: float, *, dim: float
) -> None:
    """Stack containers to the left and to the right of this one."""
    for side in (-1, 1):
        if rng.random() < 0.4:
            continue
        gap, depth = float(rng.uniform(80, 2500)), float(rng.uniform(-500, 5000))
        left = WIDTH_MM + gap if side > 0 else -gap - WIDTH_MM
        near = left if side > 0 else left + WIDTH_MM
        top = height_mm - _TALL_MM + float(rng.uniform(0, 900))
        for level in range(int(rng.integers(1, 4))):
            color = np.array(PAINTS[int(rng.integers(len(PAINTS)))]) * rng.uniform(0.7, 1.2) * dim
            y = top - level * _TALL_MM
            long = _Wall(np.array([near, y, depth]), (0, 0, 1), _LENGTH_MM, _TALL_MM, color)
            end = _Wall(np.array([left, y, depth]), (1, 0, 0), WIDTH_MM, _TALL_MM, color * 0.9)
            _draw_wall(picture, camera, long)
            _draw_wall(picture, camera, end)
            if rng.random() < 0.4:
                _letter(rng, picture, camera, long)


def _letter(rng: np.random.Generator, picture: Picture, camera: Camera, wall: _Wall) -> None:
    """Write the name of a line on a container's side, as large as the side allows."""
    if _reaches_behind(camera, wall):
        return
    scale = 0.1  # pixels per mm of the lettering
    board = Raster(np.zeros((int(_TALL_MM * scale), int(_LENGTH_MM * scale)), np.uint8), scale)
    text = "".join(str(c) for c in rng.choice(list("ACEGHILMNOPRSTUV"), int(rng.integers(2, 8))))
    mask, _ = text_mask(text, random_face(rng), float(rng.uniform(500, 1300)) * scale)
    x, y = rng.uniform(0, 0.5, 2) * [board.pixels.shape[1], board.pixels.shape[0]]
    window = board.pixels[int(y) : int(y) + mask.shape[0], int(x) : int(x) + mask.shape[1]]
    window[...] = mask[: window.shape[0], : window.shape[1]]
    if wall.origin_mm[0] > 0:  # seen from its other side, to the right of the door
        board.pixels[...] = board.pixels[:, ::-1]
    onto = camera.plane(wall.origin_mm, np.array(wall.along), np.array([0.0, 1, 0]))
    onto = onto @ np.diag([1 / scale, 1 / scale, 1.0])
    size = (picture.shape[1], picture.shape[0])
    weight = cv2.warpPerspective(board.pixels, onto, size, flags=cv2.INTER_LINEAR)
    ink = np.float32(rng.choice([235, 245, 40]) * min(1.0, float(wall.color.max()) / 90))
    rows, columns = np.nonzero(weight > 8)
    share = weight[rows, columns, None].astype(np.float32) / 255
    mixed = picture[rows, columns] * (1 - share) + ink * share
    picture[rows, columns] = mixed.astype(np.uint8)


def _reaches_behind(camera: Camera, wall: _Wall) -> bool:
    way, down = np.array(wall.along) * wall.length_mm, np.array([0.0, wall.tall_mm, 0])
    corners = wall.origin_mm + np.array([0 * way, way, way + down, down])
    return bool(((corners - camera.position) @ camera.rotation[2]).min() < 400)


def _draw_wall(picture: Picture, camera: Camera, wall: _Wall) -> None:
    way, down = np.array(wall.along), np.array([0.0, wall.tall_mm, 0])

    def panel(start: float, end: float) -> Array:
        upper = wall.origin_mm + np.outer([start, end], way)
        return np.concatenate([upper, upper[::-1] + down])

    if _reaches_behind(camera, wall):
        return
    corners = panel(0, wall.length_mm)
    _fill(picture, camera.project(corners), wall.color)
    pitch = wall.length_mm / (4 if wall.along[0] else 22)
    for start in np.arange(40, wall.length_mm - pitch / 2, pitch):
        _fill(picture, camera.project(panel(start, start + pitch * 0.35)), wall.color * 0.72)
    outline = _integer(camera.project(corners))
    cv2.polylines(picture, [outline], True, tone(wall.color * 0.6), 3, cv2.LINE_AA)
