"""Suspected labels on their photos, with the reasons: to be looked at, not believed."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.data.tables import quads_of
from containerloc.show.photos import overlay, page
from containerloc.show.photos.cases import prediction_case, write_title
from containerloc.show.photos.tiles import photo_of
from containerloc.show.style import sentence_figure, styled
from containerloc.wording import counted, label_name

_LINE_LENGTH = 76  # characters of a reason in one line; two lines have room


@styled
def suspect_sheet(
    suspected: pd.DataFrame, labels: pd.DataFrame, images: pd.DataFrame, *, n: int = 12
) -> Figure:
    """The first n suspects, one per row: photo, zoom, and the crop by the label and by the models.

    `suspected` as from `labels.suspects`, whose corners are the models' consensus.
    """
    if suspected.empty:
        return sentence_figure("No label is suspected.")
    shown = suspected.head(n)
    title = counted(len(suspected), "suspected label")
    title += f", the first {len(shown)}" if len(shown) < len(suspected) else ""
    figure, places = page.page_of(len(shown), title=title, cell_in=4.35)
    overlay.pair_legend(figure, "models' consensus")
    keys = zip(labels["image"], labels["line"], strict=True)
    truths = dict(zip(keys, quads_of(labels), strict=True))
    rows = zip(places, shown.to_dict("records"), quads_of(shown), strict=True)
    for place, row, consensus in rows:
        text = f"{label_name(str(row['image']), row['line'])}: {row['reasons']}"
        write_title(figure, place, text[: 3 * _LINE_LENGTH], longest=_LINE_LENGTH)
        truth = truths.get((row["image"], row["line"]), np.full((4, 2), np.nan))
        photo = photo_of(images, str(row["image"]))
        pair, corner = (truth, consensus), str(row["corner"])
        prediction_case(figure, place[1] + 0.2, photo, pair, by="consensus", corner=corner)
    return figure
