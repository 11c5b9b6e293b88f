"""What is glued on a door: warnings, triangles, round seals, printed papers."""

from functools import partial

import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Color, Rng
from containerloc.synthetic.draw.lettering import Face
from containerloc.synthetic.draw.raster import Brush, Raster, tone

_BRIGHT: tuple[Color, ...] = (
    (235, 235, 230),
    (240, 200, 40),
    (30, 70, 160),
    (200, 40, 40),
    (20, 20, 20),
    (40, 140, 90),
    (240, 130, 40),
    (90, 160, 220),
)
_BLACK, _YELLOW, _WHITE = (20, 20, 20), (235, 195, 30), (225, 225, 220)


def sticker(door: Raster, rng: Rng, at_mm: tuple[float, float]) -> None:
    """Draw a yellow warning plate, a warning triangle, a round seal or a printed paper."""
    kinds = (_warning_plate, _triangle, partial(_triangle, on_its_tip=True), _seal, _paper)
    kinds[int(rng.integers(len(kinds)))](door, rng, at_mm, float(rng.uniform(110, 330)))


def _warning_plate(door: Raster, rng: Rng, at_mm: tuple[float, float], size: float) -> None:
    x, y = at_mm
    brush = Brush(Face("roboto_condensed", "RobotoCondensed[wght].ttf", (700,), 1.0, 0.05), _BLACK)
    door.box(x, y, x + size, y + size * 1.1, _BLACK)
    door.box(x + 5, y + 5, x + size - 5, y + size * 1.1 - 5, _YELLOW)
    texts = (("CAUTION", "9'6\"", "HIGH"), ("CAUTION", "HIGH", "TRAILER"))
    for line, word in enumerate(texts[int(rng.integers(2))]):
        place = (x + size * 0.12, y + size * (0.33 + 0.33 * line))
        door.write(word, place, brush, cap_mm=size * 0.19)


def _triangle(
    door: Raster, _: Rng, at_mm: tuple[float, float], size: float, *, on_its_tip: bool = False
) -> None:
    (x, y), way = at_mm, -size if on_its_tip else size
    for share, color in ((0.5, _WHITE if on_its_tip else _BLACK), (0.38, _YELLOW)):
        half = way * share
        door.polygon(
            [(x, y - half), (x + half, y + half * 0.75), (x - half, y + half * 0.75)], color
        )
    door.box(x - 6, y - size * 0.1, x + 6, y + size * 0.12, _BLACK)


def _seal(door: Raster, rng: Rng, at_mm: tuple[float, float], size: float) -> None:
    for share, color in ((0.3, _WHITE), (0.26, bright(rng)), (0.18, _WHITE), (0.1, bright(rng))):
        door.disc(*at_mm, size * share, color)


def _paper(door: Raster, rng: Rng, at_mm: tuple[float, float], size: float) -> None:
    (x, y), tall = at_mm, size * float(rng.uniform(0.5, 1.6))
    door.box(x, y, x + size, y + tall, tone(rng.uniform(140, 235) + rng.normal(0, 12, 3)))
    for line in np.arange(0.15, 0.9, 0.12):
        end = x + size * float(rng.uniform(0.5, 0.9))
        door.line([(x + 12, y + tall * line), (end, y + tall * line)], (70, 70, 75), 5)


def near_id(door: Raster, rng: Rng, quad_mm: Floats) -> None:
    """Glue a seal or a warning close below the owner code, or above the ID; never on it."""
    (left, top), (_, bottom) = quad_mm.min(axis=0), quad_mm.max(axis=0)
    tall = bottom - top
    if rng.random() < 0.18:
        radius = float(rng.uniform(40, 85))
        at = (left + float(rng.uniform(0.3, 2.5)) * tall, bottom + radius * 1.15 + 10)
        _seal(door, rng, at, radius / 0.3)
    if rng.random() < 0.08:
        size = float(rng.uniform(90, 220))
        x = left + float(rng.uniform(-0.5, 3.0)) * tall
        below = rng.random() < 0.6
        y = bottom + size * 0.6 + 15 if below else top - size * 0.55 - 10
        _triangle(door, rng, (x, float(y)), size)


def bright(rng: Rng) -> Color:
    """Return one of the colors that logos and seals have."""
    return _BRIGHT[int(rng.integers(len(_BRIGHT)))]
