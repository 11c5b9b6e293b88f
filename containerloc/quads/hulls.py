"""Convex hulls of quads, and the area that two of them have in common."""

from typing import Final

import numpy as np

from containerloc.quads.outline import Floats, signed_area, turns

# One hull of a pair is taken larger by so much: then no two sides lie on the same line, of which
# rounding would count both, or neither.
_LARGER: Final = 1e-9
_BLOCK: Final = 16_384  # pairs whose arrays stay in the processor's cache


def convex_hulls(quads: Floats) -> Floats:
    """The convex hull of each quad's corners, however they are named.

    Shape `(n, 4, 2)`, clockwise as displayed; a hull of three corners repeats one of them. NaN
    where a corner is missing.

    Examples
    --------
    >>> dart = np.array([[[0.0, 0], [4, 0], [1, 1], [0, 4]]])
    >>> convex_hulls(dart)[0].tolist()
    [[0.0, 0.0], [0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]
    """
    centred = quads - quads.mean(axis=1, keepdims=True)
    # With y downwards a growing angle is clockwise. Around their middle, four points make an
    # outline without crossings, in which only one that lies inside the hull turns back.
    around = np.argsort(np.arctan2(centred[..., 1], centred[..., 0]), axis=1)
    ordered = np.take_along_axis(quads, around[..., None], axis=1)
    inside = turns(ordered) < 0
    return np.where(inside[..., None], np.roll(ordered, 1, axis=1), ordered)


def common_area(hulls: Floats, others: Floats) -> Floats:
    """Area that pairs of convex hulls `(n, 4, 2)` have in common, `(n,)` px².

    As `convex_hulls` makes them; 0 where either has no area. The outline of what is common is
    the part of each outline that lies inside the other hull; Green's theorem gives its area.
    """
    areas = [
        _common_area(hulls[start : start + _BLOCK], others[start : start + _BLOCK])
        for start in range(0, len(hulls), _BLOCK)
    ]
    return np.concatenate(areas) if areas else np.empty(0)


def _common_area(hulls: Floats, others: Floats) -> Floats:
    middle = hulls.mean(axis=1, keepdims=True)
    larger = others + _LARGER * (others - others.mean(axis=1, keepdims=True))
    # Corner by corner in memory, (x and y, corners, pairs): whole rows are handled at once.
    first, second = (
        np.ascontiguousarray((each - middle).transpose(2, 1, 0)) for each in (hulls, larger)
    )
    area = (_swept(first, second) + _swept(second, first)) / 2
    # Of hulls thinner than rounding the sum is noise: never more than the smaller one.
    smaller = np.minimum(signed_area(hulls), signed_area(others))
    return np.where(smaller <= 0, 0.0, np.clip(area, 0.0, smaller))


def _swept(hull: Floats, other: Floats) -> Floats:
    """Twice the area swept from the origin along the part of one outline inside the other hull."""
    start, end = np.zeros(hull.shape[1:]), np.ones(hull.shape[1:])
    sides = np.roll(other, -1, axis=1) - other
    with np.errstate(invalid="ignore", divide="ignore"):
        for corner, side in zip(other.swapaxes(0, 1), sides.swapaxes(0, 1), strict=True):
            away = hull - corner[:, None]
            inward = side[0] * away[1] - side[1] * away[0]
            ahead = np.roll(inward, -1, axis=0)
            crossing = inward / (inward - ahead)
            start = np.where(inward < 0, np.maximum(start, crossing), start)
            end = np.where(ahead < 0, np.minimum(end, crossing), end)
            end = np.where((inward < 0) & (ahead < 0), -1.0, end)
    step = np.roll(hull, -1, axis=1) - hull
    area = (hull[0] * step[1] - hull[1] * step[0]) * np.maximum(end - start, 0.0)
    return np.asarray(area.sum(axis=0))
