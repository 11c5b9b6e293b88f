"""Ways from labelled to predicted corners that the usual bugs in coordinates take."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np

from containerloc.quads import Floats

AXES: Final = "axes-exchanged"
NORMALISED: Final = "normalised-as-pixels"
RESIZED: Final = "resize-not-undone"
LETTERBOXED: Final = "letterbox-not-undone"
MIRRORED: Final = "axes-mirrored"
TURNED: Final = "orientation-ignored"
RECROPPED: Final = "photos-recropped"
SHIFTED: Final = "coordinates-shifted"
SCALED: Final = "coordinates-scaled"
ROTATED: Final = "coordinates-rotated"
MAPPED: Final = "coordinates-mapped"

# Sides of a network's input.
INPUT_SIZES: Final = (640, 1280, 320, 416, 512, 768, 800, 960, 1024, 1536, 1920)

# Labelled corners `(m, 4, 2)` and sizes of their images `(m, 2)`, px -> where the bug puts them.
Place = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True)
class Map:
    """One way from labelled to predicted corners.

    `undone` completes "these predictions lie on their labels once ...". Where there are several
    `places`, a bug takes one image to one of them, another image to another. `is_fitted` where it
    was fitted to the pairs that it explains.
    """

    code: str
    undone: str
    places: tuple[Place, ...]
    evidence: Mapping[str, float] = field(default_factory=dict)
    is_fitted: bool = False


def affine(matrix: Floats) -> Place:
    """The map of a matrix `(3, 2)`: `[x y 1] @ matrix`, in pixels."""
    return lambda truth, _: np.asarray(truth @ matrix[:2] + matrix[2])


def affine_of_shares(matrix: Floats) -> Place:
    """The map of a matrix `(3, 2)` between shares of the image's width and height."""
    return lambda truth, wh: np.asarray(
        ((truth / wh[:, None]) @ matrix[:2] + matrix[2]) * wh[:, None]
    )


def _exchanged(truth: Floats, wh: Floats) -> Floats:
    return truth[..., ::-1]


def _exchanged_shares(truth: Floats, wh: Floats) -> Floats:
    return np.asarray((truth / wh[:, None])[..., ::-1] * wh[:, None])


def _exchanged_sizes(truth: Floats, wh: Floats) -> Floats:
    return np.asarray(truth / wh[:, None] * wh[:, None, ::-1])


def _exchanged_label_sizes(truth: Floats, wh: Floats) -> Floats:
    return np.asarray(truth / wh[:, None, ::-1] * wh[:, None])


def _shares(truth: Floats, wh: Floats, *, times: float) -> Floats:
    return np.asarray(times * truth / wh[:, None])


def _times_size(truth: Floats, wh: Floats) -> Floats:
    return truth * wh[:, None]


def _resized(truth: Floats, wh: Floats, *, longer: float) -> Floats:
    return np.asarray(truth * (longer / wh.max(axis=1))[:, None, None])


def _enlarged(truth: Floats, wh: Floats, *, longer: float) -> Floats:
    return np.asarray(truth * (wh.max(axis=1) / longer)[:, None, None])


def _padding(wh: Floats) -> Floats:
    """What a letterbox adds at the left and at the top, px of the image."""
    return np.asarray((wh.max(axis=1, keepdims=True) - wh) / 2)[:, None]


def _letterboxed(truth: Floats, wh: Floats, *, longer: float) -> Floats:
    return _resized(truth + _padding(wh), wh, longer=longer)


def _padded(truth: Floats, wh: Floats, *, sign: int) -> Floats:
    return np.asarray(truth + sign * _padding(wh))


def _turned(truth: Floats, wh: Floats, *, exif: int, own_size: bool) -> Floats:
    """Where a photo's points lie before its EXIF orientation is applied."""
    u, v = np.moveaxis(truth / wh[:, None], 2, 0)
    stored = {2: (1 - u, v), 3: (1 - u, 1 - v), 4: (u, 1 - v), 6: (v, 1 - u)}
    stored |= {7: (1 - v, 1 - u), 8: (1 - v, u)}
    is_on_its_side = exif > 4
    size = wh[:, None, ::-1] if own_size and is_on_its_side else wh[:, None]
    return np.asarray(np.stack(stored[exif], axis=2) * size)


_EXIF: Final = {
    6: "the photo is turned by 90° to the right (EXIF orientation 6)",
    8: "the photo is turned by 90° to the left (EXIF orientation 8)",
    3: "the photo is turned by 180° (EXIF orientation 3)",
    2: "x is counted from the left (or the photo mirrored: EXIF orientation 2)",
    4: "y is counted from the top (or the photo mirrored: EXIF orientation 4)",
    7: "the photo is turned and mirrored (EXIF orientation 7)",
}


def known_maps(input_px: int) -> Iterator[Map]:
    """The bugs that leave nothing to fit; `input_px` is the longer side of the network's input."""
    yield Map(AXES, "x and y are exchanged", (_exchanged,))
    yield Map(AXES, "x and y are exchanged before they are scaled", (_exchanged_shares,))
    yield Map(AXES, "x is scaled by the width and y by the height", (_exchanged_sizes,))
    labels = "the labels' x is scaled by the photo's width and their y by its height"
    yield Map(AXES, labels, (_exchanged_label_sizes,))
    for times, words in ((1, "0 to 1"), (100, "0 to 100"), (1000, "0 to 1000")):
        undone = f"they are read as shares of the photo's size, {words}, and not as pixels"
        yield Map(NORMALISED, undone, (partial(_shares, times=times),), {"factor": 1 / times})
    yield Map(NORMALISED, "they are no longer multiplied by the photo's size", (_times_size,))
    for longer in dict.fromkeys((input_px, *INPUT_SIZES)):
        yield from _maps_of_input(longer)
    yield Map(LETTERBOXED, "the letterbox's margin is taken off", (partial(_padded, sign=1),))
    yield Map(
        LETTERBOXED, "a letterbox's margin is no longer taken off", (partial(_padded, sign=-1),)
    )
    for exif, words in _EXIF.items():
        code = MIRRORED if exif in (2, 4) else TURNED
        yield from (
            Map(code, words, (partial(_turned, exif=exif, own_size=own),), {"exif": exif})
            for own in ((True, False) if exif > 4 else (True,))
        )
    for own in (True, False):
        turns = tuple(partial(_turned, exif=exif, own_size=own) for exif in (6, 8, 3))
        yield Map(TURNED, "each photo is turned as its EXIF orientation says", turns)


def _maps_of_input(longer: int) -> Iterator[Map]:
    """The bugs of an image resized so that its longer side has so many pixels."""
    back = f"they are scaled back from {longer} px, the longer side of the network's input"
    known = {"input_px": longer}
    yield Map(RESIZED, back, (partial(_resized, longer=longer),), known)
    yield Map(RESIZED, f"{back}, once and not twice", (partial(_enlarged, longer=longer),), known)
    yield Map(
        LETTERBOXED,
        f"the letterbox's margin is taken off and {back}",
        (partial(_letterboxed, longer=longer),),
        known,
    )
    yield Map(
        RESIZED,
        f"they are scaled back from a picture stretched to {longer} x {longer} px",
        (partial(_shares, times=longer),),
        known,
    )
