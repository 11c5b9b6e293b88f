"""The hardware that stands in front of the door: lock rods, guides, cams, handles; and hinges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.raster import Colour, Raster


def hinges(
    raster: Raster,
    rng: np.random.Generator,
    sides_mm: tuple[float, float],
    rows_mm: list[float],
    colour: Colour,
) -> None:
    """Draw the hinges on both outer edges of the door."""
    dark = _tone(np.array(colour, float) * 0.45)
    wide, tall = float(rng.uniform(60, 150)), float(rng.uniform(45, 75))
    for y in rows_mm:
        for side, way in zip(sides_mm, (1.0, -1.0), strict=True):
            raster.box(side - 15, y + 6, side + way * wide, y + tall + 10, dark)
            raster.box(side - 15, y, side + way * wide, y + tall, colour)


def rods(
    raster: Raster,
    rng: np.random.Generator,
    xs_mm: list[float],
    span_mm: tuple[float, float],
    colour: Colour,
) -> None:
    """Draw upright lock rods with guides, cams and handles on an RGBA raster."""
    top, bottom = span_mm
    radius = float(rng.uniform(15, 22))
    guides = np.linspace(top + 40, bottom - 40, int(rng.integers(4, 7)))[1:-1]
    guides = guides + rng.uniform(-60, 60, guides.shape)
    steel = np.array(colour, float)
    bracket: Colour = _tone(steel * rng.uniform(0.7, 1.05))
    handle_y = top + (bottom - top) * float(rng.uniform(0.58, 0.75))
    for number, x in enumerate(xs_mm):
        _rod(raster, x, (top - 20, bottom + 20), radius, steel)
        for y in (top, bottom - 90):
            _bracket(raster, (x, y), (55, 95), bracket)
        for y in guides:
            _bracket(raster, (x, float(y)), (48, 62), bracket)
        if rng.random() < 0.85:
            way = 1.0 if number % 2 == 0 else -1.0
            _handle(raster, (x, handle_y), way * float(rng.uniform(260, 400)), steel)


def _tone(colour: NDArray[np.float64]) -> Colour:
    red, green, blue = np.clip(colour, 0, 255)
    return int(red), int(green), int(blue)


def _rod(
    raster: Raster, x: float, span: tuple[float, float], radius: float, steel: NDArray[np.float64]
) -> None:
    """A cylinder: bright along one line, dark at the edges."""
    for across in np.linspace(-1, 1, 7)[:-1]:
        light = 0.5 + 0.6 * float(np.exp(-(((across + 0.3) / 0.5) ** 2)))
        left, right = x + radius * across, x + radius * (across + 0.36)
        raster.box(left, span[0], min(right, x + radius), span[1], (*_tone(steel * light), 255))


def _bracket(
    raster: Raster, at: tuple[float, float], half: tuple[float, float], colour: Colour
) -> None:
    (x, y), (wide, tall) = at, half
    base = np.array(colour, float)
    raster.box(x - wide, y - tall / 2, x + wide, y + tall / 2, (*_tone(base * 0.5), 255))
    raster.box(x - wide, y - tall / 2 - 4, x + wide, y + tall / 2 - 6, (*_tone(base), 255))
    raster.box(x - wide * 0.45, y - tall / 2, x + wide * 0.45, y + tall / 2 - 4,
               (*_tone(base * 1.15), 255))  # fmt: skip
    for dx in (-0.72, 0.72):
        for dy in (-0.28, 0.22):
            raster.disc(x + dx * wide, y + dy * tall, 6, (*_tone(base * 0.4), 255))


def _handle(
    raster: Raster, at: tuple[float, float], reach: float, steel: NDArray[np.float64]
) -> None:
    x, y = at
    raster.box(min(x, x + reach), y - 14, max(x, x + reach), y + 16, (*_tone(steel * 0.45), 255))
    raster.box(min(x, x + reach), y - 16, max(x, x + reach), y + 8, (*_tone(steel * 0.95), 255))
    raster.box(x + reach * 0.6 - 30, y - 45, x + reach * 0.6 + 30, y + 50,
               (*_tone(steel * 0.6), 255))  # fmt: skip
    raster.disc(x, y, 34, (*_tone(steel * 0.8), 255))


def rod_shadow(
    shape: tuple[int, int], scale: float, fittings: NDArray[np.uint8], offset_mm: tuple[float, float]
) -> NDArray[np.uint8]:
    """Return the shadow (h, w) 0..255 that the fittings throw on the door."""
    shift = np.array([[1, 0, offset_mm[0] * scale], [0, 1, offset_mm[1] * scale]], np.float64)
    alpha = cv2.warpAffine(fittings[..., 3], shift, (shape[1], shape[0]))
    return np.asarray(cv2.GaussianBlur(alpha, (0, 0), max(0.5, 6 * scale)), np.uint8)
