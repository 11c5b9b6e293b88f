"""What is painted and glued on a door beside the ID: size code, weights, logos."""

import string
from dataclasses import replace

import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Rng
from containerloc.synthetic.draw.door.stickers import bright, sticker
from containerloc.synthetic.draw.lettering import Face
from containerloc.synthetic.draw.raster import Brush, Raster, upright_quad

SIZE_CODES = ("22G1", "42G1", "45G1", "L5G1", "45R1", "22R1", "25G1", "22U1")
_WORDS = ("tex", "CAPITAL", "NOBLE", "Cubo", "ORCA", "MARLINE", "SEAWAY", "TAL", "ZED", "K-LOG")
_WEIGHT_NAMES = (
    ("MAX. GROSS", "TARE", "NET", "CU. CAP."),
    ("M.G.W.", "TARE", "NET", "CU.CAP."),
    ("MAX.WT.", "TARE WT.", "PAYLOAD", "CUBE"),
    ("MAX. GR.", "TARE", "MAX.CARGO", "CU.CAP."),
)


def decorate(door: Raster, rng: Rng, height_mm: float) -> None:
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
    door: Raster, rng: Rng, at_mm: tuple[float, float], brush: Brush, *, cap_mm: float
) -> Floats:
    """Write a size and type code, on its plate where the brush has one; return its quad in mm."""
    text, (x, y) = SIZE_CODES[int(rng.integers(len(SIZE_CODES)))], at_mm
    if brush.plate is not None:
        door.box(x - 15, y - cap_mm - 12, x + 3.3 * cap_mm, y + 12, brush.plate)
    width = door.write(text, at_mm, brush, cap_mm=cap_mm)
    return upright_quad(x, y - cap_mm, x + width, y)


def weight_table(
    door: Raster, rng: Rng, columns_mm: tuple[float, float], brush: Brush, *, top_mm: float
) -> None:
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


def _weights(rng: Rng) -> list[tuple[str, str]]:
    gross, tare = int(rng.choice([24000, 30480, 32500])), int(rng.integers(2100, 4000))
    volume = float(rng.choice([33.2, 67.7, 76.4]))
    kilograms, pounds = [(" KGS", " LBS"), (" KG", " LB"), ("KG.", "LB.")][int(rng.integers(3))]
    rows = [
        (f"{mass / 1000:.3f}{kilograms}", f"{mass * 2.20462 / 1000:.3f}{pounds}")
        for mass in (gross, tare, gross - tare)
    ]
    return [*rows, (f"{volume:.1f} CU.M.", f"{volume * 35.3147 / 1000:.3f} CU.FT")]


def _address(door: Raster, rng: Rng) -> None:
    """Write the owner's address across a leaf."""
    letters = rng.choice(list(string.ascii_lowercase), int(rng.integers(3, 9)))
    face = Face("arimo", "Arimo[wght].ttf", (int(rng.integers(400, 700)),), 1.0, 0.03)
    at = (float(rng.choice([150, 1290]) + rng.uniform(0, 150)), float(rng.uniform(700, 2200)))
    door.write(f"www.{''.join(letters)}.com", at, Brush(face, bright(rng)), cap_mm=70)


def _scribble(door: Raster, rng: Rng, at_mm: tuple[float, float]) -> None:
    """Chalk marks."""
    steps = rng.normal(0, float(rng.uniform(15, 60)), (int(rng.integers(5, 14)), 2))
    path = np.cumsum(steps * [1.0, 0.8], axis=0) + at_mm
    door.line(path, [int(rng.choice([35, 230]))] * 3, 5)


def logo(door: Raster, rng: Rng, at_mm: tuple[float, float]) -> None:
    """Draw a made-up shipping line: a shape, a word, or both."""
    (x, y), size, color = at_mm, float(rng.uniform(200, 420)), bright(rng)
    if rng.random() < 0.7:
        if rng.random() < 0.6:
            door.box(x, y, x + size, y + size * rng.uniform(0.6, 1.1), bright(rng))
        points = rng.uniform(0.15, 0.6, (int(rng.integers(3, 8)), 2)) * size + [x, y]
        door.polygon(points, color)
        if rng.random() < 0.5:
            door.disc(x + size / 2, y + size * 0.35, size * rng.uniform(0.1, 0.25), bright(rng))
    if rng.random() < 0.7:
        letters = list(string.ascii_uppercase)
        made_up = "".join(str(c) for c in rng.choice(letters, int(rng.integers(2, 7))))
        word = made_up if rng.random() < 0.3 else str(rng.choice(_WORDS))
        face = Face("archivo", "Archivo[wdth,wght].ttf", (int(rng.integers(300, 900)), 110))
        cap = min(size * float(rng.uniform(0.2, 0.5)), 900 / len(word))
        place = (x, y + size * float(rng.uniform(1.1, 1.4)))
        door.write(word, place, Brush(face, color), cap_mm=cap)
