"""What is painted and glued on a door beside the ID: size code, weights, stickers, logos."""

from __future__ import annotations

import string
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.lettering import Face
from containerloc.synthetic.raster import Brush, Color, Raster, tone, upright_quad

SIZE_CODES = ("22G1", "42G1", "45G1", "L5G1", "45R1", "22R1", "25G1", "22U1")
_WORDS = ("tex", "CAPITAL", "NOBLE", "Cubo", "ORCA", "MARLINE", "SEAWAY", "TAL", "ZED", "K-LOG")
_WEIGHT_NAMES = (
    ("MAX. GROSS", "TARE", "NET", "CU. CAP."),
    ("M.G.W.", "TARE", "NET", "CU.CAP."),
    ("MAX.WT.", "TARE WT.", "PAYLOAD", "CUBE"),
    ("MAX. GR.", "TARE", "MAX.CARGO", "CU.CAP."),
)
_BRIGHT: tuple[Color, ...] = (
    (235, 235, 230), (240, 200, 40), (30, 70, 160), (200, 40, 40), (20, 20, 20), (40, 140, 90),
    (240, 130, 40), (90, 160, 220),
)  # fmt: skip
_BLACK, _YELLOW, _WHITE = (20, 20, 20), (235, 195, 30), (225, 225, 220)


def decorate(door: Raster, rng: np.random.Generator, height_mm: float) -> None:
    """Put a logo on the left leaf and stickers on both, on the right one below the ID."""
    if rng.random() < 0.75:
        logo(door, rng, (float(rng.uniform(130, 500)), float(rng.uniform(200, 700))))
    if rng.random() < 0.15:
        _address(door, rng)
    for _ in range(int(rng.poisson(0.4))):
        _scribble(door, rng, (rng.uniform(120, 2200), rng.uniform(500, height_mm - 300)))
    for count, (left, right), top in (
        (2.5, (120, 950), 700),
        (1.5, (1300, 2150), 1300),
        (0.15, (1350, 1600), 600),
    ):
        for _ in range(int(rng.poisson(count))):
            sticker(door, rng, (rng.uniform(left, right), rng.uniform(top, height_mm - 400)))


def size_code(
    door: Raster, rng: np.random.Generator, at_mm: tuple[float, float], brush: Brush, *,
    cap_mm: float,
) -> NDArray[np.float64]:  # fmt: skip
    """Write a size and type code, on its plate where the brush has one; return its quad in mm."""
    text, (x, y) = SIZE_CODES[int(rng.integers(len(SIZE_CODES)))], at_mm
    if brush.plate is not None:
        door.box(x - 15, y - cap_mm - 12, x + 3.3 * cap_mm, y + 12, brush.plate)
    width = door.write(text, at_mm, brush, cap_mm=cap_mm)
    return upright_quad(x, y - cap_mm, x + width, y)


def near_id(door: Raster, rng: np.random.Generator, quad_mm: NDArray[np.float64]) -> None:
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
        _pointed(door, (x, float(y)), size, _BLACK)


def weight_table(
    door: Raster, rng: np.random.Generator, columns_mm: tuple[float, float], brush: Brush, *,
    top_mm: float,
) -> None:  # fmt: skip
    """Write the table of gross, tare, net and cubic capacity: metric over imperial."""
    cap, y = float(rng.uniform(34, 58)), top_mm
    brush = replace(brush, face=replace(brush.face, tracking=0.08))
    step, gap = cap * float(rng.uniform(1.25, 1.5)), cap * float(rng.choice([0.1, 0.3, 1.6]))
    names = _WEIGHT_NAMES[int(rng.integers(len(_WEIGHT_NAMES)))]
    for name, pair in zip(names, _weights(rng), strict=True):
        if brush.plate is not None:
            top, bottom = y - cap * 1.3, y + 2 * step - cap * 0.95
            for left, wide in zip(columns_mm, (6.2, 7.0), strict=True):
                door.box(left - 15, top, left + wide * cap, bottom, brush.plate)
        door.write(name, (columns_mm[0], y), brush, cap_mm=cap)
        for text in pair:
            door.write(text, (columns_mm[1], y), brush, cap_mm=cap)
            y += step
        y += gap


def _weights(rng: np.random.Generator) -> list[tuple[str, str]]:
    gross, tare = int(rng.choice([24000, 30480, 32500])), int(rng.integers(2100, 4000))
    volume = float(rng.choice([33.2, 67.7, 76.4]))
    kilograms, pounds = [(" KGS", " LBS"), (" KG", " LB"), ("KG.", "LB.")][int(rng.integers(3))]
    rows = [
        (f"{mass / 1000:.3f}{kilograms}", f"{mass * 2.20462 / 1000:.3f}{pounds}")
        for mass in (gross, tare, gross - tare)
    ]
    return [*rows, (f"{volume:.1f} CU.M.", f"{volume * 35.3147 / 1000:.3f} CU.FT")]


def sticker(door: Raster, rng: np.random.Generator, at_mm: tuple[float, float]) -> None:
    """Draw a yellow warning plate, a warning triangle, a round seal or a printed paper."""
    kinds = (_warning_plate, _triangle, _nabla, _seal, _paper)
    kinds[int(rng.integers(len(kinds)))](door, rng, at_mm, float(rng.uniform(110, 330)))


