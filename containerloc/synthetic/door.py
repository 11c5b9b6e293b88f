"""The flat door of a container in its own millimetres, with an ID whose corners are exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.decals import SIZE_CODES, logo, warning, weight_table
from containerloc.synthetic.fittings import hinges, rod_shadow, rods
from containerloc.synthetic.lettering import Face, random_face, random_id
from containerloc.synthetic.marking import Marking, Placement, paint_id
from containerloc.synthetic.raster import Colour, Raster
from containerloc.synthetic.weather import age, relief, wear

WIDTH_MM = 2438.0
_POST_MM, _HEADER_MM, _SILL_MM = 75.0, 95.0, 120.0
ROD_DEPTH_MM = -60.0  # the rods stand this far in front of the door
PAINTS: tuple[Colour, ...] = (
    (122, 52, 45), (140, 60, 45), (105, 42, 40), (160, 62, 50), (30, 70, 130), (25, 50, 105),
    (20, 90, 160), (45, 60, 80), (25, 90, 65), (20, 110, 70), (60, 75, 70), (110, 120, 125),
    (150, 152, 150), (195, 195, 190), (215, 210, 200), (195, 85, 35), (225, 110, 40),
    (205, 160, 40), (190, 30, 40), (165, 40, 55), (90, 190, 180), (120, 150, 160), (35, 35, 40),
    (160, 120, 125), (70, 90, 60),
)  # fmt: skip


@dataclass(frozen=True)
class DoorPlan:
    """The choices that make one door."""

    text: str
    height_mm: float
    paint: Colour
    ink: Colour
    plate: Colour | None  # ground behind the characters, where there is one
    face: Face
    lines: int
    boxed: bool
    rods_mm: tuple[float, ...]
    placement: Placement
    wear: float  # of the letters, 0 new .. 1 hardly legible
    age: float  # of the door
    truck: bool


@dataclass(frozen=True)
class Door:
    """A painted door: its picture, what stands in front of it, and the exact corners of its ID."""

    paint: NDArray[np.uint8]  # (h, w, 3) RGB, the door and the truck below it
    fittings: NDArray[np.uint8]  # (h, w, 4) RGB premultiplied and alpha, at ROD_DEPTH_MM
    scale: float  # pixels per mm of both
    quad_mm: NDArray[np.float64]  # (4, 2) TL, TR, BR, BL
    plan: DoorPlan


def random_plan(rng: np.random.Generator) -> DoorPlan:
    """Return a random door: colours, wear, the text and where each part of it stands."""
    paint, ink, plate = _colours(rng)
    face = random_face(rng)
    text = random_id(rng)
    lines = 2 if rng.random() < 0.12 else 1
    # two rods on each leaf; the ID's parts keep clear of them, mostly
    inner, outer = float(rng.uniform(60, 150)), float(rng.uniform(430, 540))
    seam = WIDTH_MM / 2
    rods_mm = (seam - outer, seam - inner, seam + inner, seam + outer)
    boxed = plate is None and bool(rng.random() < 0.86)
    placement, face = _place(rng, text, face, rods_mm, lines=lines, boxed=boxed)
    return DoorPlan(
        text=text,
        height_mm=float(rng.choice([2591.0, 2896.0])),
        paint=paint,
        ink=ink,
        plate=plate,
        face=face,
        lines=lines,
        boxed=boxed,
        rods_mm=rods_mm,
        placement=placement,
        wear=float(rng.choice([0.0, 0.15, rng.uniform(0.3, 0.65)], p=[0.5, 0.3, 0.2])),
        age=float(rng.beta(1.3, 1.7)),
        truck=bool(rng.random() < 0.55),
    )


def _colours(rng: np.random.Generator) -> tuple[Colour, Colour, Colour | None]:
    base = np.array(PAINTS[int(rng.integers(len(PAINTS)))], float)
    if rng.random() < 0.15:
        base = rng.uniform(20, 230, 3)
    base = np.clip(base * rng.uniform(0.8, 1.15) + rng.normal(0, 8, 3), 12, 245)
    bright = float(base @ [0.3, 0.59, 0.11])
    light = rng.uniform(200, 248) + np.array([0, 0, -rng.uniform(0, 25)])
    if rng.random() < 0.06:
        light = np.array([235.0, 220.0, 120.0])
    dark = rng.uniform(15, 60) + rng.normal(0, 6, 3)
    pale = bright > 165 or (bright > 105 and rng.random() < 0.3)
    plate = None
    if rng.random() < 0.1:
        ink, plate = (dark, light) if rng.random() < 0.8 else (light, base * 0.8)
    else:
        ink = dark if pale else light
    return _tone(base), _tone(ink), None if plate is None else _tone(plate)


def _tone(colour: NDArray[np.float64]) -> Colour:
    red, green, blue = np.clip(colour, 0, 255)
    return int(red), int(green), int(blue)


def _place(
    rng: np.random.Generator,
    text: str,
    face: Face,
    rods_mm: tuple[float, ...],
    *,
    lines: int,
    boxed: bool,
) -> tuple[Placement, Face]:
    """Place owner code, serial and check digit about the outer rod of the right leaf."""
    cap = float(np.clip(rng.normal(95, 9), 74, 125))
    pitch = cap * float(rng.uniform(0.62, 0.88))  # from letter to letter
    rod, inner = rods_mm[3], rods_mm[2]
    right_end = WIDTH_MM - _POST_MM - float(rng.uniform(25, 80))
    loose = bool(rng.random() < 0.12)
    if not loose:  # the painter made the letters fit between the rods and the edge
        room = min((rod - inner - 75) / 4, (right_end - rod - 45 - 1.15 * cap) / 6)
        pitch = min(pitch, max(room, 0.5 * cap))
    face = Face(face.family, face.file, face.axes, *_spacing(face, pitch, cap))
    baseline = float(rng.uniform(300, 520)) + cap * (lines - 1) * 0.4
    owner, serial, check = text[:4], text[4:10], text[10]
    drop = cap * float(rng.uniform(1.15, 1.5))
    if lines == 2:
        left = float(rng.uniform(inner + 30, inner + 160))
        if loose:
            first, second = serial, ""
        else:
            cut = int(rng.choice([3, 4]))
            first, second = serial[:cut], serial[cut:]
        x2 = left + len(first) * pitch + float(rng.uniform(0.2, 2.2)) * cap
        x3 = (x2 + len(second) * pitch) + float(rng.uniform(0.2, 0.7)) * cap
        indent = float(rng.choice([0.0, rng.uniform(0, 40)]))
        parts = [(owner, left, baseline), (first, left + indent, baseline + drop)]
        parts += [(second, x2, baseline + drop)] if second else []
        parts += [(check, min(x3, right_end), baseline + drop)]
    else:
        gap = float(rng.uniform(0.0, 0.5)) * cap
        left = rod - gap - 4 * pitch - 20 if not loose else max(rod - float(rng.uniform(200, 420)), inner + 20)
        middle = rod + 25 + float(rng.uniform(0.0, 0.5)) * cap
        if loose:
            middle = left + 4 * pitch + float(rng.uniform(0.25, 1.0)) * cap
        last = middle + 6 * pitch + float(rng.choice([0.15, 0.4, rng.uniform(0.2, 2.0)])) * cap
        last = min(last, max(right_end - 0.8 * cap, middle + 6.2 * pitch))
        bump = rng.normal(0, 2.5, 2) if rng.random() < 0.4 else np.zeros(2)
        parts = [(owner, left, baseline), (serial, middle, baseline + float(bump[0])),
                 (check, last, baseline + float(bump[1]))]  # fmt: skip
    overhang = max(parts[-1][1] + 0.9 * cap - right_end, 0.0)
    if overhang:  # what would run over the edge is moved left as a whole
        parts = [(word, x - overhang, y) for word, x, y in parts]
    if rng.random() < 0.04:  # some IDs stand on the left leaf or lower
        shift = WIDTH_MM / 2 * float(rng.choice([0.0, 1.0]))
        parts = [(word, max(x - shift, 110.0), y + 200) for word, x, y in parts]
    pad, stroke = cap * float(rng.uniform(0.08, 0.22)), cap * float(rng.uniform(0.04, 0.09))
    return Placement(tuple(parts), cap, boxed, pad, stroke, lines), face


def _spacing(face: Face, pitch: float, cap: float) -> tuple[float, float]:
    """Return the stretch and tracking that make a letter about pitch wide."""
    tracking = face.tracking
    natural = {"oswald": 0.62, "bebas_neue": 0.56, "fjalla_one": 0.6, "roboto_condensed": 0.76,
               "barlow_condensed": 0.62, "archivo_narrow": 0.76}.get(face.family, 0.85)  # fmt: skip
    stretch = float(np.clip((pitch / cap - tracking) / natural, 0.6, 1.15))
    return stretch, max(0.03, pitch / cap - natural * stretch)


def paint_door(plan: DoorPlan, rng: np.random.Generator, scale: float) -> Door:
    """Return the plan painted at `scale` pixels per mm."""
    skirt = 900.0 if plan.truck else 0.0
    size = (int((plan.height_mm + skirt) * scale), int(WIDTH_MM * scale))
    raster = Raster(np.full((*size, 3), plan.paint, np.uint8), scale)
    door = Raster(raster.pixels[: int(plan.height_mm * scale)], scale)
    marking = paint_id(plan.placement, plan.face, scale)
    _decorate(door, plan, rng)
    _stamp(door, plan, marking, rng)
    _write_rest(door, plan, rng)
    shade = relief(rng, (door.pixels.shape[0], size[1]), scale, _leaves(), plan.height_mm)
    _shade(door.pixels, shade)
    age(rng, door.pixels, scale, plan.age)
    _frame(door, plan, rng)
    steel = _steel(plan, rng)
    front = Raster(np.zeros((*size, 4), np.uint8), scale)
    rods(front, rng, list(plan.rods_mm), (_HEADER_MM - 30, plan.height_mm - 60), steel)
    if rng.random() < 0.6:
        offset = (float(rng.normal(0, 35)), float(rng.uniform(5, 60)))
        shadow = rod_shadow((door.pixels.shape[0], size[1]), scale, front.pixels, offset)
        _shade(door.pixels, 1 - shadow.astype(np.float32) / 255 * np.float32(rng.uniform(0.15, 0.5)))
    if plan.truck:
        _truck(raster, plan, rng)
    return Door(raster.pixels, front.pixels, scale, marking.quad_mm, plan)


def _leaves() -> list[tuple[float, float]]:
    seam = WIDTH_MM / 2
    return [(_POST_MM, seam - 15), (seam + 15, WIDTH_MM - _POST_MM)]


def _shade(pixels: NDArray[np.uint8], shade: NDArray[np.float32]) -> None:
    np.clip(pixels * shade[..., None], 0, 255, out=pixels, casting="unsafe")


def _steel(plan: DoorPlan, rng: np.random.Generator) -> Colour:
    galvanised = np.array([175.0, 178, 178]) * rng.uniform(0.6, 1.15)
    own = np.array(plan.paint, float) * rng.uniform(0.9, 1.1)
    kind = rng.random()
    return _tone(galvanised if kind < 0.65 else own if kind < 0.85 else 0.5 * (galvanised + own))


def _stamp(door: Raster, plan: DoorPlan, marking: Marking, rng: np.random.Generator) -> None:
    cap = plan.placement.cap_mm
    if plan.plate is not None:
        for left, top, right, bottom in marking.parts_mm:
            pad = cap * float(rng.uniform(0.08, 0.2))
            door.box(left - pad, top - pad, right + pad, bottom + pad, plan.plate)
    elif rng.random() < 0.06:  # an old ID painted over leaves a patch
        left, top = marking.quad_mm.min(axis=0) - rng.uniform(20, 120, 2)
        right, bottom = marking.quad_mm.max(axis=0) + rng.uniform(20, 120, 2)
        tone = _tone(np.array(plan.paint) * rng.uniform(0.8, 1.15) + rng.normal(0, 6, 3))
        door.box(left, top, right, bottom, tone)
    mask = wear(rng, marking.mask, plan.wear)
    door.blend(mask, marking.origin_px, plan.ink)


def _write_rest(door: Raster, plan: DoorPlan, rng: np.random.Generator) -> None:
    """Write the size code under the ID and the weights below."""
    cap = plan.placement.cap_mm
    last = plan.placement.parts[-2 if plan.lines == 1 else -1]
    baseline = max(y for _, _, y in plan.placement.parts)
    x = last[1] + cap * float(rng.normal(0.1, 0.15))
    y = baseline + cap * float(rng.uniform(1.3, 1.7))
    if rng.random() < 0.93:
        code = SIZE_CODES[int(rng.integers(len(SIZE_CODES)))]
        x = plan.placement.parts[0][1] if rng.random() < 0.08 else min(x, WIDTH_MM - 4.2 * cap)
        size = cap * float(rng.choice([1.0, 0.85]))
        if plan.plate is not None:
            door.box(x - 15, y - size - 12, x + 3.3 * size, y + 12, plan.plate)
        door.write(code, (x, y), face=plan.face, cap_mm=size, colour=plan.ink)
    first = plan.rods_mm[2] + float(rng.uniform(40, 120))
    second = plan.rods_mm[3] + float(rng.uniform(30, 130))
    if rng.random() < 0.93:
        plain = Face(plan.face.family, plan.face.file, plan.face.axes, plan.face.stretch, 0.08)
        columns = (first, second)
        top = y + float(rng.uniform(150, 480))
        weight_table(door, rng, columns, top, face=plain, colour=plan.ink, plate=plan.plate)


def _decorate(door: Raster, plan: DoorPlan, rng: np.random.Generator) -> None:
    """Put logos and stickers on the left leaf and on the right one below the ID."""
    if rng.random() < 0.75:
        logo(door, rng, (float(rng.uniform(130, 500)), float(rng.uniform(200, 700))))
    for _ in range(int(rng.poisson(2.5))):
        at = (float(rng.uniform(120, 950)), float(rng.uniform(700, plan.height_mm - 400)))
        warning(door, rng, at)
    for _ in range(int(rng.poisson(1.5))):
        at = (float(rng.uniform(1300, 2150)), float(rng.uniform(1300, plan.height_mm - 400)))
        warning(door, rng, at)
    if rng.random() < 0.15:
        warning(door, rng, (float(rng.uniform(1350, 1600)), float(rng.uniform(600, 900))))


def _frame(door: Raster, plan: DoorPlan, rng: np.random.Generator) -> None:
    """Draw posts, header, sill, gasket, seam, hinges, hazard stripes and corner castings."""
    base = np.array(plan.paint, float)
    high, seam = plan.height_mm, WIDTH_MM / 2
    gasket: Colour = _tone(np.array([28.0, 28, 30]) * rng.uniform(0.6, 2.0))
    post = _tone(base * rng.uniform(0.75, 1.0))
    for left, right in ((0.0, _POST_MM), (WIDTH_MM - _POST_MM, WIDTH_MM)):
        door.box(left, 0, right, high, post)
    door.box(0, 0, WIDTH_MM, _HEADER_MM, _tone(base * rng.uniform(0.7, 1.05)))
    door.box(0, high - _SILL_MM, WIDTH_MM, high, _tone(base * rng.uniform(0.5, 0.95)))
    wide = float(rng.uniform(10, 28))
    for x in (_POST_MM, WIDTH_MM - _POST_MM - wide):
        door.box(x, _HEADER_MM, x + wide, high - _SILL_MM, gasket)
    for y in (_HEADER_MM, high - _SILL_MM - wide):
        door.box(_POST_MM, y, WIDTH_MM - _POST_MM, y + wide * 0.8, gasket)
    door.box(seam - wide, _HEADER_MM, seam + wide, high - _SILL_MM, gasket)
    if rng.random() < 0.8:
        wide = float(rng.uniform(35, 60))
        door.box(seam + 10, _HEADER_MM + 15, seam + 10 + wide, high - _SILL_MM - 15, post)
    baseline = max(y for _, _, y in plan.placement.parts)
    hinges(door, rng, (_POST_MM, WIDTH_MM - _POST_MM), _hinge_rows(rng, high, baseline), post)
    if rng.random() < 0.7:
        _hazard(door, rng)
    for x in (0.0, WIDTH_MM - 165):
        for y in (0.0, high - 118):
            door.box(x, y, x + 165, y + 118, _tone(base * 0.8))
            door.box(x + 55, y + 25, x + 115, y + 85, (15, 14, 14))


def _hinge_rows(rng: np.random.Generator, high: float, baseline: float) -> list[float]:
    rows = np.linspace(_HEADER_MM + rng.uniform(50, 200), high - 330, int(rng.integers(4, 6)))
    rows = rows + rng.uniform(-40, 40, rows.shape)
    # nobody paints an ID over a hinge: one in its way moves up
    return [float(y - 230 if baseline - 200 < y < baseline + 40 else y) for y in rows]


def _hazard(door: Raster, rng: np.random.Generator) -> None:
    tall, step = float(rng.uniform(45, 85)), float(rng.uniform(60, 110))
    for start, end in ((190.0, 640.0), (WIDTH_MM - 640, WIDTH_MM - 190)):
        door.box(start, 10, end, 10 + tall, (225, 180, 30))
        for x in np.arange(start, end - step, step):
            door.polygon([(x, 10 + tall), (x + step / 2, 10 + tall), (x + step, 10),
                          (x + step / 2, 10)], (25, 22, 20))  # fmt: skip


def _truck(raster: Raster, plan: DoorPlan, rng: np.random.Generator) -> None:
    """Draw the rear of the truck below the door: bumper, stripes, lights, number plates."""
    top = plan.height_mm
    dark = _tone(np.array([45.0, 45, 48]) * rng.uniform(0.4, 1.6))
    raster.box(0, top, WIDTH_MM, top + 900, dark)
    beam = _tone(rng.uniform(20, 220, 3))
    high = float(rng.uniform(140, 280))
    raster.box(0, top + 20, WIDTH_MM, top + 20 + high, beam)
    if rng.random() < 0.7:
        one, two = ((235, 60, 30), (240, 180, 30)) if rng.random() < 0.6 else (
            (200, 30, 30), (230, 230, 230))  # fmt: skip
        for x in np.arange(0, WIDTH_MM, 200.0):
            colour = one if int(x / 200) % 2 else two
            raster.box(x, top + 40, x + 200, top + high, colour)
    face = Face("barlow", "Barlow-Bold.ttf", (), 1.1, 0.25)
    plate = "".join(str(rng.choice(list("ABCXHK0123456789"))) for _ in range(6))
    raster.write(plate, (float(rng.uniform(400, 800)), top + high - 10), face=face,
                 cap_mm=high * 0.5, colour=(30, 30, 30) if rng.random() < 0.5 else (235, 230, 220))  # fmt: skip
    for x in (120.0, 330.0, WIDTH_MM - 470, WIDTH_MM - 260):
        raster.disc(x + 70, top + high + 110, 62, (190, 40, 35))
        raster.disc(x + 70, top + high + 110, 38, (240, 120, 60))
    x, y = float(rng.uniform(900, 1700)), top + high + 60
    raster.box(x, y, x + 440, y + 190, (230, 180, 40) if rng.random() < 0.6 else (235, 235, 235))
    raster.write(plate, (x + 30, y + 140), face=face, cap_mm=90, colour=(20, 20, 20))
