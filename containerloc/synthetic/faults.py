"""Faults with known answers: what is planted here is what the analysis must find."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.errors import UsageError

CORNERS = ("TL", "TR", "BR", "BL")
LABEL_KINDS = ("jitter", "bias", "shift", "swap", "rotate", "mirror", "missing")
PICTURE_KINDS = ("duplicate", "occlude")

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fault:
    """A fault to plant.

    Parameters
    ----------
    kind : one of
        `jitter`     gaussian noise of standard deviation `size_px` on both coordinates of a corner;
        `bias`       the corner moved outward along the ID's own diagonal by `size_px`;
        `shift`      the whole quad moved along its text by `size_px`;
        `swap`       the corner exchanged with its clockwise neighbor;
        `rotate`     the order of the corners turned by one: TL's place holds TR;
        `mirror`     TL and TR exchanged, and BL and BR;
        `missing`    the corner is NaN;
        `occlude`    a patch of `size_px` painted over the corner in the picture;
        `duplicate`  the photo appears once more in another split.
    rate : the share of the labels (pictures) that get it, 0..1.
    size_px : see above; px.
    corner : TL, TR, BR or BL.

    Raises
    ------
    UsageError : an unknown kind or corner, a rate outside 0..1, a size that is not finite.
    """

    kind: str
    rate: float = 1.0
    size_px: float = 0.0
    corner: str = "TL"

    def __post_init__(self) -> None:
        """Refuse what cannot be planted."""
        kinds = LABEL_KINDS + PICTURE_KINDS
        if self.kind not in kinds:
            raise UsageError(f"fault kind {self.kind!r} is unknown; the kinds are {list(kinds)}")
        if self.corner not in CORNERS:
            raise UsageError(f"fault corner {self.corner!r} is none of {list(CORNERS)}")
        if not 0.0 <= self.rate <= 1.0:
            raise UsageError(f"fault rate {self.rate!r} is not between 0 and 1")
        if not np.isfinite(self.size_px):
            raise UsageError(f"fault size_px {self.size_px!r} is not a finite number of pixels")


def plant(quads: Array, faults: Sequence[Fault], seed: int) -> tuple[Array, NDArray[np.bool_]]:
    """Return the quads with the label faults planted, and which quad got which fault.

    Parameters
    ----------
    quads : (n, 4, 2) px, TL TR BR BL. Not changed.
    faults : planted one after the other; picture faults are passed over.
    seed : the same seed plants the same faults in the same quads.

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
        if fault.kind in LABEL_KINDS:
            which[:, place] = chosen(len(planted), fault, place, seed)
            rng = _generator(fault, place, seed + 1)
            planted[which[:, place]] = _faulty(planted[which[:, place]], fault, rng)
    return planted, which


def chosen(count: int, fault: Fault, place: int, seed: int) -> NDArray[np.bool_]:
    """Return which of `count` items get the fault: exactly rate x count of them, rounded."""
    picked = np.zeros(count, bool)
    order = _generator(fault, place, seed).permutation(count)
    picked[order[: round(fault.rate * count)]] = True
    return picked


def occluded(
    image: NDArray[np.uint8], quad: Array, fault: Fault, *, seed: Sequence[int]
) -> NDArray[np.uint8]:
    """Return the picture with a tilted square of one color centered on the fault's corner.

    The side of the square is the fault's `size_px`; the quad (4, 2) px is in label coordinates.
    """
    rng = np.random.default_rng(seed)
    center = quad[CORNERS.index(fault.corner)] - 0.5  # OpenCV counts from pixel centers
    turn = float(rng.uniform(0, 90))
    square = cv2.boxPoints((center.tolist(), (fault.size_px, fault.size_px), turn))
    color = [int(value) for value in rng.integers(40, 200, 3)]
    painted = np.array(image, np.uint8)
    cv2.fillPoly(painted, [np.rint(square * 16).astype(np.int32)], color, cv2.LINE_AA, 4)
    return painted


def _generator(fault: Fault, place: int, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, place, zlib.crc32(fault.kind.encode())])


def _faulty(quads: Array, fault: Fault, rng: np.random.Generator) -> Array:
    corner = CORNERS.index(fault.corner)
    changed = quads.copy()
    if fault.kind == "jitter":
        changed[:, corner] += rng.normal(0.0, abs(fault.size_px), (len(quads), 2))
    elif fault.kind == "bias":
        changed[:, corner] += fault.size_px * outward(quads, corner)
    elif fault.kind == "shift":
        along = quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]
        changed += (fault.size_px * _unit(along))[:, None]
    elif fault.kind == "swap":
        after = (corner + 1) % 4
        changed[:, [corner, after]] = quads[:, [after, corner]]
    elif fault.kind == "rotate":
        changed = quads[:, [1, 2, 3, 0]]
    elif fault.kind == "mirror":
        changed = quads[:, [1, 0, 3, 2]]
    elif fault.kind == "missing":
        changed[:, corner] = np.nan
    return np.asarray(changed, np.float64)


def outward(quads: Array, corner: int) -> Array:
    """Return the unit vectors (n, 2) from the opposite corner to `corner` (0..3)."""
    return _unit(quads[:, corner] - quads[:, (corner + 2) % 4])


def _unit(vectors: Array) -> Array:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, np.nan), np.float64)
