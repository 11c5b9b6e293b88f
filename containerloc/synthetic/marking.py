"""The ID as it is painted: owner code, serial, check digit and its box, and their exact corners."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.lettering import Face, Mask, text_mask

OVERSAMPLING = 4  # the ID is drawn this much finer than the door and then averaged down


@dataclass(frozen=True)
class Placement:
    """Where the parts of an ID stand on the door; all lengths in mm of the door."""

    parts: tuple[tuple[str, float, float], ...]  # text, left edge, baseline
    cap_mm: float
    boxed: bool
    box_pad_mm: float
    box_line_mm: float
    lines: int = 1


@dataclass(frozen=True)
class Marking:
    """A painted ID: its coverage on the door's raster, where that lies, and the exact corners."""

    mask: Mask  # (h, w) coverage 0..255 at the raster's scale
    origin_px: tuple[int, int]  # column and row of the mask on the raster
    quad_mm: NDArray[np.float64]  # (4, 2) TL, TR, BR, BL in door coordinates
    parts_mm: tuple[tuple[float, float, float, float], ...]  # left, top, right, bottom of each part


def paint_id(placement: Placement, face: Face, scale: float) -> Marking:
    """Return the ID painted at `scale` raster pixels per mm, with its corners.

    The corners come from the painted ink itself, measured on the finer canvas before it is
    averaged down: the sides are upright through the outermost ink, the top and the bottom are the
    edges of the ink's convex hull over its middle. So a box that is taller than the letters
    tilts the top edge, as it does when people label photos.
    """
    fine = scale * OVERSAMPLING
    masks = [text_mask(text, face, placement.cap_mm * fine) for text, _, _ in placement.parts]
    left = min(x for _, x, _ in placement.parts) - placement.cap_mm
    top = min(y for _, _, y in placement.parts) - 2.2 * placement.cap_mm
    origin = (int(left * scale), int(top * scale))  # on the raster's own grid
    right = max(
        x * fine + m.shape[1] for (_, x, _), (m, _) in zip(placement.parts, masks, strict=True)
    )
    bottom = max(y for _, _, y in placement.parts) + placement.cap_mm
    width = int((right / fine + placement.cap_mm) * scale) - origin[0]
    height = int(bottom * scale) - origin[1]
    lines = [np.zeros((height * OVERSAMPLING, width * OVERSAMPLING), np.uint8) for _ in range(2)]
    parts = []
    first_baseline = placement.parts[0][2]
    for index, ((_, x, y), (mask, base)) in enumerate(zip(placement.parts, masks, strict=True)):
        line = lines[int(y > first_baseline + placement.cap_mm)]
        column = round(x * fine) - origin[0] * OVERSAMPLING
        row = round(y * fine) - origin[1] * OVERSAMPLING - base
        window = line[row : row + mask.shape[0], column : column + mask.shape[1]]
        np.maximum(window, mask, out=window)
        if placement.boxed and index == len(masks) - 1:
            box = (column, row + base - round(placement.cap_mm * fine), column + mask.shape[1],
                   row + base)  # fmt: skip
            _draw_box(line, box, placement.box_pad_mm * fine, placement.box_line_mm * fine)
        parts.append((x, y - placement.cap_mm, x + mask.shape[1] / fine, y))
    quad = (ink_quad(lines) / OVERSAMPLING + np.array(origin)) / scale
    mask = cv2.resize(np.maximum(*lines), (width, height), interpolation=cv2.INTER_AREA)
    return Marking(np.asarray(mask, np.uint8), origin, quad, tuple(parts))


def _draw_box(line: Mask, ink: tuple[int, int, int, int], pad: float, stroke: float) -> None:
    x0, y0, x1, y1 = (round(v) for v in (ink[0] - pad, ink[1] - pad, ink[2] + pad, ink[3] + pad))
    width = max(2, round(stroke))
    for rows, columns in (
        (slice(y0, y0 + width), slice(x0, x1)),
        (slice(y1 - width, y1), slice(x0, x1)),
        (slice(y0, y1), slice(x0, x0 + width)),
        (slice(y0, y1), slice(x1 - width, x1)),
    ):
        line[rows, columns] = 255


def ink_quad(lines: list[Mask]) -> NDArray[np.float64]:
    """Return the quad TL, TR, BR, BL round the ink of one or two lines of text, in mask pixels.

    Pixel edges count, not centres: ink that fills the pixel in column 0 begins at x = 0.

    Examples
    --------
    >>> ink = np.zeros((4, 6), np.uint8)
    >>> ink[1:3, 2:5] = 255
    >>> ink_quad([ink]).tolist()
    [[2.0, 1.0], [5.0, 1.0], [5.0, 3.0], [2.0, 3.0]]
    """
    hulls = [_ink_hull(line) for line in lines if line.any()]
    everything = np.concatenate(hulls)
    left, right = everything[:, 0].min(), everything[:, 0].max()
    top = _edge(hulls[0], left, right, side=-1.0)
    bottom = _edge(hulls[-1], left, right, side=1.0)
    return np.array([[left, top[0]], [right, top[1]], [right, bottom[1]], [left, bottom[0]]])


def _ink_hull(line: Mask) -> NDArray[np.float64]:
    rows, columns = np.nonzero(line >= 128)
    # the outermost ink of each row is enough for the hull, and far less of it
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    ends = np.append(starts[1:], len(rows)) - 1
    row = rows[starts].astype(float)
    x0, x1 = columns[starts].astype(float), columns[ends] + 1.0
    corners = [(x0, row), (x1, row), (x0, row + 1), (x1, row + 1)]
    points = np.concatenate([np.stack(corner, axis=1) for corner in corners])
    hull = cv2.convexHull(points.astype(np.float32))
    return np.asarray(hull, np.float64).reshape(-1, 2)


def _edge(
    hull: NDArray[np.float64], left: float, right: float, *, side: float
) -> tuple[float, float]:
    """Return the heights at left and right of the hull's upper (side -1) or lower (1) edge."""
    level = float((hull[:, 1] * side).max() * side)
    if np.ptp(hull[:, 0]) < 0.7 * (right - left):
        return level, level  # a short first line says nothing about a slope
    ends, others = hull, np.roll(hull, -1, axis=0)
    middle = (left + right) / 2
    best = (level, level)
    lowest = -np.inf
    for (xa, ya), (xb, yb) in zip(ends, others, strict=True):
        if min(xa, xb) <= middle <= max(xa, xb) and xa != xb:
            slope = (yb - ya) / (xb - xa)
            height = (ya + slope * (middle - xa)) * side
            if height > lowest:
                lowest = height
                best = (ya + slope * (left - xa), ya + slope * (right - xa))
    return best
