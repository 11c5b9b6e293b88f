"""The IDs that changed most from one experiment to another: both predictions, side by side."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.corner_errors import corners_of
from containerloc.quads import Floats
from containerloc.show.photos.cases import EDGE_IN, HEAD_IN, case_legend, mark_worst, within
from containerloc.show.photos.tiles import (
    Photo,
    draw_corners,
    draw_outline,
    photo_of,
    show_photo,
    show_window,
    tile,
    window_of,
)
from containerloc.show.style import PREDICTION, TRUTH, new_figure, sentence_figure, styled
from containerloc.wording import counted, shortened

_ROW_IN = 2.75


@styled
def changed_cases(
    changed: pd.DataFrame, run: Evidence, reference: Evidence, *, names: tuple[str, str]
) -> Figure:
    """Each label: the photo, the reference's prediction, and the experiment's, at the same zoom.

    `changed` from `comparison.changed_labels.most_changed`; `names` of the experiment and of the
    reference.
    """
    if changed.empty:
        return sentence_figure("No ID changed: both predict the same on every one.")
    title = f"The {counted(len(changed), 'ID')} that changed most"
    figure = new_figure(HEAD_IN + 0.3 + _ROW_IN * len(changed), title=title, layout=None)
    case_legend(figure)
    for left, name in ((3.2, names[1]), (7.6, names[0])):
        _write(figure, (left, HEAD_IN), shortened(name, longest=52))
    for place, (row, case) in enumerate(changed.iterrows()):
        top = HEAD_IN + 0.3 + place * _ROW_IN
        _write(figure, (EDGE_IN, top), _told(case.to_dict()))
        tables = reference.table.loc[[row]], run.table.loc[[row]]
        photo = photo_of(reference.images, str(case["image"]))
        quads = [corners_of(table, "predicted")[0] for table in tables]
        _case(figure, top + 0.28, photo, corners_of(tables[0], "true")[0], quads)
    return figure


def _case(figure: Figure, top: float, photo: Photo, truth: Floats, quads: list[Floats]) -> None:
    window = window_of(np.vstack([truth, *quads]), aspect=4.3 / 2.3, within_wh=within(photo))
    show_photo(tile(figure, (EDGE_IN, top, 3.0, 2.3)), photo, window)
    for left, predicted in zip((3.2, 7.6), quads, strict=True):
        zoom = tile(figure, (left, top, 4.3, 2.3))
        show_window(zoom, photo, window)
        if photo.pixels is not None and np.isfinite(window).all():
            draw_outline(zoom, truth, TRUTH)
            draw_outline(zoom, predicted, PREDICTION, dashed=True)
            draw_corners(zoom, truth, named=False)
            mark_worst(zoom, truth, predicted)


def _write(figure: Figure, place_in: tuple[float, float], text: str) -> None:
    width, height = figure.get_size_inches()
    figure.text(
        place_in[0] / width,
        1 - (place_in[1] + 0.03) / height,
        text,
        va="top",
        size=10.5,
        weight="bold",
    )


def _told(case: Mapping[Any, Any]) -> str:
    """Which label, what became of it, and by how much."""
    name = shortened(str(case["image"])) + (f", line {case['line']}" if case["line"] > 1 else "")
    errors = [
        f"{case[key]:.1f} px" if np.isfinite(case[key]) else "missed"
        for key in ("reference_px", "error_px")
    ]
    return f"{name}: {case['change']}, {errors[0]} → {errors[1]}"
