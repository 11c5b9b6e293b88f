"""One photo in a figure: read, cut out, and drawn over in the photo's own pixels.

Every axes here has the pixels of the full image as its coordinates, also where fewer are shown,
so that quads are drawn as they are.
"""

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from containerloc.data.images import read_image
from containerloc.errors import DataError
from containerloc.quads import CORNERS, Floats, as_quads, is_convex, rectified, text_wh
from containerloc.show.style import CORNER_COLORS, INK, TILE, halo

_SHOWN_PX = 900
_CUT_PX = 3600


@dataclass(frozen=True)
class Photo:
    """A photo as displayed, or the reason why it cannot be."""

    pixels: NDArray[np.uint8] | None
    reason: str = ""


def photo_of(images: pd.DataFrame, image: str) -> Photo:
    """The photo of an image; a reason in its place when it cannot be read."""
    paths = images.loc[images["image"] == image, "path"]
    if paths.empty:
        return Photo(None, f"{image} is not in the table of images")
    try:
        return Photo(read_image(Path(paths.iloc[0])))
    except DataError as error:
        return Photo(None, str(error))


def tile(figure: Figure, box_in: tuple[float, float, float, float]) -> Axes:
    """An axes without ticks at left, top, width, height: inches from the figure's upper left."""
    left, top, width, height = box_in
    page_width, page_height = figure.get_size_inches()
    axes = figure.add_axes(
        (
            left / page_width,
            1 - (top + height) / page_height,
            width / page_width,
            height / page_height,
        )
    )
    axes.set(xticks=[], yticks=[], facecolor=TILE)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    return axes


def grey_tile(axes: Axes, reason: str) -> None:
    """A tile that says why there is no picture."""
    width_in = axes.get_window_extent().width / axes.figure.dpi
    axes.text(
        0.5,
        0.5,
        fill(reason, max(int(width_in * 11), 12)),
        transform=axes.transAxes,
        ha="center",
        va="center",
        size=9.5,
        color=INK,
    )


def show_photo(axes: Axes, photo: Photo, window: Floats) -> None:
    """The whole photo, with a frame round the part of it that the zoom shows."""
    if photo.pixels is None:
        grey_tile(axes, "no photo to show")
        return
    height, width = photo.pixels.shape[:2]
    _show(axes, photo.pixels, (0.0, 0.0, float(width), float(height)))
    axes.set_anchor("NW")
    if np.isfinite(window).all():
        # Large enough to be found on a photo of any size.
        smallest = 0.03 * max(width, height)
        half = np.maximum(window[2:] - window[:2], smallest) / 2
        middle = (window[2:] + window[:2]) / 2
        (left, top), (right, bottom) = middle - half, middle + half
        axes.plot(
            [left, right, right, left, left],
            [top, top, bottom, bottom, top],
            color="white",
            lw=1.6,
            path_effects=halo(3.6),
            clip_on=True,
        )
    axes.set(xlim=(0, width), ylim=(height, 0))


def show_window(axes: Axes, photo: Photo, window: Floats) -> None:
    """A window of the photo, cut from its full resolution; outside the photo it is grey."""
    if photo.pixels is None or not np.isfinite(window).all():
        grey_tile(axes, photo.reason or "no corner to zoom in on")
        return
    height, width = photo.pixels.shape[:2]
    left, top = np.floor(np.clip(window[:2], 0, [width, height])).astype(int)
    right, bottom = np.ceil(np.clip(window[2:], 0, [width, height])).astype(int)
    if right > left and bottom > top:
        cut = photo.pixels[top:bottom, left:right]
        _show(axes, cut, (float(left), float(top), float(right), float(bottom)))
    axes.set(xlim=window[[0, 2]], ylim=window[[3, 1]], aspect="auto")


def show_rectified(
    axes: Axes, photo: Photo, quad: Floats, *, without: str = "a corner is missing"
) -> None:
    """The inside of a quad, upright: what a reader of the text is given; or `without` a quad."""
    if photo.pixels is None or np.isnan(quad).any():
        grey_tile(axes, without if photo.pixels is not None else "no photo to cut from")
    elif not is_convex(as_quads(quad))[0]:
        grey_tile(axes, "crossed or dented: cannot be rectified")
    else:
        width, height = text_wh(as_quads(quad))[0]
        scale = min(max(64 / height, 1.0), _CUT_PX / max(width, height))
        size_wh = (max(round(width * scale), 1), max(round(height * scale), 1))
        _show(axes, rectified(photo.pixels, quad, size_wh=size_wh), (0.0, 0.0, width, height))
        axes.set_facecolor("none")
        axes.set_anchor("NW")


