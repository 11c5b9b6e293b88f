"""Suspected labels on their photos, with the reasons: to be looked at, not believed."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.data.tables import quads_of
from containerloc.quads import Floats
from containerloc.show.photos.cases import case_legend, case_title, prediction_case
from containerloc.show.photos.tiles import photo_of
from containerloc.show.style import new_figure, sentence_figure, styled
from containerloc.wording import counted, shortened

_HEAD_IN = 0.55
_ROW_IN = 3.15
_LONGEST = 130


@styled
def suspect_sheet(
    suspected: pd.DataFrame, labels: pd.DataFrame, images: pd.DataFrame, *, n: int = 12
) -> Figure:
    """The first n suspects, a row each: photo, zoom, and the crop by the label and by the models.

    `suspected` as from `labels.suspects`, whose corners are the models' consensus.
    """
    if suspected.empty:
        return sentence_figure("No label is suspected.")
    shown = suspected.head(n)
    title = counted(len(suspected), "suspected label")
    title += f", the first {len(shown)}" if len(shown) < len(suspected) else ""
    figure = new_figure(_HEAD_IN + _ROW_IN * len(shown), title=title, layout=None)
    case_legend(figure, "models' consensus")
    by_key = _quads(labels)
    for place, (row, consensus) in enumerate(
        zip(shown.to_dict("records"), quads_of(shown), strict=True)
    ):
        top = _HEAD_IN + place * _ROW_IN
        said = f"{shortened(str(row['image']), longest=40)}: {row['reasons']}"
        case_title(figure, 0.1, top, said[: 2 * _LONGEST], longest=_LONGEST)
        truth = by_key.get((row["image"], row["line"]), np.full((4, 2), np.nan))
        photo = photo_of(images, str(row["image"]))
        prediction_case(figure, top + 0.18, photo, (truth, consensus), by="consensus")
    return figure


def _quads(labels: pd.DataFrame) -> dict[tuple[str, int], Floats]:
    keys = zip(labels["image"], labels["line"], strict=True)
    return dict(zip(keys, quads_of(labels), strict=True))
