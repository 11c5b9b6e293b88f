"""The corrugated walls of containers, and what is written on them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Picture, Rng
from containerloc.synthetic.draw.door.bodywork import WIDTH_MM
from containerloc.synthetic.draw.door.plan import PAINTS
from containerloc.synthetic.draw.lettering import random_face, text_mask
from containerloc.synthetic.draw.photo.camera import Camera
from containerloc.synthetic.draw.raster import Raster, tone

LENGTH_MM = 6058.0
_TALL_MM = 2591.0
_FAR = 20000  # px; what projects farther out is clipped before drawing


@dataclass(frozen=True)
class Wall:
    """A corrugated wall that stands upright; mm of the door."""

    origin_mm: Floats  # its upper corner
    along: tuple[float, float, float]
    length_mm: float
    tall_mm: float
    color: Floats


def draw_neighbors(
    rng: Rng, picture: Picture, camera: Camera, height_mm: float, *, dim: float
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
            long = Wall(np.array([near, y, depth]), (0, 0, 1), LENGTH_MM, _TALL_MM, color)
            end = Wall(np.array([left, y, depth]), (1, 0, 0), WIDTH_MM, _TALL_MM, color * 0.9)
            draw_wall(picture, camera, long)
            draw_wall(picture, camera, end)
            if rng.random() < 0.4:
                _letter(rng, picture, camera, long)


def _letter(rng: Rng, picture: Picture, camera: Camera, wall: Wall) -> None:
    """Write the name of a line on a container's side, as large as the side allows."""
    if _reaches_behind(camera, wall):
        return
    scale = 0.1  # pixels per mm of the lettering
    board = Raster(np.zeros((int(_TALL_MM * scale), int(LENGTH_MM * scale)), np.uint8), scale)
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


def _reaches_behind(camera: Camera, wall: Wall) -> bool:
    way, down = np.array(wall.along) * wall.length_mm, np.array([0.0, wall.tall_mm, 0])
    corners = wall.origin_mm + np.array([0 * way, way, way + down, down])
    return bool(((corners - camera.position) @ camera.rotation[2]).min() < 400)


def draw_wall(picture: Picture, camera: Camera, wall: Wall) -> None:
    """Draw the wall, in place, unless it reaches behind the camera."""
    way, down = np.array(wall.along), np.array([0.0, wall.tall_mm, 0])

    def panel(start: float, end: float) -> Floats:
        upper = wall.origin_mm + np.outer([start, end], way)
        return np.concatenate([upper, upper[::-1] + down])

    if _reaches_behind(camera, wall):
        return
    corners = panel(0, wall.length_mm)
    fill(picture, camera.project(corners), wall.color)
    pitch = wall.length_mm / (4 if wall.along[0] else 22)
    for start in np.arange(40, wall.length_mm - pitch / 2, pitch):
        fill(picture, camera.project(panel(start, start + pitch * 0.35)), wall.color * 0.72)
    outline = integer_points(camera.project(corners))
    cv2.polylines(picture, [outline], True, tone(wall.color * 0.6), 3, cv2.LINE_AA)


def integer_points(points: Floats) -> NDArray[np.int32]:
    """Return the points as OpenCV draws them."""
    return np.clip(points, -_FAR, _FAR).astype(np.int32)


def fill(picture: Picture, points: Floats, color: Floats) -> None:
    """Fill a polygon (n, 2) px, in place."""
    cv2.fillPoly(picture, [integer_points(points)], tone(color), cv2.LINE_AA)
