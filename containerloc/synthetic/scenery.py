"""What stands round the container: sky, ground, buildings, other containers, its own side."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.camera import Array, Camera
from containerloc.synthetic.door import PAINTS, WIDTH_MM
from containerloc.synthetic.weather import clouds

Picture = NDArray[np.uint8]
PLACES = ("sky", "night", "hall", "bridge")


def backdrop(
    rng: np.random.Generator, camera: Camera, shape: tuple[int, int], place: str, ground_mm: float
) -> Picture:
    """Return the far background (h, w, 3): the sky over a horizon, or a dark or a built place."""
    height, width = shape
    tops = {"sky": (120, 165, 220), "night": (6, 6, 10), "hall": (150, 150, 150),
            "bridge": (95, 95, 92)}  # fmt: skip
    top = np.array(tops[place], float) * rng.uniform(0.6, 1.2)
    if place == "sky" and rng.random() < 0.55:  # overcast
        top = np.full(3, rng.uniform(170, 250))
    low = np.clip(top * rng.uniform(1.0, 1.5) + rng.uniform(0, 30), 0, 255)
    ramp = np.linspace(0, 1, height)[:, None, None]
    rows = (top * (1 - ramp) + low * ramp).astype(np.float32)
    picture = np.clip(np.broadcast_to(rows, (height, width, 3)), 0, 255)
    if rng.random() < 0.5:
        soft = clouds(rng, shape, (5, 4))[..., None] * float(rng.uniform(2, 14))
        picture = np.clip(picture + soft, 0, 255)
    image = np.ascontiguousarray(picture, np.uint8)
    dim = 0.15 if place == "night" else 1.0
    _buildings(rng, image, camera, dim)
    _ground(rng, image, camera, ground_mm, dim)
    return image


def _horizon(camera: Camera) -> tuple[float, float]:
    """The rows at which the horizon meets the picture's plane, per unit: offset and slope."""
    points = camera.position + np.array([[-1e7, 0, 1e7], [1e7, 0, 1e7]])
    (xa, ya), (xb, yb) = camera.project(points)
    slope = (yb - ya) / (xb - xa)
    return float(ya - slope * xa), float(slope)


def _buildings(rng: np.random.Generator, image: Picture, camera: Camera, dim: float) -> None:
    offset, slope = _horizon(camera)
    height, width = image.shape[:2]
    for _ in range(int(rng.integers(0, 7))):
        left, wide = rng.uniform(-0.2, 1) * width, rng.uniform(0.08, 0.6) * width
        tall = rng.uniform(0.03, 0.35) * height
        base = offset + slope * left + 10
        colour = (rng.uniform(50, 215) + rng.normal(0, 18, 3)) * dim
        box = np.array([[left, base - tall], [left + wide, base - tall + slope * wide],
                        [left + wide, base + slope * wide], [left, base]])  # fmt: skip
        _fill(image, box, colour)
        for line in np.linspace(0.1, 0.9, int(rng.integers(2, 8))):  # storeys
            ends = np.array([[left, base - tall * line], [left + wide, base - tall * line]])
            cv2.polylines(image, [ends.astype(np.int32)], False,
                          (colour * 0.75).tolist(), int(rng.integers(1, 7)))  # fmt: skip


def _ground(
    rng: np.random.Generator, image: Picture, camera: Camera, ground_mm: float, dim: float
) -> None:
    offset, slope = _horizon(camera)
    height, width = image.shape[:2]
    if offset > height * 1.5:
        return
    colour = np.full(3, rng.uniform(70, 170)) + rng.normal(0, 8, 3)
    rows = np.array([[0, offset], [width, offset + slope * width], [width, 3 * height],
                     [0, 3 * height]])  # fmt: skip
    _fill(image, rows, colour * dim)


def _fill(image: Picture, points: Array, colour: NDArray[np.float64]) -> None:
    at = np.clip(points, -20000, 20000).astype(np.int32)
    cv2.fillPoly(image, [at], np.clip(colour, 0, 255).tolist(), cv2.LINE_AA)


def neighbours(
    rng: np.random.Generator, image: Picture, camera: Camera, height_mm: float, dim: float
) -> None:
    """Draw containers beside and behind this one, in place."""
    for side in (-1.0, 1.0):
        if rng.random() < 0.4:
            continue
        gap, depth = float(rng.uniform(80, 2500)), float(rng.uniform(-500, 5000))
        left = WIDTH_MM + gap if side > 0 else -gap - WIDTH_MM
        for level in range(int(rng.integers(1, 4))):
            base = height_mm - level * 2600 + float(rng.uniform(0, 900)) * (level == 0)
            colour = np.array(PAINTS[int(rng.integers(len(PAINTS)))], float) * rng.uniform(0.7, 1.2) * dim
            near = left if side > 0 else left + WIDTH_MM
            _wall(rng, image, camera, np.array([near, base - 2590, depth]), (0, 0, 1), colour)
            _wall(rng, image, camera, np.array([left, base - 2590, depth]), (1, 0, 0), colour * 0.9)


def own_sides(
    rng: np.random.Generator, image: Picture, camera: Camera, height_mm: float,
    colour: NDArray[np.float64],
) -> None:  # fmt: skip
    """Draw the side walls of the container itself, where they are seen."""
    for x in (0.0, WIDTH_MM):
        if (camera.position[0] < 0) if x == 0 else (camera.position[0] > WIDTH_MM):
            shade = colour * rng.uniform(0.4, 1.1)
            _wall(rng, image, camera, np.array([x, 0.0, 0.0]), (0, 0, 1), shade, height_mm)


def _wall(
    rng: np.random.Generator, image: Picture, camera: Camera, origin: Array,
    along: tuple[int, int, int], colour: NDArray[np.float64], tall: float = 2590.0,
) -> None:  # fmt: skip
    """Draw a corrugated wall from an origin (mm) along a direction."""
    length = WIDTH_MM if along[0] else 6058.0
    way = np.array(along, float)
    corners = np.array([origin, origin + way * length, origin + way * length + [0, tall, 0],
                        origin + [0, tall, 0]])  # fmt: skip
    depth = (corners - camera.position) @ camera.rotation[2]
    if depth.min() < 400:  # reaches behind the camera
        return
    _fill(image, camera.project(corners), colour)
    pitch = 280.0 if not along[0] else 600.0
    for start in np.arange(40, length - pitch / 2, pitch):
        part = corners[[0, 0, 3, 3]] + way * np.array([[start], [start + pitch * 0.35],
                                                       [start + pitch * 0.35], [start]])  # fmt: skip
        _fill(image, camera.project(part), colour * 0.72)
    edge = camera.project(corners)
    cv2.polylines(image, [np.clip(edge, -20000, 20000).astype(np.int32)], True,
                  np.clip(colour * 0.6, 0, 255).tolist(), 3, cv2.LINE_AA)  # fmt: skip
