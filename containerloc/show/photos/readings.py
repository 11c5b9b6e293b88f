"""Crops with what was read of them, wrong characters marked."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from matplotlib.figure import Figure

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.reading.alignment import aligned
from containerloc.analysis.reading.layout import STACKED, layouts, parts_of
from containerloc.analysis.reading.moves import with_margin
from containerloc.quads import Floats, as_quads
from containerloc.show.photos import page, tiles
from containerloc.show.style import ALARM, INK, MUTED, sentence_figure, styled
from containerloc.wording import DASH, counted, label_name

_MISSING: Final = "_"  # stands for a character that was not read
_CHARACTER_IN: Final = 0.125
_CELL_IN: Final = 1.62
_CROP_IN: Final = (5.5, 0.72)


@styled
def read_crops(
    table: pd.DataFrame,
    errors: LabelErrors,
    images: pd.DataFrame,
    *,
    margin: float = 0.0,
    most: int = 12,
) -> Figure:
    """The texts that are not read from the model's crops, worst corners first, one per row.

    Left the crop by the label's corners, right by the model's, each with what was read of it:
    characters that differ from the known text, or from what the other crop says, are marked. Those
    that stand one above the other are shown side by side, as they are read.

    Parameters
    ----------
    table
        As `reading.evidence.ReadingEvidence.table`, or rows of it; its index is the label's place.
    errors
        All labels.
    margin
        With which the crops were cut, text heights.
    """
    if table.empty:
        return sentence_figure("No text was lost: there is no crop to show.")
    shown = table.sort_values("relative_error", ascending=False, na_position="first").head(most)
    title = f"{counted(len(table), 'text')} not read from the model's crops"
    title += f", {len(shown)} shown" if len(shown) < len(table) else ""
    figure, places = page.page_of(len(shown), title=title, cell_in=_CELL_IN)
    rows = zip(places, shown.index.tolist(), shown.to_dict("records"), strict=True)
    for (left, top), place, row in rows:
        name = label_name(str(row["image"]), int(row["line"]))
        page.write(figure, (left, top), f"{name}: {row['outcome']}", size=10, color=MUTED)
        photo = tiles.photo_of(images, str(row["image"]))
        texts = _texts(row)
        corners = errors.truth[place], errors.predicted[place]
        for step, (by, quad) in enumerate(zip(("label", "model"), corners, strict=True)):
            x = left + 6 * step
            axes = page.tile(figure, (x, top + 0.22, *_CROP_IN))
            cut = with_margin(quad[None], margin)[0] if margin else quad
            tiles.show_rectified(axes, photo, cut, without="not detected", cut=_parts)
            _write_text(figure, (x, top + 1.0), by, texts[step])
    return figure


def _parts(quad: Floats) -> Floats:
    """Characters that stand one above the other, `(11, 4, 2)`, side by side as they are read."""
    quads = as_quads(quad)
    return parts_of(quad, STACKED) if layouts(quads) == [(STACKED,)] else quads


def _texts(row: Mapping[Any, Any]) -> tuple[tuple[str, str], tuple[str, str]]:
    """What was read by the label and by the model, each with what it is compared to."""
    label, predicted = str(row["label_text"]), str(row["predicted_text"])
    known = str(row["known_text"]) or (label if row["label_read"] else "")
    return (label, known), (predicted, known)


def _write_text(figure: Figure, place: page.Place, by: str, text: tuple[str, str]) -> None:
    read, known = text
    left, top = place
    page.write(figure, (left, top), f"{by}:", size=10, color=MUTED)
    pairs = aligned(read, known) if known else tuple((each, each) for each in read)
    for number, (one, right) in enumerate(pairs or ((DASH, DASH),)):
        wrong = one != right
        x = left + 0.55 + number * _CHARACTER_IN
        looks = {"color": ALARM if wrong else INK, "weight": "bold" if wrong else "normal"}
        page.write(figure, (x, top - 0.01), one or _MISSING, size=11.5, family="monospace", **looks)
