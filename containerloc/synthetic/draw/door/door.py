"""The flat door of a container in its own millimetres, with an ID whose corners are exact."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Color, Picture, Rng
from containerloc.synthetic.draw.door import bodywork, decals, stickers
from containerloc.synthetic.draw.door.bodywork import HEADER_MM, POST_MM, WIDTH_MM
from containerloc.synthetic.draw.door.fittings import cast_on_door, draw_rods
from containerloc.synthetic.draw.door.marking import Marking, Placement, paint_id
from containerloc.synthetic.draw.door.plan import DoorPlan
from containerloc.synthetic.draw.lettering import random_id
from containerloc.synthetic.draw.raster import Brush, Raster, tone, upright_quad
from containerloc.synthetic.draw.weather import age, dents, relief, shaded, wear


@dataclass(frozen=True)
class Door:
    """A painted door: its picture, what stands in front of it, and the exact corners of its ID."""

    paint: Picture  # (h, w, 3) RGB, the door and the truck below it
    fittings: Picture  # (h, w, 4) RGB premultiplied and alpha, in front of it
    scale: float  # pixels per mm of both
    places_mm: Mapping[str, Floats]  # (4, 2) each: see `paint_door`
    plan: DoorPlan


def paint_door(plan: DoorPlan, rng: Rng, scale: float) -> Door:
    """Return the plan painted at `scale` pixels per mm.

    Its places are the quads of `id`, of its parts `owner`, `serial` and `check_digit`, and of
    `size_code` where there is one.
    """
    tall = plan.height_mm + (900.0 if plan.truck else 0.0)
    size = (int(tall * scale), int(WIDTH_MM * scale))
    raster = Raster(np.zeros((*size, 3), np.uint8), scale)
    raster.box(0, 0, WIDTH_MM, tall, plan.paint)
    door = Raster(raster.pixels[: int(plan.height_mm * scale)], scale)
    marking = paint_id(plan.placement, scale)
    decals.decorate(door, rng, plan.height_mm)
    _stamp(door, plan, marking, rng)
    places = {"id": marking.quad_mm, **_places_of(plan.placement, marking)}
    places |= _write_rest(door, plan, rng)
    stickers.near_id(door, rng, marking.quad_mm)
    seam = WIDTH_MM / 2
    leaves = [(POST_MM, seam - 15), (seam + 15, WIDTH_MM - POST_MM)]
    shaded(door.pixels, relief(rng, door, leaves, plan.height_mm))
    if rng.random() < 0.5:
        shaded(door.pixels, dents(rng, door, plan.age))
    age(rng, door.pixels, scale, plan.age)
    keep = plan.placement.parts[-1].baseline_mm
    bodywork.frame(door, rng, plan.paint, plan.height_mm, keep_mm=keep)
    opened = rng.random() < 0.03 and marking.quad_mm[:, 0].min() > seam + 30
    if opened:
        bodywork.open_left_leaf(door, rng, plan.height_mm)
    front = Raster(np.zeros((*size, 4), np.uint8), scale)
    span = (HEADER_MM - 30, plan.height_mm - 60)
    rods_mm = list(plan.rods_mm[2:] if opened else plan.rods_mm)
    draw_rods(front, rng, rods_mm, span, _steel(plan.paint, rng))
    if rng.random() < 0.6:
        cast_on_door(door, front, rng)
    if plan.truck:
        bodywork.truck_rear(raster, rng, plan.height_mm)
    return Door(raster.pixels, front.pixels, scale, places, plan)


def _places_of(placement: Placement, marking: Marking) -> dict[str, Floats]:
    """Return the quads (4, 2) mm of owner code, serial and check digit, as tall as capitals."""
    parts = list(zip(placement.parts, marking.ends_mm, strict=True))
    groups = {"owner": parts[:1], "serial": parts[1:-1], "check_digit": parts[-1:]}
    return {
        name: upright_quad(
            group[0][0].left_mm,
            group[0][0].baseline_mm - placement.cap_mm,
            max(end for _, end in group),
            group[-1][0].baseline_mm,
        )
        for name, group in groups.items()
    }


def _steel(paint: Color, rng: Rng) -> Color:
    galvanised = np.array([175.0, 178, 178]) * rng.uniform(0.6, 1.15)
    share = float(rng.choice([0.0, 0.5, 1.0], p=[0.65, 0.15, 0.2]))
    return tone(galvanised * (1 - share) + np.array(paint, float) * share * rng.uniform(0.9, 1.1))


def _stamp(door: Raster, plan: DoorPlan, marking: Marking, rng: Rng) -> None:
    """Put plates, an overpainted patch or an older ID behind the ID, and the ID on it."""
    cap = plan.placement.cap_mm
    if plan.brush.plate is not None:
        for part, end in zip(plan.placement.parts, marking.ends_mm, strict=True):
            pad, low = cap * float(rng.uniform(0.08, 0.2)), part.baseline_mm
            door.box(part.left_mm - pad, low - cap - pad, end + pad, low + pad, plan.brush.plate)
    elif rng.random() < 0.06:
        left, top = marking.quad_mm.min(axis=0) - rng.uniform(20, 120, 2)
        right, bottom = marking.quad_mm.max(axis=0) + rng.uniform(20, 120, 2)
        patch = np.array(plan.paint) * rng.uniform(0.8, 1.15) + rng.normal(0, 6, 3)
        door.box(left, top, right, bottom, tone(patch))
    if plan.brush.plate is None and rng.random() < 0.08:
        _ghost(door, plan, marking, rng)
    door.blend(wear(rng, marking.mask, plan.wear), marking.origin_px, plan.brush.ink)


def _ghost(door: Raster, plan: DoorPlan, marking: Marking, rng: Rng) -> None:
    """Let an older ID shine through the paint, about where the new one stands."""
    cap, faint = plan.placement.cap_mm, float(rng.uniform(0.08, 0.25))
    base, ink = np.array(plan.paint, float), np.array(plan.brush.ink, float)
    brush = Brush(plan.brush.face, tone(base + (ink - base) * faint))
    left, baseline = plan.placement.parts[0].left_mm, plan.placement.parts[0].baseline_mm
    at = (left + cap * float(rng.normal(0, 1.0)), baseline + cap * float(rng.normal(0, 0.6)))
    door.write(random_id(rng)[:10], at, brush, cap_mm=cap * float(rng.uniform(0.85, 1.1)))


def _write_rest(door: Raster, plan: DoorPlan, rng: Rng) -> dict[str, Floats]:
    """Write the size code under the ID, and the weights below it; return where the code stands."""
    places: dict[str, Floats] = {}
    cap, parts = plan.placement.cap_mm, plan.placement.parts
    y = parts[-1].baseline_mm + cap * float(rng.uniform(1.3, 1.7))
    under = parts[0] if rng.random() < 0.1 else parts[-2]
    if rng.random() < 0.93:
        size = cap * float(rng.choice([1.0, 0.85]))
        x = under.left_mm + cap * float(rng.normal(0.1, 0.15))
        at = (min(x, WIDTH_MM - POST_MM - 3.4 * cap), y)
        places["size_code"] = decals.size_code(door, rng, at, plan.brush, cap_mm=size)
    if rng.random() < 0.93:
        columns = (
            plan.rods_mm[2] + float(rng.uniform(40, 120)),
            plan.rods_mm[3] + float(rng.uniform(30, 130)),
        )
        top = y + float(rng.uniform(150, 480))
        decals.weight_table(door, rng, columns, plan.brush, top_mm=top)
    return places
