"""What the photo itself says of each label: is it sharp, bright, rich in contrast, occluded?"""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from containerloc.data.images import read_image
from containerloc.data.tables import quads_of
from containerloc.errors import DataError
from containerloc.quads import CORNERS, Bools, Floats, as_quads, is_convex, rectified, text_wh

TEXTURE_COLUMNS: Final = tuple(f"texture_{corner.lower()}" for corner in CORNERS)
STATISTIC_COLUMNS: Final = ("sharpness", "brightness", "contrast", *TEXTURE_COLUMNS)

_LARGEST_PX = 4000  # sides of an ID as it is measured; no photo of a door has larger ones
_UPRIGHT_PX = 32  # height at which corners are compared
_PATCH = 0.4  # side of a corner's patch, in heights of the ID


def photo_statistics(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """What the photo says of each label, in the order of `labels`.

    NaN where it cannot be measured: the photo cannot be read, or the label lacks a corner or is
    not convex; no such photo or label costs another one its row.

    Returns
    -------
    DataFrame
        `image`, `line`, and of `STATISTIC_COLUMNS`: `sharpness` see `sharpness`; `brightness`
        mean luminance of the ID, 0 black to 1 white; `contrast` its 95th minus its 5th
        percentile, 0 to 1; `texture_{corner}` see `corner_texture`.
    """
    rows = np.full((len(labels), len(STATISTIC_COLUMNS)), np.nan)
    quads = quads_of(labels)
    usable = _measurable(quads)
    paths = dict(zip(images["image"], images["path"], strict=True))
    for image, of_image in labels.groupby("image", sort=False).indices.items():
        wanted = np.asarray(of_image)[usable[of_image]]
        if not wanted.size:
            continue
        try:
            photo = luminance(read_image(Path(paths[image])))
        except (DataError, KeyError):
            continue
        rows[wanted] = [label_statistics(photo, quad) for quad in quads[wanted]]
    measured = pd.DataFrame(rows, labels.index, columns=[*STATISTIC_COLUMNS])
    return pd.concat([labels[["image", "line"]], measured], axis=1).reset_index(drop=True)


def _measurable(quads: Floats) -> Bools:
    wh = text_wh(quads)
    with np.errstate(invalid="ignore"):
        return is_convex(quads) & (wh >= 2).all(axis=1) & (wh <= _LARGEST_PX).all(axis=1)


def luminance(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The photo `(h, w, 3)` in shades of grey, `(h, w)`."""
    return np.asarray(Image.fromarray(photo).convert("L"))


def label_statistics(photo: NDArray[np.uint8], quad: Floats) -> Floats:
    """The numbers of `STATISTIC_COLUMNS` for one quad `(4, 2)` in a grey photo `(h, w)`."""
    width, height = text_wh(as_quads(quad))[0]
    inside = rectified(photo, quad, size_wh=(max(round(width), 3), max(round(height), 3)))
    upright_wh = (max(round(_UPRIGHT_PX * width / height), 3), _UPRIGHT_PX)
    upright = rectified(photo, quad, size_wh=upright_wh)
    low, high = np.percentile(inside, [5, 95])
    return np.array(
        [sharpness(inside), inside.mean() / 255, (high - low) / 255, *corner_texture(upright)]
    )


def sharpness(inside: NDArray[np.uint8]) -> float:
    """How steep the steepest edges of an ID are, in contrasts a pixel; higher is sharper.

    The 98th percentile of the gradient over the range from the 5th to the 95th percentile of
    `inside`, the ID at its own size in grey, `(h, w)`. A step from one pixel to the next has 0.5,
    an edge blurred with standard deviation s about 0.4 / s: neither size nor contrast of the ID
    changes that, as long as its strokes are wider than the blur. NaN where all is of one grey.

    Examples
    --------
    >>> step = np.repeat(np.array([[0] * 8 + [200] * 8], np.uint8), 8, axis=0)
    >>> sharpness(step), sharpness(step // 2)
    (0.5, 0.5)
    """
    low, high = np.percentile(inside, [5, 95])
    if high == low:
        return float("nan")
    return float(np.percentile(_gradient(inside), 98) / (high - low))


def corner_texture(upright: NDArray[np.uint8]) -> Floats:
    """How much is drawn at each corner of an ID, against its other corners; 1 is as much.

    `upright` is the rectified ID in grey, `(h, w)`; shape `(4,)`, TL, TR, BR, BL. In a square of
    0.4 of the ID's height at each corner, on the inside: the median of the gradient, over the mean
    of the other three corners' medians. What covers a corner (a sticker, mud, a rod) has an edge,
    which the median passes over, and little else: its corner is near 0. NaN where nothing is drawn
    at any corner.

    Examples
    --------
    >>> ramp = np.repeat(np.arange(0, 200, 5, dtype=np.uint8)[None], 10, axis=0)
    >>> ramp[:5, :8] = 0
    >>> corner_texture(ramp)
    array([0. , 1.5, 1.5, 1.5])
    """
    high = max(round(_PATCH * upright.shape[0]), 1)
    wide = max(min(high, upright.shape[1] // 2), 1)
    slope = _gradient(upright)
    upper, lower, left, right = slice(high), slice(-high, None), slice(wide), slice(-wide, None)
    places = ((upper, left), (upper, right), (lower, right), (lower, left))
    drawn = np.array([np.median(slope[place]) for place in places])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Floats = drawn / ((drawn.sum() - drawn) / 3)
    return np.where(drawn.sum() > 0, ratio, np.nan)


def _gradient(grey: NDArray[np.uint8]) -> Floats:
    """Length of the gradient by central differences, grey levels a pixel; shape as given."""
    across, down = (
        ndimage.correlate1d(grey.astype(np.float64), [-0.5, 0, 0.5], axis, mode="nearest")
        for axis in (1, 0)
    )
    length: Floats = np.hypot(across, down)
    return length
