"""What is painted and glued on a door beside the ID: size code, weights, warnings, made-up logos."""

from __future__ import annotations

import string

import numpy as np

from containerloc.synthetic.lettering import Face
from containerloc.synthetic.raster import Colour, Raster

SIZE_CODES = ("22G1", "42G1", "45G1", "L5G1", "45R1", "22R1", "25G1", "22U1")
_WORDS = ("tex", "CAPITAL", "NOBLE", "Cubo", "ORCA", "MARLINE", "SEAWAY", "TAL", "ZED", "K-LOG")
_BRIGHT: tuple[Colour, ...] = (
    (235, 235, 230), (240, 200, 40), (30, 70, 160), (200, 40, 40), (20, 20, 20), (40, 140, 90),
    (240, 130, 40), (90, 160, 220),
)  # fmt: skip


def _pick(rng: np.random.Generator) -> Colour:
    return _BRIGHT[int(rng.integers(len(_BRIGHT)))]


def weight_table(
    raster: Raster,
    rng: np.random.Generator,
    columns_mm: tuple[float, float],
    top_mm: float,
    *,
    face: Face,
    colour: Colour,
    plate: Colour | None = None,
) -> None:
    """Write the table of gross, tare, net and cubic weights, kilograms over pounds."""
    cap = float(rng.uniform(34, 58))
    gross = int(rng.choice([24000, 30480, 32500]))
    tare = int(rng.integers(2100, 4000))
    names = [
        ["MAX. GROSS", "TARE", "NET", "CU. CAP."],
        ["M.G.W.", "TARE", "NET", "CU.CAP."],
        ["MAX.WT.", "TARE WT.", "PAYLOAD", "CUBE"],
        ["MAX. GR.", "TARE", "MAX.CARGO", "CU.CAP."],
    ][int(rng.integers(4))]
    kilograms = [gross, tare, gross - tare]
    volume = float(rng.choice([33.2, 67.7, 76.4]))
    end = [(" KGS", " LBS"), (" KG", " LB"), ("KG.", "LB.")][int(rng.integers(3))]
    rows = [(f"{w / 1000:.3f}{end[0]}", f"{w * 2.20462 / 1000:.3f}{end[1]}") for w in kilograms]
    rows.append((f"{volume:.1f} CU.M.", f"{volume * 35.3147 / 1000:.3f} CU.FT"))
    step, gap = cap * rng.uniform(1.25, 1.5), cap * rng.choice([0.1, 0.3, 1.6])
    y = top_mm
    for name, pair in zip(names, rows, strict=True):
        if plate is not None:
            height = 2 * step + 0.35 * cap
            raster.box(columns_mm[0] - 15, y - cap * 1.3, columns_mm[0] + 6.2 * cap,
                       y - cap * 1.3 + height, plate)  # fmt: skip
            raster.box(columns_mm[1] - 15, y - cap * 1.3, columns_mm[1] + 7 * cap,
                       y - cap * 1.3 + height, plate)  # fmt: skip
        raster.write(name, (columns_mm[0], y), face=face, cap_mm=cap, colour=colour)
        for text in pair:
            raster.write(text, (columns_mm[1], y), face=face, cap_mm=cap, colour=colour)
            y += step
        y += gap


def warning(raster: Raster, rng: np.random.Generator, at_mm: tuple[float, float]) -> None:
    """Draw a yellow warning plate, a warning triangle, a round seal or a paper sticker."""
    x, y = at_mm
    size = float(rng.uniform(110, 330))
    kind = rng.choice(["plate", "triangle", "seal", "paper", "nabla"])
    black, yellow, white = (20, 20, 20), (235, 195, 30), (225, 225, 220)
    face = Face("roboto_condensed", "RobotoCondensed[wght].ttf", (700,), 1.0, 0.05)
    if kind == "plate":
        raster.box(x, y, x + size, y + size * 1.1, black)
        raster.box(x + 5, y + 5, x + size - 5, y + size * 1.1 - 5, yellow)
        words = [("CAUTION", "9'6\"", "HIGH"), ("CAUTION", "HIGH", "TRAILER")][rng.integers(2)]
        for line, word in enumerate(words):
            place = (x + size * 0.12, y + size * (0.33 + 0.33 * line))
            raster.write(word, place, face=face, cap_mm=size * 0.19, colour=black)
    elif kind in ("triangle", "nabla"):
        sign = 1.0 if kind == "triangle" else -1.0
        for grow, colour in ((0.5, black if sign > 0 else white), (0.38, yellow)):
            raster.polygon(
                [(x, y - sign * size * grow), (x + size * grow, y + sign * size * grow * 0.75),
                 (x - size * grow, y + sign * size * grow * 0.75)], colour,
            )  # fmt: skip
        raster.box(x - 6, y - size * 0.1, x + 6, y + size * 0.15, black)
    elif kind == "seal":
        for radius, colour in ((0.3, white), (0.26, _pick(rng)), (0.18, white), (0.1, _pick(rng))):
            raster.disc(x, y, size * radius, colour)
    else:
        tall = size * float(rng.uniform(0.5, 1.6))
        raster.box(x, y, x + size, y + tall, [int(v) for v in rng.integers(150, 240, 3)])
        for line in np.arange(0.15, 0.9, 0.12):
            end = x + size * float(rng.uniform(0.5, 0.9))
            raster.line([(x + 12, y + tall * line), (end, y + tall * line)], (70, 70, 75), 5)


def logo(raster: Raster, rng: np.random.Generator, at_mm: tuple[float, float]) -> None:
    """Draw a made-up shipping line: a shape, a word, or both."""
    x, y = at_mm
    size = float(rng.uniform(200, 420))
    colour = _pick(rng)
    if rng.random() < 0.7:
        ground = _pick(rng)
        if rng.random() < 0.6:
            raster.box(x, y, x + size, y + size * rng.uniform(0.6, 1.1), ground)
        points = rng.uniform(0.15, 0.6, (int(rng.integers(3, 8)), 2)) * size + [x, y]
        raster.polygon([(float(a), float(b)) for a, b in points], colour)
        if rng.random() < 0.5:
            raster.disc(x + size / 2, y + size * 0.35, size * rng.uniform(0.1, 0.25), _pick(rng))
    if rng.random() < 0.7:
        letters = string.ascii_uppercase
        word = str(rng.choice(_WORDS)) if rng.random() < 0.7 else "".join(
            letters[int(n)] for n in rng.integers(0, 26, rng.integers(2, 7))
        )  # fmt: skip
        face = Face("archivo", "Archivo[wdth,wght].ttf", (int(rng.integers(300, 900)), 110))
        cap = min(size * float(rng.uniform(0.2, 0.5)), 900 / len(word))
        place = (x, y + size * float(rng.uniform(1.1, 1.4)))
        raster.write(word, place, face=face, cap_mm=cap, colour=colour)
