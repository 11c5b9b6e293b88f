"""Faults with known answers: what is planted here is what the analysis must find."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from containerloc.errors import UsageError
from containerloc.quads import CORNERS, Bools

LABEL_KINDS = (
    "jitter",
    "bias",
    "shift",
    "margin",
    "swap",
    "rotate",
    "mirror",
    "missing",
    "unlabeled",
    "size_code",
    "corner_on_size_code",
    "wrong_text",
    "owner_only",
    "serial_only",
    "box",
    "exif_ignored",
)
PICTURE_KINDS = ("occlude", "night", "low_resolution", "exif")
COPY_KINDS = ("duplicate", "duplicate_within", "near_duplicate", "near_duplicate_within")
KINDS = LABEL_KINDS + PICTURE_KINDS + COPY_KINDS
SIZED_KINDS = ("jitter", "bias", "shift", "margin", "box", "occlude", "low_resolution")
CORNER_KINDS = ("jitter", "bias", "swap", "missing", "corner_on_size_code", "occlude")


@dataclass(frozen=True)
class Fault:
    """A fault to plant.

    Parameters
    ----------
    kind : of the label, in which the picture is sound:
        `jitter`     gaussian noise of standard deviation `size_px` on both coordinates of a corner;
        `bias`       the corner moved outward along the ID's own diagonal by `size_px`;
        `shift`      the whole quad moved along its text by `size_px`;
        `margin`     each side moved outward by `size_px`; below 0 it cuts characters;
        `swap`       the corner exchanged with its clockwise neighbor;
        `rotate`     the order of the corners turned by one: TL's place holds TR;
        `mirror`     TL and TR exchanged, and BL and BR;
        `missing`    the corner is NaN;
        `unlabeled`  all corners are NaN: the ID has no label;
        `size_code`  the size code below the ID enclosed as well;
        `corner_on_size_code`  the corner lies on that corner of the size code;
        `wrong_text` the quad lies on the size code;
        `owner_only`, `serial_only`  the quad encloses one half of the ID;
        `box`        the box moved to the right by `size_px`, away from its corners;
        `exif_ignored`  the picture as for `exif`, labelled as it is stored, a quarter turn off.

        Of the picture, in which the label is sound:
        `occlude`    a patch of `size_px` painted over the corner;
        `night`      darkened to a tenth of full light, with the noise of a sensor;
        `low_resolution`  stored with a longer side of `size_px`;
        `exif`       stored a quarter turn off, with the EXIF tag that says so.

        Of the data set:
        `duplicate`, `duplicate_within`  the photo once more in another split, in the same split;
        `near_duplicate`, `near_duplicate_within`  as those, but cropped a little, brightened and
        compressed again.
    rate : the share of the labels (pictures) that get it, 0..1. Those about the size code pass
        over pictures that show none.
    size_px : see above; px.
    corner : TL, TR, BR or BL.

    Raises
    ------
    UsageError : an unknown kind or corner, a rate outside 0..1, a size that is missing, without
        effect or not finite.
    """

    kind: str
    rate: float = 1.0
    size_px: float = 0.0
    corner: str = "TL"

    def __post_init__(self) -> None:
        """Refuse what cannot be planted."""
        if self.kind not in KINDS:
            raise UsageError(f"fault kind {self.kind!r} is unknown; the kinds are {list(KINDS)}")
        if self.corner not in CORNERS:
            raise UsageError(f"fault corner {self.corner!r} is none of {list(CORNERS)}")
        if not 0.0 <= self.rate <= 1.0:
            raise UsageError(f"fault rate {self.rate!r} is not between 0 and 1")
        if not np.isfinite(self.size_px):
            raise UsageError(f"fault size_px {self.size_px!r} is not a finite number of pixels")
        if (self.kind in SIZED_KINDS) != bool(self.size_px):
            needs = "needs a size in px" if self.kind in SIZED_KINDS else "has no size"
            raise UsageError(f"fault {self.kind!r} {needs}; size_px is {self.size_px!r}")


def label_noise(height_px: int) -> tuple[Fault, ...]:
    """Return the noise of labels that people make, for pictures `height_px` high.

    At 1920 px, where an ID is about 60 px high: 1.2 px of scatter on each corner, as in quick but
    honest work, but 4 px on TL, which lies 2.5 px too far out besides.

    Examples
    --------
    >>> [(fault.kind, fault.corner, fault.size_px) for fault in label_noise(960)][-2:]
    [('jitter', 'TL', 2.0), ('bias', 'TL', 1.25)]
    """
    scale = height_px / 1920
    scatter = {"TR": 1.2, "BR": 1.2, "BL": 1.2, "TL": 4.0}
    jitter = [
        Fault("jitter", size_px=round(size * scale, 3), corner=corner)
        for corner, size in scatter.items()
    ]
    return (*jitter, Fault("bias", size_px=round(2.5 * scale, 3), corner="TL"))


def chosen(
    count: int, faults: Sequence[Fault], place: int, seed: int, among: Bools | None = None
) -> Bools:
    """Return which of `count` items get the fault at that place: rate x count of them, rounded.

    Each takes its turn in one shuffled order, so that no item gets two faults as long as all rates
    below 1 add up to no more than 1. Only those `among` are taken; where there are fewer, fewer.

    Examples
    --------
    >>> half = [Fault("mirror", rate=0.5), Fault("rotate", rate=0.5)]
    >>> bool((chosen(10, half, 0, 7) ^ chosen(10, half, 1, 7)).all())
    True
    """
    before = sum(round(fault.rate * count) for fault in faults[:place] if fault.rate < 1)
    order = np.roll(np.random.default_rng([seed, count]).permutation(count), -before)
    if among is not None:
        order = order[among[order]]
    picked = np.zeros(count, bool)
    picked[order[: round(faults[place].rate * count)]] = True
    return picked


def generator(fault: Fault, place: int, seed: int) -> np.random.Generator:
    """Return the random numbers of the fault at that place of a list."""
    return np.random.default_rng([seed, place, zlib.crc32(fault.kind.encode())])
