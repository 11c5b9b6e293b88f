"""Where a sign painter puts the parts of an ID: about the lock rod, between rods and edge."""

from dataclasses import dataclass, replace

import numpy as np

from containerloc.synthetic.draw.arrays import Rng
from containerloc.synthetic.draw.door.marking import Part, Placement
from containerloc.synthetic.draw.lettering import Face

# width of a letter at stretch 1 in cap heights, where it is far from the usual 0.85
_LETTER_WIDTH = {
    "oswald": 0.62,
    "bebas_neue": 0.56,
    "fjalla_one": 0.6,
    "roboto_condensed": 0.76,
    "barlow_condensed": 0.62,
    "archivo_narrow": 0.76,
}


@dataclass(frozen=True)
class Room:
    """What a leaf offers to an ID, in mm of the door: two lock rods, and where the leaf ends."""

    inner_rod_mm: float
    outer_rod_mm: float
    end_mm: float


@dataclass(frozen=True)
class _Letters:
    owner: str
    serial: str
    check: str
    cap: float
    pitch: float  # from letter to letter


def place_id(rng: Rng, text: str, face: Face, room: Room, *, lines: int, boxed: bool) -> Placement:
    """Return where the 11 characters stand: mostly with the outer rod between code and serial."""
    cap = float(np.clip(rng.normal(95, 9), 74, 125))
    pitch = cap * float(rng.uniform(0.62, 0.88))
    loose = bool(rng.random() < 0.12)
    if not loose:  # the painter made the letters fit between the rods and the edge
        fit = (
            (room.outer_rod_mm - room.inner_rod_mm - 75) / 4,
            (room.end_mm - room.outer_rod_mm - 45 - 1.15 * cap) / 6,
        )
        pitch = min(pitch, max(min(fit), 0.5 * cap))
    letters = _Letters(text[:4], text[4:10], text[10], cap, pitch)
    baseline = float(rng.uniform(300, 520))
    put = _two_lines if lines == 2 else _loosely if loose else _about_the_rod
    parts = _kept_on_the_leaf(put(rng, letters, room, baseline), letters, room)
    if rng.random() < 0.04:  # some IDs stand on the left leaf, or lower
        shift = float(rng.choice([0.0, 1219.0]))
        parts = [
            replace(p, left_mm=max(p.left_mm - shift, 110.0), baseline_mm=p.baseline_mm + 200)
            for p in parts
        ]
    pad, line = cap * float(rng.triangular(0.03, 0.08, 0.2)), cap * float(rng.uniform(0.03, 0.09))
    cell = min(pitch, cap * float(rng.uniform(0.45, 0.65)))
    return Placement(tuple(parts), _spaced(face, pitch / cap), cap, boxed, pad, line, cell)


def _about_the_rod(rng: Rng, letters: _Letters, room: Room, baseline: float) -> list[Part]:
    cap, pitch = letters.cap, letters.pitch
    left = room.outer_rod_mm - float(rng.uniform(0.0, 0.5)) * cap - 4 * pitch - 20
    middle = room.outer_rod_mm + 25 + float(rng.uniform(0.0, 0.5)) * cap
    gap = float(rng.choice([0.0, 0.15, 0.4, rng.uniform(0.2, 2.0)])) * cap
    last = min(middle + 6 * pitch + gap, max(room.end_mm - 0.8 * cap, middle + 6.2 * pitch))
    return _uneven(rng, letters, [left, middle, last], baseline)


def _loosely(rng: Rng, letters: _Letters, room: Room, baseline: float) -> list[Part]:
    cap, pitch = letters.cap, letters.pitch
    left = max(room.outer_rod_mm - float(rng.uniform(200, 420)), room.inner_rod_mm + 20)
    middle = left + 4 * pitch + float(rng.uniform(0.25, 1.0)) * cap
    last = middle + 6 * pitch + float(rng.uniform(0.15, 1.3)) * cap
    return _uneven(rng, letters, [left, middle, last], baseline)


def _uneven(rng: Rng, letters: _Letters, lefts: list[float], baseline: float) -> list[Part]:
    """Serial and check digit do not always stand on quite the line of the owner code.

    Some owner codes are spaced more widely than the digits, some serials fall into two groups.
    """
    bumps = rng.normal(0, 2.5, 2) if rng.random() < 0.4 else np.zeros(2)
    wide = float(rng.uniform(0.05, 0.3)) if rng.random() < 0.15 else 0.0
    owner = Part(letters.owner, lefts[0] - 3 * wide * letters.cap, baseline, wide)
    serial = Part(letters.serial, lefts[1], baseline + float(bumps[0]))
    check = Part(letters.check, lefts[2], baseline + float(bumps[1]))
    if rng.random() < 0.06:
        space = 0.4 * letters.cap
        second = replace(
            serial, text=serial.text[3:], left_mm=serial.left_mm + 3 * letters.pitch + space
        )
        later = replace(check, left_mm=check.left_mm + space)
        return [owner, replace(serial, text=serial.text[:3]), second, later]
    return [owner, serial, check]


def _two_lines(rng: Rng, letters: _Letters, room: Room, baseline: float) -> list[Part]:
    """Owner code above; below it the serial in one piece or two, then the check digit."""
    cap, pitch = letters.cap, letters.pitch
    left = room.inner_rod_mm + float(rng.uniform(30, 160))
    indent = float(rng.choice([0.0, rng.uniform(0, 40)]))
    below = baseline + cap * float(rng.uniform(1.15, 1.5))
    cut = int(rng.choice([3, 4, 6]))
    second = left + cut * pitch + float(rng.uniform(0.2, 2.2)) * cap
    last = second + (6 - cut) * pitch + float(rng.uniform(0.2, 0.7)) * cap
    parts = [
        Part(letters.owner, left, baseline),
        Part(letters.serial[:cut], left + indent, below),
        Part(letters.serial[cut:], second, below),
        Part(letters.check, last, below),
    ]
    return [part for part in parts if part.text]


def _kept_on_the_leaf(parts: list[Part], letters: _Letters, room: Room) -> list[Part]:
    """What would run over the edge is moved left as a whole."""
    over = max(parts[-1].left_mm + 0.9 * letters.cap - room.end_mm, 0.0)
    return [replace(part, left_mm=part.left_mm - over) for part in parts]


def _spaced(face: Face, pitch: float) -> Face:
    """Return the face with the stretch and tracking that make a letter `pitch` caps wide."""
    natural = _LETTER_WIDTH.get(face.family, 0.85)
    stretch = float(np.clip((pitch - face.tracking) / natural, 0.6, 1.15))
    return replace(face, stretch=stretch, tracking=max(0.03, pitch - natural * stretch))
