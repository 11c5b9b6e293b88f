"""One photo in a figure: read, cut out, and shown in its own pixels.

Every axes here has the pixels of the full image as its coordinates, also where fewer are shown,
so that quads are drawn over it as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from PIL import Image

from containerloc.data.images import read_image
from containerloc.errors import DataError
from containerloc.quads import Floats, as_quads, is_convex, rectified, text_wh
from containerloc.show.photos.page import Box, tile
from containerloc.show.style import INK, Looks, halo

_MAX_SHOWN_PX = 900
_MAX_RECTIFIED_PX = 3600


@dataclass(frozen=True)
class Photo:
    """A photo as displayed, or the reason why it cannot be."""

    pixels: NDArray[np.uint8] | None
    reason: str = ""

    @property
    def wh(self) -> Floats:
        """Width and height, pixels; 1 and 1 where there is no photo."""
        shape = (1, 1) if self.pixels is None else self.pixels.shape[1::-1]
        return np.array(shape, np.float64)


def photo_of(images: pd.DataFrame, image: str) -> Photo:
    """The photo of an image; a reason in its place when it cannot be read."""
    paths = images.loc[images["image"] == image, "path"]
    if paths.empty:
        return Photo(None, f"{image} is not in the table of images")
    try:
        return Photo(read_image(Path(paths.iloc[0])))
    except DataError as error:
        return Photo(None, str(error))


def show_zoomed(
    figure: Figure, photo: Photo, points: Floats, *, whole_in: Box, zoom_in: Box
) -> Axes | None:
    """A photo, and beside it a zoom on `points` (k, 2): the zoom, to draw on; None if it is empty.

    Boxes are left, top, width, height on the page, inches.
    """
    window = window_of(points, aspect=zoom_in[2] / zoom_in[3], within_wh=photo.wh)
    show_photo(tile(figure, whole_in), photo, window)
    zoom = tile(figure, zoom_in)
    show_window(zoom, photo, window)
    return zoom if photo.pixels is not None and np.isfinite(window).all() else None


def show_photo(axes: Axes, photo: Photo, window: Floats | None = None) -> None:
    """The whole photo, with a frame round the `window` of it that a zoom shows."""
    if photo.pixels is None:
        grey_tile(axes, "no photo to show")
        return
    width, height = photo.wh
    _show(axes, photo.pixels, (0.0, 0.0, width, height))
    axes.set_anchor("NW")
    if window is not None and np.isfinite(window).all():
        # Large enough to be found on a photo of any size.
        half = np.maximum(window[2:] - window[:2], 0.03 * max(width, height)) / 2
        middle = (window[2:] + window[:2]) / 2
        (left, top), size = middle - half, 2 * half
        frame = Rectangle((left, top), *size, fill=False, ec="white", lw=1.6)
        frame.set_path_effects(halo(3.6))
        axes.add_patch(frame)
    axes.set(xlim=(0, width), ylim=(height, 0))


def show_window(axes: Axes, photo: Photo, window: Floats) -> None:
    """A window of the photo, cut from its full resolution; outside the photo it is grey."""
    if photo.pixels is None or not np.isfinite(window).all():
        grey_tile(axes, photo.reason or "no corner to zoom in on")
        return
    left, top = np.floor(np.clip(window[:2], 0, photo.wh)).astype(int)
    right, bottom = np.ceil(np.clip(window[2:], 0, photo.wh)).astype(int)
    if right > left and bottom > top:
        box = (float(left), float(top), float(right), float(bottom))
        _show(axes, photo.pixels[top:bottom, left:right], box)
    axes.set(xlim=window[[0, 2]], ylim=window[[3, 1]], aspect="auto")


def show_rectified(
    axes: Axes,
    photo: Photo,
    quad: Floats,
    *,
    without: str = "a corner is missing",
    cut: Callable[[Floats], Floats] = as_quads,
) -> None:
    """The inside of a quad, upright: what a reader of the text is given; or `without` a quad.

    `cut` makes of the quad its parts `(k, 4, 2)`, which stand side by side.
    """
    if photo.pixels is None or np.isnan(quad).any():
        grey_tile(axes, without if photo.pixels is not None else "no photo to cut from")
    elif not is_convex(as_quads(quad))[0]:
        grey_tile(axes, "crossed or dented: cannot be rectified")
    else:
        parts = cut(quad)
        width, height = text_wh(parts).mean(axis=0)
        scale = min(max(64 / height, 1.0), _MAX_RECTIFIED_PX / max(len(parts) * width, height))
        size_wh = (max(round(width * scale), 1), max(round(height * scale), 1))
        picture = np.hstack([rectified(photo.pixels, part, size_wh=size_wh) for part in parts])
        _show(axes, picture, (0.0, 0.0, len(parts) * width, height))
        axes.set_facecolor("none")
        axes.set_anchor("NW")


def grey_tile(axes: Axes, reason: str) -> None:
    """A tile that says why there is no picture."""
    width_in = axes.get_window_extent().width / axes.figure.dpi
    text = fill(reason, max(int(width_in * 11), 12))
    centered: Looks = {"transform": axes.transAxes, "ha": "center", "va": "center"}
    axes.text(0.5, 0.5, text, size=9.5, color=INK, **centered)


def _show(axes: Axes, pixels: NDArray[np.uint8], box: Box) -> None:
    small = Image.fromarray(pixels)
    small.thumbnail((_MAX_SHOWN_PX, _MAX_SHOWN_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    left, top, right, bottom = box
    axes.imshow(np.asarray(small), extent=(left, right, bottom, top))


def window_of(points: Floats, *, aspect: float, within_wh: Floats) -> Floats:
    """The part of a photo to zoom in on: left, top, right, bottom of all points, with room.

    `points` `(k, 2)`; NaN ones and what lies far outside the photo `within_wh` are left out. The
    window is `aspect` times as wide as high. NaN when no point is left.
    """
    reach = within_wh * 0.15
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        return np.full(4, np.nan)
    known = np.clip(known, -reach, within_wh + reach)
    low, high = known.min(axis=0), known.max(axis=0)
    size, middle = high - low, (low + high) / 2
    room = max(0.16 * size.max(), 8.0)
    width = max(size[0] + 2 * room, (size[1] + 2 * room) * aspect)
    half = np.array([width, width / aspect]) / 2
    # Rather photo than grey: move inwards, as long as the points keep most of their room.
    inwards = np.clip(middle, half, np.maximum(within_wh - half, half)) - middle
    slack = np.maximum(half - size / 2 - 0.75 * room, 0)
    middle = middle + np.clip(inwards, -slack, slack)
    return np.concatenate([middle - half, middle + half])
