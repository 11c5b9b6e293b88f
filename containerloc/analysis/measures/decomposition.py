"""What the error of the corners is made of: bias of each, motions of the whole, cut and margin."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import ACROSS_COLUMNS, ALONG_COLUMNS, corners_of
from containerloc.analysis.statistics.intervals import ImageBootstrap, wilson_interval
from containerloc.quads import CORNERS, Bools, Floats, own_axes

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

# What outward means at TL, TR, BR, BL, as the text reads: (along, across).
_OUTWARD_WORDS: Final = (("left", "up"), ("right", "up"), ("right", "down"), ("left", "down"))
_INWARD: Final = {"left": "right", "right": "left", "up": "down", "down": "up"}


def corner_bias(table: pd.DataFrame) -> pd.DataFrame:
    """Where each corner lies on average, and how it scatters, in the ID's own frame.

    One row per corner, TL, TR, BR, BL. Pixels, outward positive: `along_px` and `across_px` are
    means (`_ci_low`, `_ci_high`: 95 % over images), `along_direction` and `across_direction` the
    same in words, as the text reads: left, right, up, down, and empty for 0; `along_variance_px2`,
    `across_variance_px2` and `covariance_px2` (ddof 0); `n`. Only of IDs named as read; NaN
    without any.
    """
    known = table[named_as_read(table)]
    images = ImageBootstrap(known["image"])
    rows = []
    for place, corner in enumerate(CORNERS):
        offsets = known[[ALONG_COLUMNS[place], ACROSS_COLUMNS[place]]].to_numpy(np.float64)
        n = len(offsets)
        spread = np.cov(offsets.T, ddof=0) if n else np.full((2, 2), np.nan)
        row: dict[str, object] = {"corner": corner}
        for axis, name in enumerate(("along", "across")):
            mean = float(offsets[:, axis].mean()) if n else np.nan
            row[f"{name}_px"] = mean
            row[f"{name}_ci_low"], row[f"{name}_ci_high"] = images.interval(
                offsets[:, axis], lambda values: np.asarray(np.nanmean(values, axis=-1))
            )
            row[f"{name}_direction"] = _direction(mean, _OUTWARD_WORDS[place][axis])
            row[f"{name}_variance_px2"] = float(spread[axis, axis])
        rows.append(row | {"covariance_px2": float(spread[0, 1]), "n": n})
    return pd.DataFrame(rows).set_index("corner")


def _direction(mean: float, outward: str) -> str:
    if np.isnan(mean) or mean == 0:
        return ""
    return outward if mean > 0 else _INWARD[outward]


def named_as_read(table: pd.DataFrame) -> Bools:
    """Whether an ID has all its errors, and they are those of the corners they are named after."""
    return np.asarray((table["order"] == "as read") & table["error_px"].notna(), np.bool_)


def error_shares(table: pd.DataFrame) -> pd.DataFrame:
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
    parts = motions(table[named_as_read(table)])
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


def motions(table: pd.DataFrame) -> Floats:
    """How far each quad is moved in each of eight orthogonal ways.

    Shape `(n, 8)`, pixels: the first six `MOTIONS`, then two for the rest. Their squares sum to
    the squared corner distances of the ID. Positive: to the right, down, larger, clockwise, wider.
    NaN where a corner is missing.

    The displacements of the four corners in the ID's own frame are a point in eight dimensions.
    Small motions of the whole span six of them; made orthogonal in the order of `MOTIONS`
    (Gram-Schmidt). Shift, scale and rotation are orthogonal by themselves for any quad, so these
    are exact; a rotation by an angle a leaves the 1 - cos a of it to (negative) scale.
    """
    truth, predicted = corners_of(table, "true"), corners_of(table, "predicted")
    axes = own_axes(truth).transpose(0, 2, 1)
    moved = ((predicted - truth) @ axes).reshape(-1, 8)
    place = (truth - truth.mean(axis=1, keepdims=True)) @ axes
    directions = _orthonormal(_directions(place))
    parts: Floats = np.einsum("nij,nj->ni", directions, moved)
    return parts


def _directions(place: Floats) -> Floats:
    """How each motion displaces corners at `place` `(n, 4, 2)`: `(n, 8, 8)`, one row per motion."""
    x, y = place[..., 0], place[..., 1]
    one, zero = np.ones_like(x), np.zeros_like(x)
    turns = np.broadcast_to([1.0, -1.0, 1.0, -1.0], x.shape)
    columns = (
        (one, zero),
        (zero, one),
        (x, y),
        (-y, x),
        (x, -y),
        (y, x),
        (turns, zero),
        (zero, turns),
    )
    return np.stack([np.stack(pair, axis=2).reshape(-1, 8) for pair in columns], axis=1)


def _orthonormal(rows: Floats) -> Floats:
    """Gram-Schmidt of the rows of each matrix, directions kept; NaN stays NaN."""
    usable = np.asarray(np.isfinite(rows).all(axis=(1, 2)))
    q, r = np.linalg.qr(np.where(usable[:, None, None], rows, np.eye(8)).transpose(0, 2, 1))
    signs = np.where(np.diagonal(r, axis1=1, axis2=2) < 0, -1.0, 1.0)
    orthonormal = (q * signs[:, None, :]).transpose(0, 2, 1)
    return np.where(usable[:, None, None], orthonormal, np.nan)


def cut_and_margin(table: pd.DataFrame) -> pd.Series:
    """How far predictions reach into the ID and how far beyond it, and how many cut characters.

    `inward_px`, `outward_px`: means over IDs of the deepest inward and the farthest outward reach
    of any corner, px, 0 where there is none; `cut`, `cut_share` (lower is better), `cut_ci_low`,
    `cut_ci_high` (95 % Wilson); `n`. Only of IDs named as read; NaN without any.
    """
    known = table[named_as_read(table)]
    cut, n = int(is_cut(known).sum()), len(known)
    low, high = wilson_interval(cut, n)
    reach = _signed(known)
    inward, outward = (np.maximum(side.max(axis=1), 0) for side in (-reach, reach))
    return pd.Series(
        {
            "inward_px": inward.mean() if n else np.nan,
            "outward_px": outward.mean() if n else np.nan,
            "cut": cut,
            "cut_share": cut / n if n else np.nan,
            "cut_ci_low": low,
            "cut_ci_high": high,
            "n": n,
        }
    )


def is_cut(table: pd.DataFrame) -> Bools:
    """Whether a prediction cuts characters off.

    Some corner lies farther inside than `CUT_REACH` of the text height, along the text or across
    it, or less than `CUT_COVERAGE` of the ID's area is covered. Area alone does not see the first
    character go: it is a fifteenth of the area of an ID. False where nothing is measured or corners
    are not named as read. On an ID on two lines the text height is that of both.
    """
    reach = _signed(table) / table["text_height_px"].to_numpy(np.float64)[:, None]
    covered = table["coverage"].to_numpy(np.float64)
    cuts = (reach < -CUT_REACH).any(axis=1) | (covered < CUT_COVERAGE)
    return np.asarray(cuts & named_as_read(table), np.bool_)


def _signed(table: pd.DataFrame) -> Floats:
    """Along and across of all corners, `(n, 8)`, px, outward positive."""
    return table.loc[:, [*ALONG_COLUMNS, *ACROSS_COLUMNS]].to_numpy(np.float64)
