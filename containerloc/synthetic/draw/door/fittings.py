"""The hardware that stands in front of the door: lock rods with guides, cams and handles."""

import cv2
import numpy as np

from containerloc.synthetic.draw.arrays import Color, Rng
from containerloc.synthetic.draw.raster import Raster, tone
from containerloc.synthetic.draw.weather import shaded

DEPTH_MM = -60.0  # the rods stand this far in front of the door


def draw_rods(
    front: Raster, rng: Rng, xs_mm: list[float], span_mm: tuple[float, float], steel: Color
) -> None:
    """Draw upright lock rods with guides, cams and handles on an RGBA raster."""
    top, bottom = span_mm
    radius = float(rng.uniform(15, 22))
    guides = np.linspace(top + 40, bottom - 40, int(rng.integers(4, 7)))[1:-1]
    guides = guides + rng.uniform(-60, 60, guides.shape)
    bracket = tone(np.array(steel, float) * rng.uniform(0.7, 1.05))
    handle_y = top + (bottom - top) * float(rng.uniform(0.58, 0.75))
    for number, x in enumerate(xs_mm):
        _rod(front, x, (top - 20, bottom + 20), radius, steel)
        for y in (top, bottom - 90):
            _bracket(front, (x, y), (55, 95), bracket)
        for y in guides:
            _bracket(front, (x, float(y)), (48, 62), bracket)
        if rng.random() < 0.85:
            reach = float(rng.uniform(260, 400)) * (1 if number % 2 == 0 else -1)
            _handle(front, (x, handle_y), reach, steel)


def _opaque(color: Color, light: float) -> tuple[int, int, int, int]:
    return (*tone(np.array(color, float) * light), 255)


def _rod(front: Raster, x: float, span: tuple[float, float], radius: float, steel: Color) -> None:
    """A cylinder is bright along one line and dark at the edges."""
    for across in np.linspace(-1, 1, 7)[:-1]:
        light = 0.5 + 0.6 * float(np.exp(-(((across + 0.3) / 0.5) ** 2)))
        right = min(x + radius * (across + 0.36), x + radius)
        front.box(x + radius * across, span[0], right, span[1], _opaque(steel, light))


def _bracket(
    front: Raster, at: tuple[float, float], half: tuple[float, float], color: Color
) -> None:
    (x, y), (wide, tall) = at, half
    front.box(x - wide, y - tall / 2, x + wide, y + tall / 2, _opaque(color, 0.5))
    front.box(x - wide, y - tall / 2 - 4, x + wide, y + tall / 2 - 6, _opaque(color, 1.0))
    middle = wide * 0.45
    front.box(x - middle, y - tall / 2, x + middle, y + tall / 2 - 4, _opaque(color, 1.15))
    for dx in (-0.72, 0.72):
        for dy in (-0.28, 0.22):
            front.disc(x + dx * wide, y + dy * tall, 6, _opaque(color, 0.4))


def _handle(front: Raster, at: tuple[float, float], reach: float, steel: Color) -> None:
    (x, y), end = at, at[0] + reach
    front.box(min(x, end), y - 14, max(x, end), y + 16, _opaque(steel, 0.45))
    front.box(min(x, end), y - 16, max(x, end), y + 8, _opaque(steel, 0.95))
    hasp = x + reach * 0.6
    front.box(hasp - 30, y - 45, hasp + 30, y + 50, _opaque(steel, 0.6))
    front.disc(x, y, 34, _opaque(steel, 0.8))


def cast_on_door(door: Raster, front: Raster, rng: Rng) -> None:
    """Darken the door where the fittings keep the sun off, in place."""
    right, down = float(rng.normal(0, 35)) * door.scale, float(rng.uniform(5, 60)) * door.scale
    shift = np.array([[1, 0, right], [0, 1, down]], np.float64)
    size = (door.pixels.shape[1], door.pixels.shape[0])
    alpha = cv2.warpAffine(cv2.extractChannel(front.pixels, 3), shift, size)
    soft = cv2.GaussianBlur(alpha, (0, 0), max(0.5, 6 * door.scale))
    dark = float(rng.uniform(0.15, 0.5))
    shaded(
        door.pixels, np.asarray(cv2.addWeighted(soft, -dark / 255, soft, 0, 1, dtype=cv2.CV_32F))
    )
