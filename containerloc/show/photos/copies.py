"""Photos that are there twice, side by side."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.show.photos.tiles import photo_of, show_photo, tile
from containerloc.show.style import MUTED, WIDTH_IN, new_figure, sentence_figure, styled
from containerloc.wording import counted, shortened

_IN_A_ROW = 3
_CELL_WH_IN = (WIDTH_IN / _IN_A_ROW, 2.85)
_PHOTO_WH_IN = (1.88, 2.25)
_HEAD_IN = 0.5


@styled
def twin_sheet(
    pairs: pd.DataFrame,
    images_a: pd.DataFrame,
    images_b: pd.DataFrame | None = None,
    *,
    most: int = 12,
) -> Figure:
    """Each pair of near-duplicates, its two photos side by side; the `most` alike of them.

    `pairs` as from `labels.copies`; `images_a` and `images_b` (the same, unless given) are
    the tables of images that its columns `image_a` and `image_b` name.
    """
    if pairs.empty:
        return sentence_figure("No photo is there twice.")
    shown = pairs.head(most)
    title = f"{counted(len(pairs), 'pair')} of near-duplicate photos"
    title += f", {len(shown)} shown" if len(shown) < len(pairs) else ""
    rows = -(-len(shown) // _IN_A_ROW)
    figure = new_figure(_HEAD_IN + rows * _CELL_WH_IN[1], title=title, layout=None)
    nowhere = np.full(4, np.nan)
    for place, row in enumerate(shown.to_dict("records")):
        left = place % _IN_A_ROW * _CELL_WH_IN[0] + 0.06
        top = place // _IN_A_ROW * _CELL_WH_IN[1] + _HEAD_IN
        _caption(figure, left, top, row)
        for step, (name, table) in enumerate((("image_a", images_a), ("image_b", images_b))):
            axes = tile(figure, (left + step * 1.94, top + 0.46, *_PHOTO_WH_IN))
            photo = photo_of(images_a if table is None else table, str(row[name]))
            show_photo(axes, photo, nowhere)
            axes.set_facecolor("none")
    return figure


def _caption(figure: Figure, left_in: float, top_in: float, row: Mapping[Any, Any]) -> None:
    alike = row.get("correlation")
    lines = [
        f"{shortened(str(row['image_a']), longest=24)} | "
        f"{shortened(str(row['image_b']), longest=24)}"
    ]
    lines.append("same prediction" if alike is None else f"correlation {alike:.3f}")
    width, height = figure.get_size_inches()
    figure.text(
        left_in / width, 1 - top_in / height, "\n".join(lines), va="top", size=9, color=MUTED
    )
