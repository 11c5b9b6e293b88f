"""The crops that a study reads: by labels and by predictions, with margins, and moved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.reading.layout import layouts, parts_of
from containerloc.analysis.reading.moves import ACROSS, ALONG, INWARD, OUTWARD, RANDOM, moved
from containerloc.analysis.reading.moves import with_margin as larger
from containerloc.analysis.reading.texts import TextForm
from containerloc.data.tables import CORNER_COLUMNS, quad_columns
from containerloc.quads import CORNERS, Floats, as_quads, is_missing

BY_LABEL, BY_PREDICTION = "label", "prediction"
MARGINS: Final = (0.0, 0.04, 0.08, 0.12, 0.16, 0.24, 0.32)  # text heights
# How far corners are moved, text heights.
STEPS: Final[Mapping[str, tuple[float, ...]]] = {
    RANDOM: (0.05, 0.1, 0.15, 0.2, 0.3, 0.4),
    INWARD: (0.1, 0.2, 0.3),
    OUTWARD: (0.3, 0.6),
    ALONG: (0.2, 0.4),
    ACROSS: (0.15, 0.3),
    **dict.fromkeys(CORNERS, (0.4,)),
}
TEXT_COLUMNS: Final = ("text", "confidence")
CROP_COLUMNS: Final = ("image", *CORNER_COLUMNS, "layout")


@dataclass(frozen=True)
class Crops:
    """One crop of each label: by whose corners, with which margin, moved how and how far.

    Margin and size of the move in heights of a line of text.
    """

    by: str
    margin: float = 0.0
    move: str = ""
    size: float = 0.0

    def quads(self, corners: Floats, names: Sequence[str]) -> Floats:
        """What is cut out, given the corners `(n, 4, 2)` and what each label is called."""
        at = moved(corners, self.move, self.size, names=names) if self.move else corners
        return larger(at, self.margin) if self.margin else at


Asked = Mapping[Crops, Floats]  # (n, 4, 2) px each, NaN where nothing is to be read
Texts = Mapping[Crops, Sequence[str]]
# From the image of each label and the quads to what is read in each, empty where nothing is.
Read = Callable[[Sequence[str], Asked], Texts]


def with_margins(
    labels: Floats, predictions: Floats, margins: Sequence[float]
) -> dict[Crops, Floats]:
    """The crops of labels and of predictions, `(n, 4, 2)` each, at every margin."""
    corners = {BY_LABEL: labels, BY_PREDICTION: predictions}
    asked = [Crops(by, margin) for by in corners for margin in margins]
    return {crops: crops.quads(corners[crops.by], ()) for crops in asked}


def with_moves(labels: Floats, names: Sequence[str], *, margin: float) -> dict[Crops, Floats]:
    """The crops of labels whose corners are moved; random moves also with a margin besides."""
    asked = [Crops(BY_LABEL, 0.0, move, size) for move, sizes in STEPS.items() for size in sizes]
    if margin:
        asked += [Crops(BY_LABEL, margin, RANDOM, size) for size in STEPS[RANDOM]]
    return {crops: crops.quads(labels, names) for crops in asked}


def crop_table(images: Sequence[str], quads: Floats) -> pd.DataFrame:
    """The crops to be read, `CROP_COLUMNS`: one row for each way in which a quad's text may stand.

    The index is the quad's place; a missing quad has no row.
    """
    known = np.flatnonzero(~is_missing(quads))
    ways = layouts(quads[known])
    places = np.repeat(known, [len(each) for each in ways])
    columns = {
        "image": [images[place] for place in places.tolist()],
        **quad_columns(quads[places]),
        "layout": [layout for each in ways for layout in each],
    }
    return pd.DataFrame(columns, index=places).astype({"image": "str", "layout": "str"})


def parts_of_crop(corners: Sequence[float], layout: str) -> Floats:
    """The quads of a crop's lines or characters, `(k, 4, 2)`, from a row of `crop_table`."""
    return parts_of(as_quads(corners)[0], layout)


def chosen_texts(read: pd.DataFrame, n: int, form: TextForm) -> list[str]:
    """The text of each of `n` quads, from the rows of `crop_table` with `TEXT_COLUMNS`.

    Of the ways in which a text may stand the first that gives a valid one counts, else the one of
    which the reader is surest; empty where nothing was read.
    """
    texts = [""] * n
    best: dict[int, tuple[bool, float]] = {}
    rows = zip(read.index.tolist(), read["text"], read["confidence"], strict=True)
    for place, text, confidence in rows:
        text = form.text_in(text)
        rank = form.is_valid(text), confidence
        if place not in best or rank > best[place]:
            texts[place], best[place] = text, rank
    return texts
