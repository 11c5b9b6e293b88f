"""A picture that is drawn on in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.lettering import Face, Mask, text_mask

Colour = tuple[int, int, int]
Points = Sequence[tuple[float, float]]
_SHIFT = 4  # cv2 takes coordinates in sixteenths of a pixel


@dataclass(frozen=True)
class Raster:
    """A picture (h, w, channels) of uint8 and its pixels per mm; the origin is the top left."""

    pixels: NDArray[np.uint8]
    scale: float

    def polygon(self, points: Points, colour: Sequence[int]) -> None:
        """Fill a polygon given in mm."""
        # cv2 counts from the centre of the first pixel, mm count from its edge
        at = np.rint((np.asarray(points, float) * self.scale - 0.5) * 2**_SHIFT).astype(np.int32)
        cv2.fillPoly(self.pixels, [at], [int(c) for c in colour], cv2.LINE_AA, _SHIFT)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Sequence[int]) -> None:
        """Fill an upright rectangle given in mm."""
        self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour)

    def disc(self, x: float, y: float, radius: float, colour: Sequence[int]) -> None:
        """Fill a circle given in mm."""
        turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        self.polygon(
            [(x + radius * np.cos(t), y + radius * np.sin(t)) for t in turns], colour
        )

    def line(self, points: Points, colour: Sequence[int], width: float) -> None:
        """Draw a line through points in mm; the width is in mm and at least one pixel."""
        at = np.rint((np.asarray(points, float) * self.scale - 0.5) * 2**_SHIFT).astype(np.int32)
        thick = max(1, round(width * self.scale))
        ink = [int(c) for c in colour]
        cv2.polylines(self.pixels, [at], False, ink, thick, cv2.LINE_AA, _SHIFT)

    def blend(self, mask: Mask, origin_px: tuple[int, int], colour: Sequence[float]) -> None:
        """Mix a colour in by a mask (0..255) whose first pixel lies at origin (column, row)."""
        x, y = origin_px
        height, width = self.pixels.shape[:2]
        x0, y0 = max(x, 0), max(y, 0)
        x1, y1 = min(x + mask.shape[1], width), min(y + mask.shape[0], height)
        if x0 >= x1 or y0 >= y1:
            return
        weight = mask[y0 - y : y1 - y, x0 - x : x1 - x, None].astype(np.float32) / 255
        window = self.pixels[y0:y1, x0:x1, :3]
        mixed = window * (1 - weight) + np.asarray(colour, np.float32)[:3] * weight
        window[...] = (mixed + 0.5).astype(np.uint8)

    def write(
        self, text: str, at_mm: tuple[float, float], *, face: Face, cap_mm: float, colour: Colour
    ) -> float:
        """Write text with its left end and baseline at (x, y) mm and return its right end."""
        if cap_mm * self.scale < 2 or not text.strip():
            return at_mm[0]
        mask, baseline = text_mask(text, face, cap_mm * self.scale * 2)
        half = ((mask.shape[1] + 1) // 2, (mask.shape[0] + 1) // 2)
        small = np.asarray(cv2.resize(mask, half, interpolation=cv2.INTER_AREA), np.uint8)
        column, row = round(at_mm[0] * self.scale), round(at_mm[1] * self.scale)
        self.blend(small, (column, row - baseline // 2), colour)
        return at_mm[0] + half[0] / self.scale
