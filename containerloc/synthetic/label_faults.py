"""Faults of labels: corners in a wrong place, in a wrong order, or missing."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from containerloc.quads import (
    CORNERS,
    Bools,
    Floats,
    bounds,
    homographies,
    is_missing,
    own_axes,
    transformed,
)
from containerloc.synthetic.faults import Fault, chosen, generator

Places = Mapping[str, Floats]

# where the label goes instead of the ID; not planted where that is not drawn
_ELSEWHERE: Final = {
    "size_code": "size_code",
    "corner_on_size_code": "size_code",
    "wrong_text": "size_code",
    "owner_only": "owner",
    "serial_only": "serial",
}
_ORDERS: Final = {"rotate": [1, 2, 3, 0], "mirror": [1, 0, 3, 2]}
_SQUARE: Final = np.array([[[0.0, 0], [1, 0], [1, 1], [0, 1]]])


def plant(
    quads: Floats, faults: Sequence[Fault], seed: int, *, places: Places | None = None
) -> tuple[Floats, Bools]:
    """Return the quads with the label faults planted, and which quad got which fault.

    Parameters
    ----------
    quads : (n, 4, 2) px, TL TR BR BL, exact. Not changed.
    faults : planted one after the other; those of pictures and copies are skipped.
    seed : the same seed plants the same faults in the same quads.
    places : quads (n, 4, 2) px of `size_code`, `owner` and `serial`, NaN where not drawn; needed
        only by the faults about them.

    Returns
    -------
    planted : (n, 4, 2) px; NaN where a corner is missing.
    which : (n, len(faults)) True where the fault was planted.

    Examples
    --------
    >>> square = np.array([[[0.0, 0], [4, 0], [4, 3], [0, 3]]])
    >>> planted, which = plant(square, [Fault("bias", size_px=5.0, corner="TL")], seed=0)
    >>> planted[0, 0].round(6).tolist(), which.tolist()
    ([-4.0, -3.0], [[True]])
    """
    planted = np.array(quads, np.float64)
    which = np.zeros((len(planted), len(faults)), bool)
    for place, fault in enumerate(faults):
        if fault.of != "label":
            continue
        if fault.kind in _ELSEWHERE:
            spots = (places or {})[_ELSEWHERE[fault.kind]]
            there = ~is_missing(spots)
            picked = chosen(len(planted), faults, place, seed, there)
            planted[picked] += _offsets_elsewhere(quads[picked], fault, spots[picked])
        else:
            picked = chosen(len(planted), faults, place, seed)
            rng = generator(fault, place, seed)
            planted[picked] = _faulty(planted[picked], fault, rng)
        which[:, place] = picked
    return planted, which


def outward(quads: Floats, corner: int) -> Floats:
    """Return the unit vectors (n, 2) from the opposite corner to `corner` (0..3)."""
    return _unit(quads[:, corner] - quads[:, (corner + 2) % 4])


def _faulty(quads: Floats, fault: Fault, rng: np.random.Generator) -> Floats:
    corner, size = CORNERS.index(fault.corner), fault.size_px
    changed = quads.copy()
    match fault.kind:
        case "jitter":
            changed[:, corner] += rng.normal(0.0, abs(size), (len(quads), 2))
        case "bias":
            changed[:, corner] += size * outward(quads, corner)
        case "missing":
            changed[:, corner] = np.nan
        case "unlabeled":
            changed[:] = np.nan
        case "swap":
            after = (corner + 1) % 4
            changed[:, [corner, after]] = quads[:, [after, corner]]
        case "rotate" | "mirror":
            changed = quads[:, _ORDERS[fault.kind]]
        case "shift":
            changed += size * own_axes(quads)[:, :1]
        case "margin":
            changed = _widened(quads, size)
        case "box" | "exif_ignored":
            pass  # planted where the label file and the picture are written
        case _:
            raise ValueError(f"label fault {fault.kind!r} has no effect on corners yet")
    return np.asarray(changed, np.float64)


def _widened(quads: Floats, size_px: float) -> Floats:
    """Return the quads with each side moved outward, parallel to itself, by `size_px`."""
    ahead = _unit(np.roll(quads, -1, axis=1) - quads)
    normal = np.stack([ahead[..., 1], -ahead[..., 0]], axis=-1)  # of the side after each corner
    before = np.roll(normal, 1, axis=1)
    stretch = 1 + (before * normal).sum(axis=-1, keepdims=True)
    return np.asarray(quads + size_px * (before + normal) / stretch, np.float64)


def _offsets_elsewhere(exact: Floats, fault: Fault, spots: Floats) -> Floats:
    """Return the offsets (n, 4, 2) from the exact corners to where the fault puts them.

    Halves of an ID and an ID with more below it are cut out in the ID's own perspective.
    """
    if fault.kind == "wrong_text":
        return spots - exact
    if fault.kind == "corner_on_size_code":
        here = np.arange(4) == CORNERS.index(fault.corner)
        return np.where(here[:, None], spots - exact, 0.0)
    square = np.repeat(_SQUARE, len(exact), axis=0)
    box = bounds(transformed(spots, homographies(exact, square)))
    low, high = {
        "size_code": (np.minimum(box[:, :2], 0), np.maximum(box[:, 2:], 1)),
        "owner_only": (np.zeros_like(box[:, :2]), box[:, 2:]),
        "serial_only": (box[:, :2], np.ones_like(box[:, 2:])),
    }[fault.kind]
    corners = np.where(_SQUARE == 0, low[:, None], high[:, None])
    return np.asarray(transformed(corners, homographies(square, exact)) - exact, np.float64)


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, np.nan), np.float64)
