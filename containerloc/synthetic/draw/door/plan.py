"""The choices that make one door: colors, wear, the text and where each part of it stands."""

from dataclasses import dataclass

import numpy as np

from containerloc.synthetic.draw.arrays import Color, Rng
from containerloc.synthetic.draw.door.bodywork import POST_MM, WIDTH_MM
from containerloc.synthetic.draw.door.layout import Room, place_id
from containerloc.synthetic.draw.door.marking import Placement
from containerloc.synthetic.draw.lettering import random_face, random_id
from containerloc.synthetic.draw.raster import Brush, tone
from containerloc.synthetic.draw.world import USUAL, World

_PAINTS = """
    7a342d 8c3c2d 692a28 a03e32 823732 96463c 1e4682 193269 145aa0 2d3c50 325078 195a41 146e46
    3c4b46 6e787d 969896 c3c3be d7d2c8 c35523 b45a32 e16e28 cda028 be1e28 a52837 5abeb4 7896a0
    232328 a0787d 465a3c
"""  # RGB, hexadecimal
PAINTS = [tuple(bytes.fromhex(paint)) for paint in _PAINTS.split()]


@dataclass(frozen=True)
class DoorPlan:
    """The choices that make one door."""

    text: str
    height_mm: float
    paint: Color
    brush: Brush  # of all that is written
    rods_mm: tuple[float, ...]  # from left to right
    placement: Placement  # of the ID
    wear: float  # of the letters, 0 new .. 1 hardly legible
    age: float  # of the door, 0 new .. 1 old
    truck: bool  # stands on one


def random_plan(rng: Rng, world: World = USUAL) -> DoorPlan:
    """Return a random door: colors, wear, the text and where each part of it stands."""
    paint, ink, plate = _colors(rng, world.faded)
    text, seam = random_id(rng), WIDTH_MM / 2
    inner, outer = float(rng.uniform(60, 150)), float(rng.uniform(430, 540))
    rods_mm = (seam - outer, seam - inner, seam + inner, seam + outer)
    room = Room(rods_mm[2], rods_mm[3], WIDTH_MM - POST_MM - float(rng.uniform(25, 80)))
    lines = 2 if rng.random() < 0.15 else 1
    boxed = bool(rng.random() < (0.86 if plate is None else 0.4))
    placement = place_id(rng, text, random_face(rng), room, lines=lines, boxed=boxed)
    return DoorPlan(
        text=text,
        height_mm=float(rng.choice([2591.0, 2896.0])),
        paint=paint,
        brush=Brush(placement.face, ink, plate),
        rods_mm=rods_mm,
        placement=placement,
        wear=_wear(rng, world.worn),
        age=float(rng.beta(1.3, 1.7)),
        truck=bool(rng.random() < 0.55),
    )


def _wear(rng: Rng, much: float) -> float:
    amounts = [0.0, 0.15, rng.uniform(0.3, 0.65)]
    return float(rng.choice(amounts, p=[0.6 * (1 - much), 0.4 * (1 - much), much]))


def _colors(rng: Rng, faded: float) -> tuple[Color, Color, Color | None]:
    """Return the colors of the door, of the letters, and of the plates behind them if any."""
    base = np.array(PAINTS[int(rng.integers(len(PAINTS)))], float)
    if rng.random() < 0.1:
        base = rng.uniform(20, 230, 3)
    base = np.clip(base * rng.uniform(0.75, 1.15) + rng.normal(0, 7, 3), 12, 245)
    light = rng.uniform(200, 248) + np.array([0, 0, -rng.uniform(0, 25)])
    if rng.random() < 0.05:
        light = np.array([235.0, 220.0, 120.0])
    dark = rng.uniform(15, 60) + rng.normal(0, 6, 3)
    if rng.random() < 0.15:
        pairs = ((dark, light), (light, base * 0.8))
        ink, plate = pairs[int(rng.random() < 0.2)]
        return tone(base), tone(ink), tone(plate)
    bright = float(base @ [0.3, 0.59, 0.11])
    pale = bright > 165 or (bright > 105 and rng.random() < 0.3)
    ink = dark if pale else light
    if rng.random() < faded:
        ink = base + (ink - base) * rng.uniform(0.25, 0.6)
    return tone(base), tone(ink), None
