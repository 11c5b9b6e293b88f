"""The outline of a quad: its corners, direction, convexity, sides and area."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

CORNERS: Final = ("TL", "TR", "BR", "BL")
FARTHEST_PX: Final = 1e6  # no corner of a photo lies farther out; squares of more lose digits

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def as_quads(values: ArrayLike) -> Floats:
    """The values as quads.

    Shape `(n, 4, 2)` float64; `(4, 2)` and `(n, 8)` are accepted and reshaped.

    Raises
    ------
    ValueError
        When the values are no multiple of four corners, or one lies beyond all photos.

    Examples
    --------
    >>> as_quads([[0, 0], [2, 0], [2, 1], [0, 1]]).shape
    (1, 4, 2)
    """
    quads = np.asarray(values, np.float64)
    if quads.size % 8 or (quads.ndim == 3 and quads.shape[1:] != (4, 2)):
        raise ValueError(f"quads have shape (n, 4, 2), corners {CORNERS}; got {quads.shape}")
    if (np.abs(quads) > FARTHEST_PX).any():
        raise ValueError(f"a corner lies beyond {FARTHEST_PX:,.0f} px; NaN is right where unknown")
    return quads.reshape(-1, 4, 2)


def is_missing(quads: Floats) -> Bools:
    """Whether any corner of a quad is NaN. Shape `(n,)`."""
    return np.asarray(np.isnan(quads).any(axis=(1, 2)))


def signed_area(quads: Floats) -> Floats:
    """Area, positive when the corners run clockwise as displayed.

    Shape `(n,)`, square pixels; NaN where a corner is missing. Shoelace formula.

    Examples
    --------
    >>> square = as_quads([[0, 0], [2, 0], [2, 1], [0, 1]])
    >>> signed_area(square), signed_area(square[:, ::-1])
    (array([2.]), array([-2.]))
    """
    x, y = quads[..., 0], quads[..., 1]
    twice = (x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1)
    return np.asarray(twice / 2)


def turns(quads: Floats) -> Floats:
    """Cross product of the two sides at each corner: its sign is the way the outline turns there.

    Shape `(n, 4)`, square pixels; positive clockwise as displayed. NaN where a corner is missing.
    """
    ahead = np.roll(quads, -1, axis=1) - quads
    behind = quads - np.roll(quads, 1, axis=1)
    return np.asarray(behind[..., 0] * ahead[..., 1] - behind[..., 1] * ahead[..., 0])


def is_convex(quads: Floats) -> Bools:
    """Whether a quad is strictly convex, in either direction.

    Shape `(n,)`. False for self-crossing quads, for three corners in a line and for NaN.

    Examples
    --------
    >>> square, dart = [[0, 0], [4, 0], [4, 4], [0, 4]], [[0, 0], [4, 0], [1, 1], [0, 4]]
    >>> is_convex(as_quads([square, dart]))
    array([ True, False])
    """
    turned = turns(quads)
    return np.asarray((turned > 0).all(axis=1) | (turned < 0).all(axis=1))


def is_self_crossing(quads: Floats) -> Bools:
    """Whether two opposite sides of a quad cross, as when two neighbouring corners are swapped.

    Shape `(n,)`. False for NaN and for quads that only touch themselves.

    Examples
    --------
    >>> is_self_crossing(as_quads([[[0, 0], [4, 4], [4, 0], [0, 4]]]))
    array([ True])
    """
    turned = turns(quads)
    # A crossed quad turns twice each way, opposite corners differently; a dart turns back once.
    return np.asarray(((turned > 0).sum(axis=1) == 2) & ((turned < 0).sum(axis=1) == 2))


def side_lengths(quads: Floats) -> Floats:
    """Lengths of the sides top, right, bottom, left. Shape `(n, 4)`, pixels; NaN stays NaN."""
    return np.asarray(np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2))


def text_wh(quads: Floats) -> Floats:
    """Width along the text and height across it: means of opposite sides.

    Shape `(n, 2)`, pixels; NaN stays NaN.

    Examples
    --------
    >>> text_wh(as_quads([[0, 0], [6, 0], [6, 2], [0, 2]]))
    array([[6., 2.]])
    """
    top, right, bottom, left = side_lengths(quads).T
    return np.column_stack([(top + bottom) / 2, (left + right) / 2])


def bounds(quads: Floats) -> Floats:
    """Axis-aligned box round each quad: left, top, right, bottom. Shape `(n, 4)`; NaN stays NaN."""
    return np.concatenate([quads.min(axis=1), quads.max(axis=1)], axis=1)


def touches(predicted: Floats, truth: Floats) -> Bools:
    """Whether the axis-aligned boxes round two quads touch; a rough "is it there at all".

    Shape `(n,)`. A missing corner is left out of its box; False where all are missing.

    Examples
    --------
    >>> square = as_quads([[0, 0], [2, 0], [2, 1], [0, 1]])
    >>> touches(square + [1, 0], square), touches(square + [3, 0], square)
    (array([ True]), array([False]))
    """
    low = np.fmax(np.fmin.reduce(predicted, axis=1), np.fmin.reduce(truth, axis=1))
    high = np.fmin(np.fmax.reduce(predicted, axis=1), np.fmax.reduce(truth, axis=1))
    known = ~(np.isnan(predicted).all(axis=(1, 2)) | np.isnan(truth).all(axis=(1, 2)))
    return np.asarray(known & (low <= high).all(axis=1))


def corner_distances(predicted: Floats, truth: Floats) -> Floats:
    """Euclidean distance of each corner; lower is better.

    Shape `(n, 4)`, pixels; NaN where either corner is missing.

    Examples
    --------
    >>> truth = as_quads([[0, 0], [9, 0], [9, 3], [0, 3]])
    >>> corner_distances(truth + [3, 4], truth)
    array([[5., 5., 5., 5.]])
    """
    return np.asarray(np.linalg.norm(predicted - truth, axis=2))
