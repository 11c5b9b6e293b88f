"""The ID as it is painted: owner code, serial, check digit and its box, and their exact corners."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Mask
from containerloc.synthetic.draw.lettering import Face, text_mask

FINE_PER_MM = 2.2  # the canvas on which the ID is drawn and measured, pixels per mm at least


@dataclass(frozen=True)
class Part:
    """A group of characters: its text, its left end and its baseline in mm of the door."""

    text: str
    left_mm: float
    baseline_mm: float
    spread: float = 0.0  # more space between its letters than the face has, in cap heights


@dataclass(frozen=True)
class Placement:
    """Where the parts of an ID stand on the door, and how they are lettered."""

    parts: tuple[Part, ...]  # in reading order; the last one is the check digit
    face: Face
    cap_mm: float
    boxed: bool
    box_pad_mm: float = 12.0
    box_line_mm: float = 6.0
    box_cell_mm: float = 0.0  # a narrower digit, such as 1, has a box for one that is so wide

    @property
    def lines(self) -> int:
        """The number of lines of text, 1 or 2."""
        return 1 + self.second_line(self.parts[-1])

    def face_of(self, part: Part) -> Face:
        """The face with the part's own spacing."""
        return replace(self.face, tracking=self.face.tracking + part.spread)

    def second_line(self, part: Part) -> bool:
        """Whether the part stands on the second line."""
        return part.baseline_mm > self.parts[0].baseline_mm + self.cap_mm


@dataclass(frozen=True)
class Marking:
    """A painted ID: its coverage on the door's raster, where that lies, and the exact corners."""

    mask: Mask  # (h, w) coverage 0..255 at the raster's scale
    origin_px: tuple[int, int]  # column and row of the mask on the raster
    quad_mm: Floats  # (4, 2) TL, TR, BR, BL in mm of the door
    ends_mm: tuple[float, ...]  # right end of each part


def paint_id(placement: Placement, scale: float, *, fine_per_mm: float = FINE_PER_MM) -> Marking:
    """Return the ID painted at `scale` raster pixels per mm, with its corners.

    The corners come from the ink itself, measured on a canvas of at least `fine_per_mm` pixels per
    mm before that is averaged down to the raster: see `ink_quad`.
    """
    finer = max(2, int(np.ceil(fine_per_mm / scale)))
    fine, cap = scale * finer, placement.cap_mm
    drawn = [text_mask(part.text, placement.face_of(part), cap * fine) for part in placement.parts]
    ends = [p.left_mm + m.shape[1] / fine for p, (m, _) in zip(placement.parts, drawn, strict=True)]
    left = int((min(part.left_mm for part in placement.parts) - cap) * scale)
    top = int((placement.parts[0].baseline_mm - 2.2 * cap) * scale)
    width = int((max(ends) + cap) * scale) - left
    height = int((placement.parts[-1].baseline_mm + cap) * scale) - top
    lines = [np.zeros((height * finer, width * finer), np.uint8) for _ in range(placement.lines)]
    for part, (mask, base) in zip(placement.parts, drawn, strict=True):
        column = round(part.left_mm * fine) - left * finer
        row = round(part.baseline_mm * fine) - top * finer
        line = lines[placement.second_line(part)]
        _lay(mask, line, column, row - base)
        if placement.boxed and part is placement.parts[-1]:
            narrow = max(0, round((placement.box_cell_mm * fine - mask.shape[1]) / 2))
            ends_px = (column - narrow, column + mask.shape[1] + narrow)
            ink = (ends_px[0], row - round(cap * fine), ends_px[1], row)
            _draw_box(line, ink, placement.box_pad_mm * fine, placement.box_line_mm * fine)
    quad = (ink_quad(lines) / finer + [left, top]) / scale
    both = lines[0] if len(lines) == 1 else np.maximum(lines[0], lines[1])
    painted = cv2.resize(both, (width, height), interpolation=cv2.INTER_AREA)
    return Marking(np.asarray(painted, np.uint8), (left, top), quad, tuple(ends))


def _lay(mask: Mask, line: Mask, column: int, row: int) -> None:
    window = line[row : row + mask.shape[0], column : column + mask.shape[1]]
    np.maximum(window, mask[: window.shape[0], : window.shape[1]], out=window)


def _draw_box(line: Mask, ink: tuple[int, int, int, int], pad: float, stroke: float) -> None:
    grow = round(pad)
    x0, y0, x1, y1 = ink[0] - grow, ink[1] - grow, ink[2] + grow, ink[3] + grow
    width = max(2, round(stroke))
    line[y0 : y0 + width, x0:x1] = line[y1 - width : y1, x0:x1] = 255
    line[y0:y1, x0 : x0 + width] = line[y0:y1, x1 - width : x1] = 255


def ink_quad(lines: list[Mask]) -> Floats:
    """Return the quad TL, TR, BR, BL round the ink of one or two lines of text, in mask pixels.

    The sides are upright, through the outermost ink. The top (bottom) is the edge of the first
    (last) line's convex hull above (below) the middle. So a box that is taller than the letters
    tilts the edge, as it does when people label photos; a line that is much shorter than the whole
    says nothing about a tilt, and its edge is level.

    Pixel edges count, not centers: ink that fills the pixel in column 0 begins at x = 0.

    Examples
    --------
    >>> ink = np.zeros((4, 6), np.uint8)
    >>> ink[1:3, 2:5] = 255
    >>> ink_quad([ink]).tolist()
    [[2.0, 1.0], [5.0, 1.0], [5.0, 3.0], [2.0, 3.0]]
    """
    hulls = [_ink_hull(line) for line in lines]
    everything = np.concatenate(hulls)
    sides = (float(everything[:, 0].min()), float(everything[:, 0].max()))
    top = -_lower_edge(hulls[0] * [1, -1], sides)
    bottom = _lower_edge(hulls[-1], sides)
    left, right = sides
    return np.array([[left, top[0]], [right, top[1]], [right, bottom[1]], [left, bottom[0]]])


def _ink_hull(line: Mask) -> Floats:
    """Return the convex hull (n, 2) of the ink's pixel squares."""
    ink = line >= 128
    rows = np.flatnonzero(ink.any(axis=1))
    # the outermost ink of each row is enough for the hull
    first, last = ink[rows].argmax(axis=1), line.shape[1] - ink[rows, ::-1].argmax(axis=1)
    corners = [(x, y) for x in (first, last) for y in (rows, rows + 1)]
    points = np.concatenate([np.stack(corner, axis=1) for corner in corners])
    return np.asarray(cv2.convexHull(points.astype(np.float32)), np.float64).reshape(-1, 2)


def _lower_edge(hull: Floats, sides: tuple[float, float]) -> Floats:
    """Return y at the left and the right side of the hull's lowest edge at the middle."""
    level = float(hull[:, 1].max())
    best, deepest = np.array([level, level]), -np.inf
    if np.ptp(hull[:, 0]) < 0.7 * (sides[1] - sides[0]):
        return best
    middle = (sides[0] + sides[1]) / 2
    for (xa, ya), (xb, yb) in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        if xa != xb and min(xa, xb) <= middle <= max(xa, xb):
            slope = (yb - ya) / (xb - xa)
            if ya + slope * (middle - xa) > deepest:
                deepest = ya + slope * (middle - xa)
                best = ya + slope * (np.array(sides) - xa)
    return best
