"""Errors in the ID's own frame: along the text and across it, outward positive."""

from typing import Final

import numpy as np

from containerloc.quads.outline import Floats


def own_axes(quads: Floats) -> Floats:
    """Unit vectors along the text and across it (downwards), in each ID's own frame.

    Shape `(n, 2, 2)`, rows `along`, `across`; orthogonal. Along is the mean direction of the top
    and bottom sides. NaN for a missing or degenerate quad.
    """
    along = quads[:, [1, 2]].mean(axis=1) - quads[:, [0, 3]].mean(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        along = along / np.linalg.norm(along, axis=1, keepdims=True)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    # A mirrored quad has its bottom on the other side of its top.
    down = quads[:, [2, 3]].mean(axis=1) - quads[:, [0, 1]].mean(axis=1)
    flip = (across * down).sum(axis=1, keepdims=True) < 0
    return np.stack([along, np.where(flip, -across, across)], axis=1)


# Signs that turn "to the right, down" into "outward" at TL, TR, BR, BL.
_OUTWARD: Final = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


def own_frame_errors(predicted: Floats, truth: Floats) -> Floats:
    """Signed corner error in the ID's own frame: along the text and across it.

    Shape `(n, 4, 2)`, pixels, outward positive: a negative value cuts characters. NaN where a
    corner is missing.

    Examples
    --------
    >>> from containerloc.quads import as_quads
    >>> truth = as_quads([[0, 0], [9, 0], [9, 3], [0, 3]])
    >>> own_frame_errors(truth + [1, 0], truth)[0, :, 0]
    array([-1.,  1.,  1., -1.])
    """
    axes = own_axes(truth)
    return np.asarray(np.einsum("nkc,nac->nka", predicted - truth, axes) * _OUTWARD)
