"""Faults with known answers: what is planted here must be found by the analysis."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from containerloc.errors import UsageError
from containerloc.quads import CORNERS, Bools


@dataclass(frozen=True)
class Kind:
    """A kind of fault: what it changes, and what a fault of it has to say."""

    of: Literal["label", "picture", "copy"]
    meaning: str
    sized: bool = False  # has a size in px
    cornered: bool = False  # is about one corner


KINDS: Final[Mapping[str, Kind]] = {
    "jitter": Kind("label", "the corner scattered by SIZE_PX (sd in x and y)", True, True),
    "bias": Kind("label", "the corner moved outward along the ID's diagonal", True, True),
    "shift": Kind("label", "the quad moved along its text", sized=True),
    "margin": Kind("label", "each side moved outward; below 0 it cuts characters", sized=True),
    "swap": Kind("label", "the corner exchanged with its clockwise neighbor", cornered=True),
    "rotate": Kind("label", "the order of the corners turned by one: TL's place holds TR"),
    "mirror": Kind("label", "TL and TR exchanged, and BL and BR"),
    "missing": Kind("label", "the corner not labelled (NaN)", cornered=True),
    "unlabeled": Kind("label", "no label on the ID (all corners NaN)"),
    "size_code": Kind("label", "the size code below the ID enclosed as well"),
    "corner_on_size_code": Kind("label", "the corner on that of the size code", cornered=True),
    "wrong_text": Kind("label", "the quad on the size code"),
    "owner_only": Kind("label", "only the owner code enclosed"),
    "serial_only": Kind("label", "only serial and check digit enclosed"),
    "box": Kind("label", "the box moved to the right, away from its corners", sized=True),
    "exif_ignored": Kind("label", "the picture as for `exif`, labelled as it is stored"),
    "occlude": Kind("picture", "a patch of SIZE_PX painted over the corner", True, True),
    "night": Kind("picture", "a tenth of full light, with the noise of a sensor"),
    "low_resolution": Kind("picture", "stored with a longer side of SIZE_PX", sized=True),
    "exif": Kind("picture", "stored a quarter turn off, with the EXIF tag that says so"),
    "duplicate": Kind("copy", "the photo once more in another split"),
    "duplicate_within": Kind("copy", "the photo once more in the same split"),
    "near_duplicate": Kind("copy", "as `duplicate`; cropped, brightened, compressed again"),
    "near_duplicate_within": Kind("copy", "as `duplicate_within`; cropped, brightened, ..."),
}


@dataclass(frozen=True)
class Fault:
    """A fault to plant.

    Parameters
    ----------
    kind : one of `KINDS`, which says what each means.
    rate : the share of the labels (pictures) that get it, 0..1. Faults about the size code skip
        pictures that show none.
    size_px : how much, for the kinds that have a size; px.
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
        sized = KINDS[self.kind].sized
        if sized != bool(self.size_px):
            needs = "needs a size in px" if sized else "has no size"
            raise UsageError(f"fault {self.kind!r} {needs}; size_px is {self.size_px!r}")

    @property
    def of(self) -> str:
        """What it changes: a `label`, a `picture`, or the data set, by a `copy`."""
        return KINDS[self.kind].of


def label_noise(height_px: int) -> tuple[Fault, ...]:
    """Return the noise of hand-made labels, for pictures `height_px` high.

    At 1920 px, where an ID is about 60 px high, each corner scatters by 1.2 px, as in quick but
    honest work; TL scatters by 4 px and is biased outward by 2.5 px.

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

    The faults take items in turn from one shuffled order, so that no item gets two as long as the
    rates below 1 add up to at most 1. With `among`, only those items are taken.

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
