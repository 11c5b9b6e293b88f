"""Many labelled photos on one sheet: what a data set looks like, at a glance."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.data.tables import quads_of
from containerloc.quads import Floats
from containerloc.show.photos.tiles import (
    Photo,
    draw_corners,
    draw_outline,
    photo_of,
    show_photo,
    show_rectified,
    show_window,
    tile,
    window_of,
)
from containerloc.show.style import MUTED, TRUTH, WIDTH_IN, new_figure, styled
from containerloc.wording import shortened

_IN_A_ROW = 3
_CELL_WH_IN = (WIDTH_IN / _IN_A_ROW, 2.2)
_ZOOM_WH_IN = (2.3, 1.35)
_HEAD_IN = 0.5


@styled
def contact_sheet(
    images: pd.DataFrame, labels: pd.DataFrame, captions: Sequence[str], *, title: str
) -> Figure:
    """Each photo with, beside it, its labels enlarged, and the first of them rectified.

    `images` and `labels` are the tables of a data set, `captions` one for each image.
    """
    rows = -(-len(images) // _IN_A_ROW)
    figure = new_figure(_HEAD_IN + rows * _CELL_WH_IN[1], title=title, layout=None)
    for place, (image, caption) in enumerate(zip(images["image"], captions, strict=True)):
        left = place % _IN_A_ROW * _CELL_WH_IN[0] + 0.06
        top = place // _IN_A_ROW * _CELL_WH_IN[1] + _HEAD_IN
        width, height = figure.get_size_inches()
        figure.text(
            left / width,
            1 - top / height,
            shortened(caption, longest=54),
            va="top",
            size=9,
            color=MUTED,
        )
        quads = quads_of(labels.loc[labels["image"] == image])
        _cell(figure, (left, top + 0.2), photo_of(images, image), quads)
    return figure


def _cell(figure: Figure, corner_in: tuple[float, float], photo: Photo, quads: Floats) -> None:
    left, top = corner_in
    whole, zoom = (
        tile(figure, (left, top, 1.45, 1.9)),
        tile(figure, (left + 1.5, top, *_ZOOM_WH_IN)),
    )
    size = photo.pixels.shape[1::-1] if photo.pixels is not None else (1, 1)
    window = window_of(
        quads.reshape(-1, 2), aspect=_ZOOM_WH_IN[0] / _ZOOM_WH_IN[1], within_wh=(size[0], size[1])
    )
    show_photo(whole, photo, window)
    show_window(zoom, photo, window)
    if photo.pixels is not None:
        for quad in quads[np.isfinite(quads).any(axis=(1, 2))]:
            draw_outline(zoom, quad, TRUTH)
            draw_corners(zoom, quad)
    first = quads[0] if len(quads) else np.full((4, 2), np.nan)
    show_rectified(
        tile(figure, (left + 1.5, top + 1.4, 2.3, 0.5)),
        photo,
        first,
        without="no label, or a corner missing",
    )
