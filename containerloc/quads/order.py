"""Corner order, which IoU cannot see: as read, rotated, mirrored, swapped or crossed."""

from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.quads.outline import Floats, is_self_crossing

ORDERS: Final = ("as read", "rotated", "mirrored", "swapped", "crossed")


def corner_order(predicted: Floats, truth: Floats) -> NDArray[np.str_]:
    """How the corners of `predicted` are named, compared with `truth`.

    Shape `(n,)` of `as read`, `rotated` (named from another corner on), `mirrored` (named the
    other way round), `swapped` (two corners exchanged), `crossed` (the outline crosses itself
    though no exchange of names explains it) or the empty string where a corner is missing. The
    24 namings are compared by the mean corner distance that is left after the median shift of
    the corners is taken away, so that neither a shifted quad nor one stray corner is called
    misnamed; ties go to `as read`.

    Examples
    --------
    >>> from containerloc.quads import as_quads
    >>> truth = as_quads([[0, 0], [9, 0], [9, 3], [0, 3]])
    >>> corner_order(truth[:, [1, 2, 3, 0]], truth), corner_order(truth[:, [1, 0, 3, 2]], truth)
    (array(['rotated'], dtype='<U8'), array(['mirrored'], dtype='<U8'))
    """
    names = np.array(list(_NAMINGS.values()))
    errors = np.stack([_residual(predicted[:, list(p)] - truth) for p in _NAMINGS])
    missing = np.isnan(errors).any(axis=0)
    best = np.where(missing, 0, np.nan_to_num(errors).argmin(axis=0))
    order = names[best]
    order = np.where((order == "as read") & is_self_crossing(predicted), "crossed", order)
    return np.where(missing, "", order).astype("<U8")


def _residual(offsets: Floats) -> Floats:
    shift = np.median(offsets, axis=1, keepdims=True)
    return np.asarray(np.linalg.norm(offsets - shift, axis=2).mean(axis=1))


def _naming(permutation: tuple[int, ...]) -> str:
    steps = {(permutation[(i + 1) % 4] - permutation[i]) % 4 for i in range(4)}
    if permutation == (0, 1, 2, 3):
        return "as read"
    return {1: "rotated", 3: "mirrored"}[steps.pop()] if len(steps) == 1 else "swapped"


_NAMINGS: Final = {p: _naming(p) for p in permutations(range(4))}
