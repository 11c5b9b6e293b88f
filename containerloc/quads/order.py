"""Corner order, which IoU cannot see: as read, rotated, mirrored, swapped or crossed."""

from collections.abc import Sequence
from itertools import permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.quads.outline import CORNERS, Floats, is_missing, is_self_crossing

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
    missing = is_missing(predicted) | is_missing(truth)
    # Corner by corner in memory, (x and y, corners, pairs): whole rows are handled at once.
    corners, true_corners = (
        np.ascontiguousarray(quads.transpose(2, 1, 0)) for quads in (predicted, truth)
    )
    best, least = np.zeros(len(missing), np.int64), np.full(len(missing), np.inf)
    for place, naming in enumerate(_NAMINGS):
        error = _residual(corners[:, list(naming)] - true_corners)
        nearer = error < least
        best[nearer], least[nearer] = place, error[nearer]
    order = np.array(list(_NAMINGS.values()))[best]
    order = np.where((order == "as read") & is_self_crossing(predicted), "crossed", order)
    return np.where(missing, "", order).astype("<U8")


def closest_naming(predicted: Floats, truth: Floats) -> NDArray[np.int64]:
    """Which corner of `predicted` should be called TL, TR, BR, BL to be nearest to `truth`.

    Shape `(n, 4)`: positions of corners, `0, 1, 2, 3` where they are named rightly and where a
    corner is missing.

    Examples
    --------
    >>> from containerloc.quads import as_quads
    >>> truth = as_quads([[0, 0], [9, 0], [9, 3], [0, 3]])
    >>> closest_naming(truth[:, [0, 3, 2, 1]], truth)
    array([[0, 3, 2, 1]])
    """
    namings = np.array(list(_NAMINGS))
    away = [np.linalg.norm(predicted[:, naming] - truth, axis=2).mean(axis=1) for naming in namings]
    return np.asarray(namings[np.argmin(np.nan_to_num(away, nan=np.inf), axis=0)])


def naming_in_words(naming: Sequence[int]) -> str:
    """What is wrong with a naming: which corners are exchanged, or by how much they are turned.

    Examples
    --------
    >>> [naming_in_words(each) for each in ([0, 3, 2, 1], [1, 0, 3, 2], [1, 2, 3, 0])]
    ['TR and BL exchanged', 'left and right exchanged', 'the corners turned by one place']
    """
    known = _NAMES_OF_NAMINGS.get(tuple(naming))
    moved = [CORNERS[place] for place, corner in enumerate(naming) if place != corner]
    if known or len(moved) != 2:
        return known or "the corners in a wrong order"
    return f"{' and '.join(moved)} exchanged"


def _residual(offsets: Floats) -> Floats:
    """Mean distance left of the offsets `(2, 4, n)` without their median, `(n,)`."""
    a, b, c, d = offsets.swapaxes(0, 1)
    first = np.maximum(np.minimum(a, b), np.minimum(c, d))
    second = np.minimum(np.maximum(a, b), np.maximum(c, d))
    rest = offsets - ((first + second) / 2)[:, None]  # the median of four: between the middle two
    return np.asarray(np.sqrt((rest**2).sum(axis=0)).mean(axis=0))


def _naming(permutation: tuple[int, ...]) -> str:
    steps = {(permutation[(i + 1) % 4] - permutation[i]) % 4 for i in range(4)}
    if permutation == (0, 1, 2, 3):
        return "as read"
    return {1: "rotated", 3: "mirrored"}[steps.pop()] if len(steps) == 1 else "swapped"


_NAMES_OF_NAMINGS: Final[dict[tuple[int, ...], str]] = {
    (1, 0, 3, 2): "left and right exchanged",
    (3, 2, 1, 0): "top and bottom exchanged",
    (1, 2, 3, 0): "the corners turned by one place",
    (3, 0, 1, 2): "the corners turned by one place",
    (2, 3, 0, 1): "the corners turned by two places",
}
_NAMINGS: Final = {p: _naming(p) for p in permutations(range(4))}
