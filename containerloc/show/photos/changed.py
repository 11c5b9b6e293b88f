"""The labels that changed most from one experiment to another: both predictions, side by side."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.quads import Floats
from containerloc.show.photos import overlay, page, tiles
from containerloc.show.style import Looks, sentence_figure, styled
from containerloc.wording import shortened

_ROW_IN = 2.3
_BOLD: Looks = {"size": 10.5, "weight": "bold"}


@styled
def changed_cases(
    changed: pd.DataFrame, run: Evidence, reference: Evidence, *, names: tuple[str, str]
) -> Figure:
    """Each label: the photo, the reference's prediction, and the experiment's, at the same zoom.

    `changed` from `comparison.changed_labels.most_changed`; `names` of the experiment and of the
    reference.
    """
    if changed.empty:
        return sentence_figure("Nothing changed: both predict the same on every label.")
    title = f"The {reference.noun.counted(len(changed))} that changed most"
    head_in = page.HEAD_IN + 0.3
    figure, places = page.page_of(len(changed), title=title, cell_in=_ROW_IN, head_in=head_in)
    overlay.pair_legend(figure)
    for left, name in ((1.85, names[1]), (4.35, names[0])):
        page.write(figure, (left, page.HEAD_IN), shortened(name, longest=28), **_BOLD)
    cases: Iterable[Any] = changed.itertuples()
    for place, case in zip(places, cases, strict=True):
        name = reference.errors.name_of(case.Index)
        page.write(figure, place, f"{name}: {_what_changed(case)}", **_BOLD)
        photo = tiles.photo_of(reference.images, case.image)
        quads = [each.errors.predicted[case.Index] for each in (reference, run)]
        _case(figure, place[1] + 0.28, photo, reference.errors.truth[case.Index], quads)
    return figure


def _case(
    figure: Figure, top: float, photo: tiles.Photo, truth: Floats, quads: list[Floats]
) -> None:
    window = tiles.window_of(np.vstack([truth, *quads]), aspect=2.4 / 1.75, within_wh=photo.wh)
    tiles.show_photo(page.tile(figure, (page.EDGE_IN, top, 1.65, 1.75)), photo, window)
    for left, predicted in zip((1.85, 4.35), quads, strict=True):
        zoom = page.tile(figure, (left, top, 2.4, 1.75))
        tiles.show_window(zoom, photo, window)
        if photo.pixels is not None and np.isfinite(window).all():
            overlay.draw_pair(zoom, truth, predicted)


def _what_changed(case: Any) -> str:
    """What became of a label, and by how much."""
    before, after = (
        f"{error:.1f} px" if np.isfinite(error) else "missed"
        for error in (case.reference_px, case.error_px)
    )
    return f"{case.change}, {before} → {after}"
