"""What the error of the corners is made of: motions of the whole, and single corners."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.quads import Floats, own_axes

MOTIONS: Final = (
    "shift along",
    "shift across",
    "scale",
    "rotation",
    "aspect",
    "shear",
    "single corners",
)
# A stroke of a character is about a seventh of its height wide, and a quad is tight to the
# characters: farther in, a whole stroke is off, and an E reads as an F. Twice and a half what two
# careful readings of one corner differ by at most (0.06).
CUT_REACH: Final = 0.15
# A side may stay within the reach and yet the whole lose area at top and bottom together.
CUT_COVERAGE: Final = 0.9


def error_shares(errors: LabelErrors) -> pd.DataFrame:
    """What the squared corner errors are made of, and how much of it is the same in all IDs.

    Index: `MOTIONS`, what the predicted quad does as a whole: it shifts along the text or across
    it, grows about its centre (`scale`), turns (`rotation`), is wrong in its proportions
    (`aspect`) or slants (`shear`); `single corners` is what no such motion explains, perspective
    included. Columns `share`, which is `systematic` (the mean over IDs, squared) plus
    `scattered` (the variance over IDs), of the sum over all IDs; `rms_px`, the root of the mean
    squared corner distance it makes up alone; `n`. Shares sum to 1; NaN without an error to split.

    Only of IDs named as read. Errors count in pixels and by their square: one prediction on other
    text outweighs a hundred fine ones, so leave such IDs out first where the usual error is asked
    about.
    """
    parts = motions(errors.take((errors.order == "as read") & errors.measured))
    n = len(parts)
    squares = (parts**2).sum(axis=0)
    systematic = n * parts.mean(axis=0) ** 2 if n else squares
    total = squares.sum() or np.nan
    # The last two of the eight directions belong together.
    squares, systematic = (np.append(each[:6], each[6:].sum()) for each in (squares, systematic))
    return pd.DataFrame(
        {
            "share": squares / total,
            "systematic": systematic / total,
            "scattered": (squares - systematic) / total,
            "rms_px": np.sqrt(squares / (4 * n)) if n else np.nan,
            "n": n,
        },
        index=pd.Index(MOTIONS, name="motion"),
    )


def motions(errors: LabelErrors) -> Floats:
    """How far each quad is moved in each of eight orthogonal ways.

    Shape `(n, 8)`, pixels: the first six `MOTIONS`, then two for the rest. Their squares sum to
    the squared corner distances of the ID. Positive: to the right, down, larger, clockwise, wider.
    NaN where a corner is missing.

    The displacements of the four corners in the ID's own frame are a point in eight dimensions.
    Small motions of the whole span six of them; made orthogonal in the order of `MOTIONS`
    (Gram-Schmidt). Shift, scale and rotation are orthogonal by themselves for any quad, so these
    are exact; a rotation by an angle a leaves the 1 - cos a of it to (negative) scale.
    """
    truth = errors.truth
    axes = own_axes(truth).transpose(0, 2, 1)
    moved = ((errors.predicted - truth) @ axes).reshape(-1, 8)
    place = (truth - truth.mean(axis=1, keepdims=True)) @ axes
    directions = _orthonormal(_directions(place))
    return np.asarray(np.einsum("nij,nj->ni", directions, moved))


def _directions(place: Floats) -> Floats:
    """How each motion displaces corners at `place` `(n, 4, 2)`: `(n, 8, 8)`, one row per motion."""
    x, y = place[..., 0], place[..., 1]
    one, zero = np.ones_like(x), np.zeros_like(x)
    turns = np.broadcast_to([1.0, -1.0, 1.0, -1.0], x.shape)
    of_motions = [(one, zero), (zero, one), (x, y), (-y, x), (x, -y), (y, x)]
    of_motions += [(turns, zero), (zero, turns)]
    return np.stack([np.stack(pair, axis=2).reshape(-1, 8) for pair in of_motions], axis=1)


def _orthonormal(rows: Floats) -> Floats:
    """Gram-Schmidt of the rows of each matrix, directions kept; NaN stays NaN."""
    usable = np.asarray(np.isfinite(rows).all(axis=(1, 2)))
    q, r = np.linalg.qr(np.where(usable[:, None, None], rows, np.eye(8)).transpose(0, 2, 1))
    signs = np.where(np.diagonal(r, axis1=1, axis2=2) < 0, -1.0, 1.0)
    orthonormal = (q * signs[:, None, :]).transpose(0, 2, 1)
    return np.where(usable[:, None, None], orthonormal, np.nan)
