"""Faults of the four corners of a label, with a message for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.analysis.labels.naming import naming_faults
from containerloc.quads import CORNERS, Bools, Floats, is_convex, is_missing, is_self_crossing
from containerloc.quads.shape import (
    aspect,
    hull_area,
    pair_distances,
    reading_order,
    text_angle_deg,
)

# Corners nearer to each other than a pixel, and outlines of less than a square pixel, are slips:
# no character fits in between.
_COINCIDING_PX: Final = 1.0
_NO_AREA_PX2: Final = 1.0
# Labels are rounded; half a pixel outside the picture does not count.
_OUTSIDE_PX: Final = 0.5
# Share of the picture beyond which the trainer drops the image (Ultralytics, verify_image_label).
_TRAINER_TOLERANCE: Final = 0.01


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault: the rows of the table that have it, and a message for each."""

    code: str
    severity: str
    rows: NDArray[np.int64]
    messages: list[str]
    trainer: str = "keeps"


def corner_faults(quads: Floats, sizes: Floats) -> Iterator[FaultKind]:
    """Faults of quads `(n, 4, 2)` in pictures of `sizes` `(n, 2)`, width and height, in px."""
    yield from _missing(quads)
    yield from _outside(quads, sizes)
    yield from _degenerate(quads)
    # The shape of a degenerate quad says nothing, and a NaN makes every check below pass over it.
    degenerate = (pair_distances(quads).min(axis=1) < _COINCIDING_PX) | (
        hull_area(quads) < _NO_AREA_PX2
    )
    whole = np.where(degenerate[:, None, None], np.nan, quads)
    yield from _not_convex(whole)
    yield from _naming(whole)


def _missing(quads: Floats) -> Iterator[FaultKind]:
    absent = np.asarray(np.isnan(quads).any(axis=2))
    rows = np.flatnonzero(absent.any(axis=1))
    messages = [f"{_names(absent[row])} marked as not visible: not scored" for row in rows]
    yield FaultKind("corner-missing", "warning", rows, messages)


def _names(chosen: Bools) -> str:
    names = [name for name, is_chosen in zip(CORNERS, chosen, strict=True) if is_chosen]
    return ("corner " if len(names) == 1 else "corners ") + ", ".join(names)


def _outside(quads: Floats, sizes: Floats) -> Iterator[FaultKind]:
    beyond: Floats = np.nan_to_num(np.maximum(-quads, quads - sizes[:, None, :]), nan=-np.inf)
    outside = np.asarray((beyond > _OUTSIDE_PX).any(axis=2))
    dropped = (beyond > _TRAINER_TOLERANCE * sizes[:, None, :]).any(axis=(1, 2))
    for is_far, severity, trainer, effect in (
        (False, "warning", "clips", "the trainer moves it to the edge and does not learn it"),
        (True, "error", "drops the image", "the trainer drops the image: this is more than 1 %"),
    ):
        rows = np.flatnonzero(outside.any(axis=1) & (dropped == is_far))
        messages = [
            f"{_names(outside[row])} outside the picture of {sizes[row, 0]:.0f} x "
            f"{sizes[row, 1]:.0f} px, by up to {beyond[row].max():.1f} px; {effect}"
            for row in rows
        ]
        yield FaultKind("corner-outside-image", severity, rows, messages, trainer)


def _degenerate(quads: Floats) -> Iterator[FaultKind]:
    distances, area = pair_distances(quads), hull_area(quads)
    coincide = distances.min(axis=1) < _COINCIDING_PX
    pairs = list(combinations(CORNERS, 2))
    rows = np.flatnonzero(coincide)
    messages = [
        f"corners {' and '.join(pairs[distances[row].argmin()])} are {distances[row].min():.2f} px "
        "apart: one of them was probably clicked twice"
        for row in rows
    ]
    yield FaultKind("corners-coincide", "error", rows, messages)
    rows = np.flatnonzero(~coincide & (area < _NO_AREA_PX2))
    messages = [f"the corners lie on a line: their area is {area[row]:.2f} px²" for row in rows]
    yield FaultKind("no-area", "error", rows, messages)


def _not_convex(quads: Floats) -> Iterator[FaultKind]:
    rows = np.flatnonzero(~is_missing(quads) & ~is_convex(quads) & ~is_self_crossing(quads))
    message = (
        "the outline is dented, or three corners lie on a line; a flat text never looks so: "
        "one corner is off"
    )
    yield FaultKind("not-convex", "error", rows, [message] * len(rows))


def _naming(quads: Floats) -> Iterator[FaultKind]:
    verdicts = naming_faults(quads)
    for verdict in ("swapped", "mirrored", "rotated", "tall"):
        rows = np.flatnonzero(verdicts == verdict)
        messages = [_naming_message(verdict, quads[[row]]) for row in rows]
        severity = "warning" if verdict == "tall" else "error"
        yield FaultKind(f"corners-{verdict}", severity, rows, messages)


def _naming_message(verdict: str, quad: Floats) -> str:
    order = [CORNERS[i] for i in reading_order(quad)[0]]
    seen = f"clockwise from where the text seems to start they are named {', '.join(order)}"
    angle, ratio = text_angle_deg(quad)[0], aspect(quad)[0]
    if verdict == "swapped":
        wrong = [name for name, right in zip(order, CORNERS, strict=True) if name != right]
        who = f"corners {wrong[0]} and {wrong[1]}" if len(wrong) == 2 else "two corners"
        return (
            f"the outline crosses itself: {who} are probably exchanged, or one is far off; {seen}"
        )
    if verdict == "mirrored":
        return (
            "the corners run anti-clockwise, TL to TR to BR to BL is clockwise; so does a "
            f"photo that was mirrored without renaming its corners; {seen}"
        )
    if verdict == "tall":
        return (
            f"labelled {1 / ratio:.1f} times as high as wide; right if the characters stand "
            f"one below another, else named a quarter turn off; {seen}"
        )
    if ratio < 1:
        return (
            f"named a quarter turn off: TL to TR is a short upright side, "
            f"{1 / ratio:.1f} times shorter than the other; {seen}"
        )
    return (
        f"the text would stand on its head (TL to TR points {angle:.0f}°, 180° is leftwards); "
        f"right only if the photo stands on its head; {seen}"
    )