def _show(axes: Axes, pixels: NDArray[np.uint8], box: tuple[float, float, float, float]) -> None:
    small = Image.fromarray(pixels)
    small.thumbnail((_SHOWN_PX, _SHOWN_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    left, top, right, bottom = box
    axes.imshow(np.asarray(small), extent=(left, right, bottom, top))


def window_of(points: Floats, *, aspect: float, within_wh: tuple[float, float]) -> Floats:
    """The part of a photo to zoom in on: left, top, right, bottom of all points, with room.

    `points` `(k, 2)`; NaN ones and what lies far outside the photo `within_wh` are left out. The
    window is `aspect` times as wide as high. NaN when no point is left.
    """
    reach = np.asarray(within_wh) * 0.15
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        return np.full(4, np.nan)
    known = np.clip(known, -reach, np.asarray(within_wh) + reach)
    low, high = known.min(axis=0), known.max(axis=0)
    size, middle = high - low, (low + high) / 2
    room = max(0.16 * size.max(), 8.0)
    width = max(size[0] + 2 * room, (size[1] + 2 * room) * aspect)
    half = np.array([width, width / aspect]) / 2
    # Rather photo than grey: move inwards, as long as the points keep most of their room.
    inwards = np.clip(middle, half, np.maximum(np.asarray(within_wh) - half, half)) - middle
    slack = np.maximum(half - size / 2 - 0.75 * room, 0)
    middle = middle + np.clip(inwards, -slack, slack)
    return np.concatenate([middle - half, middle + half])


def draw_outline(axes: Axes, quad: Floats, color: str, *, dashed: bool = False) -> None:
    """The four sides of a quad; a missing corner leaves its two sides out."""
    axes.plot(
        *np.vstack([quad, quad[:1]]).T,
        color=color,
        lw=1.8,
        path_effects=halo(3.4),
        ls=(0, (4, 2.5)) if dashed else "-",
        solid_joinstyle="miter",
    )


def draw_corners(axes: Axes, quad: Floats, *, named: bool = True) -> None:
    """A dot in its colour at each corner, with its name just outside."""
    for corner, point, away in zip(CORNERS, quad, outward(quad), strict=True):
        if np.isnan(point).any():
            continue
        axes.plot(
            *point,
            "o",
            ms=6.5,
            color=CORNER_COLORS[corner],
            mec="white",
            mew=1.2,
            zorder=5,
            gid=f"corner-{corner}",
        )
        if named:
            axes.annotate(
                corner,
                point,
                xytext=away * 15,
                textcoords="offset points",
                ha="center",
                va="center",
                size=9.5,
                weight="bold",
                color="white",
                bbox={"boxstyle": "round,pad=0.2", "fc": CORNER_COLORS[corner], "ec": "none"},
                zorder=6,
                annotation_clip=True,
            )


def outward(quad: Floats) -> Floats:
    """The diagonal way out of a quad at each corner, on a page where y runs up. Shape `(4, 2)`."""
    known = quad[np.isfinite(quad).all(axis=1)]
    if not len(known):
        return np.full((4, 2), np.nan)
    away = (quad - known.mean(axis=0)) / np.maximum(np.ptp(known, axis=0) / 2, 1e-9) * [1, -1]
    directions: Floats = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    return directions


def draw_reading_direction(axes: Axes, quad: Floats) -> None:
    """An arrow along the top side, as the text reads."""
    if np.isnan(quad).any():
        return
    top, down = quad[1] - quad[0], quad[[2, 3]].mean(axis=0) - quad[[0, 1]].mean(axis=0)
    depth = max(float(np.linalg.norm(down)), 1e-9)
    # A rotated quad is deeper than it is wide: the arrow stays beside it all the same.
    start = quad[0] + 0.2 * top - 0.35 * down * min(1.0, float(np.linalg.norm(top)) / depth)
    axes.annotate(
        "",
        xy=start + 0.6 * top,
        xytext=start,
        zorder=4,
        gid="reads",
        arrowprops={
            "arrowstyle": "-|>,head_width=0.35,head_length=0.7",
            "color": "white",
            "lw": 2.0,
            "path_effects": halo(3.6),
        },
    )
