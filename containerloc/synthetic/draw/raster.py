"""A picture that is drawn on in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Color, Mask, Picture
from containerloc.synthetic.draw.lettering import Face, text_mask

_SHIFT = 4  # cv2 takes coordinates in sixteenths of a pixel


@dataclass(frozen=True)
class Brush:
    """How a text is painted: its face, its color, and the plate behind it where there is one."""

    face: Face
    ink: Color
    plate: Color | None = None


@dataclass(frozen=True)
class Raster:
    """A picture (h, w, channels) of uint8 and its pixels per mm; the origin is the top left."""

    pixels: Picture
    scale: float

    def polygon(self, points: ArrayLike, color: Sequence[int]) -> None:
        """Fill a polygon given in mm."""
        at = self._fixed_point(points)
        cv2.fillPoly(self.pixels, [at], [int(c) for c in color], cv2.LINE_AA, _SHIFT)

    def _fixed_point(self, points: ArrayLike) -> NDArray[np.int32]:
        # cv2 counts from the center of the first pixel, mm count from its edge
        centered = np.asarray(points, np.float64) * self.scale - 0.5
        return np.asarray(np.rint(centered * 2**_SHIFT), np.int32)

    def box(self, x0: float, y0: float, x1: float, y1: float, color: Sequence[int]) -> None:
        """Fill an upright rectangle given in mm."""
        self.polygon(upright_quad(x0, y0, x1, y1), color)

    def disc(self, x: float, y: float, radius: float, color: Sequence[int]) -> None:
        """Fill a circle given in mm."""
        turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        self.polygon([(x + radius * np.cos(t), y + radius * np.sin(t)) for t in turns], color)

    def line(self, points: ArrayLike, color: Sequence[int], width: float) -> None:
        """Draw a line through points in mm; the width is in mm and at least one pixel."""
        at = self._fixed_point(points)
        thick = max(1, round(width * self.scale))
        ink = [int(c) for c in color]
        cv2.polylines(self.pixels, [at], False, ink, thick, cv2.LINE_AA, _SHIFT)

    def blend(self, mask: Mask, origin_px: tuple[int, int], color: Sequence[float]) -> None:
        """Mix a color in by a mask (0..255) whose first pixel lies at origin (column, row)."""
        x, y = origin_px
        height, width = self.pixels.shape[:2]
        x0, y0 = max(x, 0), max(y, 0)
        x1, y1 = min(x + mask.shape[1], width), min(y + mask.shape[0], height)
        if x0 >= x1 or y0 >= y1:
            return
        weight = mask[y0 - y : y1 - y, x0 - x : x1 - x, None].astype(np.float32) / 255
        window = self.pixels[y0:y1, x0:x1, :3]
        mixed = window * (1 - weight) + np.asarray(color, np.float32)[:3] * weight
        window[...] = (mixed + 0.5).astype(np.uint8)

    def write(self, text: str, at_mm: tuple[float, float], brush: Brush, *, cap_mm: float) -> float:
        """Write a text with its left end and its baseline at (x, y) mm; return its width in mm.

        The plate is not drawn; a text too small to be seen is not drawn either, its width is 0.
        """
        if cap_mm * self.scale < 2 or not text.strip():
            return 0.0
        mask, baseline = text_mask(text, brush.face, cap_mm * self.scale * 2)
        half = ((mask.shape[1] + 1) // 2, (mask.shape[0] + 1) // 2)
        small = np.asarray(cv2.resize(mask, half, interpolation=cv2.INTER_AREA), np.uint8)
        column, row = round(at_mm[0] * self.scale), round(at_mm[1] * self.scale)
        self.blend(small, (column, row - baseline // 2), brush.ink)
        return float(mask.shape[1] / (2 * self.scale))


def upright_quad(x0: float, y0: float, x1: float, y1: float) -> Floats:
    """Return the corners (4, 2) TL, TR, BR, BL of an upright rectangle.

    Examples
    --------
    >>> upright_quad(0, 1, 2, 3).tolist()
    [[0.0, 1.0], [2.0, 1.0], [2.0, 3.0], [0.0, 3.0]]
    """
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)


def tone(color: ArrayLike) -> Color:
    """Return the nearest color that a pixel can have.

    Examples
    --------
    >>> tone([300.0, 127.9, -4])
    (255, 127, 0)
    """
    red, green, blue = np.clip(color, 0, 255)
    return int(red), int(green), int(blue)
