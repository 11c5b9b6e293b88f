"""Quads with a margin, and quads whose corners are moved by a known error."""

from collections.abc import Sequence
from typing import Final
from zlib import crc32

import numpy as np

from containerloc.quads import (
    CORNERS,
    FARTHEST_PX,
    Floats,
    as_quads,
    homographies,
    is_convex,
    own_axes,
    text_wh,
)
from containerloc.quads import transformed as projected
from containerloc.quads.shape import line_heights_px

RANDOM, INWARD, OUTWARD, ALONG, ACROSS = "random", "inward", "outward", "along", "across"
MOVES: Final = (RANDOM, INWARD, OUTWARD, ALONG, ACROSS, *CORNERS)
_DIAGONAL: Final = 2**-0.5  # of a corner that moves by 1, along each side


def with_margin(quads: Floats, text_heights: float) -> Floats:
    """Each quad larger by a margin on every side, in heights of its line of text, `(n, 4, 2)`.

    In its own perspective; a negative margin cuts. NaN where a corner is missing, the outline is
    not convex, or the margin reaches the horizon of its perspective.

    Examples
    --------
    >>> quad = as_quads([[0, 0], [80, 0], [80, 10], [0, 10]])
    >>> with_margin(quad, 0.1)[0].round(6).tolist()
    [[-1.0, -1.0], [81.0, -1.0], [81.0, 11.0], [-1.0, 11.0]]
    """
    width, height = text_wh(quads).T
    zero, step = np.zeros_like(width), text_heights * line_heights_px(quads)
    upright = _rectangles(zero, zero, width, height)
    larger = _rectangles(-step, -step, width + step, height + step)
    wider = projected(larger, homographies(upright, quads))
    sane = is_convex(quads) & is_convex(wider) & (np.abs(wider).max(axis=(1, 2)) <= FARTHEST_PX)
    return np.where(sane[:, None, None], wider, np.nan)


def moved(quads: Floats, move: str, text_heights: float, *, names: Sequence[str]) -> Floats:
    """Each quad with its corners moved, on average by so many heights of its line of text.

    `random` moves each corner in a direction of its own, `inward` and `outward` all of them across
    the outline, `along` and `across` the whole quad along its text or across it, to one side or the
    other; the name of a corner moves that one alone, in a random direction. Directions follow from
    `names`, of the `n` quads: they are the same for every size.

    Examples
    --------
    >>> quad = as_quads([[0, 0], [80, 0], [80, 10], [0, 10]])
    >>> off = np.linalg.norm(moved(quad, "random", 0.3, names=["a"]) - quad, axis=2)
    >>> off.round(6).tolist()
    [[3.0, 3.0, 3.0, 3.0]]
    """
    if move in (INWARD, OUTWARD):
        return with_margin(quads, _DIAGONAL * text_heights * (1 if move == OUTWARD else -1))
    size = (text_heights * line_heights_px(quads))[:, None, None]
    if move in (ALONG, ACROSS):
        sign = np.array([1 if _rng(name, move).random() < 0.5 else -1 for name in names])
        step = own_axes(quads)[:, 0 if move == ALONG else 1] * sign[:, None]
        return np.asarray(quads + size * step[:, None])
    angles = np.array([_rng(name, move).uniform(0, 2 * np.pi, 4) for name in names]).reshape(-1, 4)
    steps = np.stack([np.cos(angles), np.sin(angles)], axis=2).reshape(-1, 4, 2)
    if move in CORNERS:
        steps = steps * (np.arange(4) == CORNERS.index(move))[:, None]
    return np.asarray(quads + size * steps)


def _rng(name: str, move: str) -> np.random.Generator:
    return np.random.default_rng(crc32(f"{move} {name}".encode()))


def _rectangles(left: Floats, top: Floats, right: Floats, bottom: Floats) -> Floats:
    xs, ys = [left, right, right, left], [top, top, bottom, bottom]
    return as_quads(np.stack([np.stack(xs, axis=1), np.stack(ys, axis=1)], axis=2))
