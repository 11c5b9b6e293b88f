"""Many labelled photos on one sheet: what a data set looks like, at a glance."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.data.tables import quads_of
from containerloc.quads import Floats
from containerloc.show.photos import overlay, page, tiles
from containerloc.show.style import MUTED, TRUTH, styled
from containerloc.wording import shortened


@styled
def contact_sheet(
    images: pd.DataFrame, labels: pd.DataFrame, captions: Sequence[str], *, title: str
) -> Figure:
    """Each photo with, beside it, its labels enlarged, and the first of them rectified.

    `images` and `labels` are the tables of a data set, `captions` one for each image.
    """
    figure, places = page.page_of(len(images), title=title, cell_in=2.0, in_a_row=2, head_in=0.5)
    for place, image, caption in zip(places, images["image"], captions, strict=True):
        page.write(figure, place, shortened(caption, longest=46), size=9, color=MUTED)
        quads = quads_of(labels.loc[labels["image"] == image])
        _cell(figure, place, tiles.photo_of(images, image), quads)
    return figure


def _cell(figure: Figure, place_in: page.Place, photo: tiles.Photo, quads: Floats) -> None:
    left, top = place_in[0], place_in[1] + 0.2
    boxes = {"whole_in": (left, top, 1.2, 1.7), "zoom_in": (left + 1.25, top, 2.0, 1.15)}
    zoom = tiles.show_zoomed(figure, photo, quads.reshape(-1, 2), **boxes)
    if zoom:
        for quad in quads[np.isfinite(quads).any(axis=(1, 2))]:
            overlay.draw_outline(zoom, quad, TRUTH)
            overlay.draw_corners(zoom, quad)
    first = quads[0] if len(quads) else np.full((4, 2), np.nan)
    crop = page.tile(figure, (left + 1.25, top + 1.2, 2.0, 0.5))
    tiles.show_rectified(crop, photo, first, without="no label, or a corner missing")