def _warning_plate(
    door: Raster, rng: np.random.Generator, at_mm: tuple[float, float], size: float
) -> None:
    x, y = at_mm
    brush = Brush(Face("roboto_condensed", "RobotoCondensed[wght].ttf", (700,), 1.0, 0.05), _BLACK)
    door.box(x, y, x + size, y + size * 1.1, _BLACK)
    door.box(x + 5, y + 5, x + size - 5, y + size * 1.1 - 5, _YELLOW)
    texts = (("CAUTION", "9'6\"", "HIGH"), ("CAUTION", "HIGH", "TRAILER"))
    for line, word in enumerate(texts[int(rng.integers(2))]):
        place = (x + size * 0.12, y + size * (0.33 + 0.33 * line))
        door.write(word, place, brush, cap_mm=size * 0.19)


def _triangle(
    door: Raster, _: np.random.Generator, at_mm: tuple[float, float], size: float
) -> None:
    _pointed(door, at_mm, size, _BLACK)


def _nabla(door: Raster, _: np.random.Generator, at_mm: tuple[float, float], size: float) -> None:
    _pointed(door, at_mm, -size, _WHITE)


def _pointed(door: Raster, at_mm: tuple[float, float], size: float, rim: Color) -> None:
    x, y = at_mm
    for share, color in ((0.5, rim), (0.38, _YELLOW)):
        half = size * share
        corners = [(x, y - half), (x + half, y + half * 0.75), (x - half, y + half * 0.75)]
        door.polygon(corners, color)
    door.box(x - 6, y - abs(size) * 0.1, x + 6, y + abs(size) * 0.12, _BLACK)


def _seal(door: Raster, rng: np.random.Generator, at_mm: tuple[float, float], size: float) -> None:
    for share, color in ((0.3, _WHITE), (0.26, _pick(rng)), (0.18, _WHITE), (0.1, _pick(rng))):
        door.disc(*at_mm, size * share, color)


def _paper(door: Raster, rng: np.random.Generator, at_mm: tuple[float, float], size: float) -> None:
    (x, y), tall = at_mm, size * float(rng.uniform(0.5, 1.6))
    door.box(x, y, x + size, y + tall, tone(rng.uniform(140, 235) + rng.normal(0, 12, 3)))
    for line in np.arange(0.15, 0.9, 0.12):
        end = x + size * float(rng.uniform(0.5, 0.9))
        door.line([(x + 12, y + tall * line), (end, y + tall * line)], (70, 70, 75), 5)


def _address(door: Raster, rng: np.random.Generator) -> None:
    """Write the owner's address across a leaf."""
    letters = rng.choice(list(string.ascii_lowercase), int(rng.integers(3, 9)))
    face = Face("arimo", "Arimo[wght].ttf", (int(rng.integers(400, 700)),), 1.0, 0.03)
    at = (float(rng.choice([150, 1290]) + rng.uniform(0, 150)), float(rng.uniform(700, 2200)))
    door.write(f"www.{''.join(letters)}.com", at, Brush(face, _pick(rng)), cap_mm=70)


def _scribble(door: Raster, rng: np.random.Generator, at_mm: tuple[float, float]) -> None:
    """Chalk marks."""
    steps = rng.normal(0, float(rng.uniform(15, 60)), (int(rng.integers(5, 14)), 2))
    path = np.cumsum(steps * [1.0, 0.8], axis=0) + at_mm
    gray = int(rng.choice([35, 230]))
    door.line([(float(x), float(y)) for x, y in path], (gray, gray, gray), 5)


def _pick(rng: np.random.Generator) -> Color:
    return _BRIGHT[int(rng.integers(len(_BRIGHT)))]


def logo(door: Raster, rng: np.random.Generator, at_mm: tuple[float, float]) -> None:
    """Draw a made-up shipping line: a shape, a word, or both."""
    (x, y), size, color = at_mm, float(rng.uniform(200, 420)), _pick(rng)
    if rng.random() < 0.7:
        if rng.random() < 0.6:
            door.box(x, y, x + size, y + size * rng.uniform(0.6, 1.1), _pick(rng))
        points = rng.uniform(0.15, 0.6, (int(rng.integers(3, 8)), 2)) * size + [x, y]
        door.polygon([(float(a), float(b)) for a, b in points], color)
        if rng.random() < 0.5:
            door.disc(x + size / 2, y + size * 0.35, size * rng.uniform(0.1, 0.25), _pick(rng))
    if rng.random() < 0.7:
        letters = list(string.ascii_uppercase)
        made_up = "".join(str(c) for c in rng.choice(letters, int(rng.integers(2, 7))))
        word = made_up if rng.random() < 0.3 else str(rng.choice(_WORDS))
        face = Face("archivo", "Archivo[wdth,wght].ttf", (int(rng.integers(300, 900)), 110))
        cap = min(size * float(rng.uniform(0.2, 0.5)), 900 / len(word))
        place = (x, y + size * float(rng.uniform(1.1, 1.4)))
        door.write(word, place, Brush(face, color), cap_mm=cap)
