"""Labels and predictions on their photos: whole photo, zoom, and the crop a reader is given."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.analysis.measures.corner_errors import corners_of
from containerloc.data.tables import boxes_of, quads_of
from containerloc.quads import Floats, corner_distances
from containerloc.show.photos import overlay, page, tiles
from containerloc.show.style import MUTED, TRUTH, sentence_figure, styled
from containerloc.wording import counted, shortened


@styled
def label_pictures(
    rows: pd.DataFrame, images: pd.DataFrame, titles: Sequence[str], *, n: int = 24
) -> Figure:
    """The first n labels on their photos, two side by side.

    Each has its photo, a zoom with the corners by name and an arrow along the text, and below it
    the crop that a reader of the text is given. `rows` from the label table; `titles`, one per
    row, say what is shown of it. The title counts those that are left out.
    """
    if rows.empty:
        return sentence_figure("No labels to show.")
    shown = rows.iloc[:n]
    title = counted(len(rows), "label") if len(rows) <= n else f"{n} of {len(rows):,} labels"
    figure, places = page.page_of(len(shown), title=title, cell_in=3.0, in_a_row=2)
    cases = zip(shown["image"], quads_of(shown), boxes_of(shown), titles, strict=False)
    for place, (image, quad, box, text) in zip(places, cases, strict=True):
        write_title(figure, place, f"{shortened(image, longest=30)}: {text}", longest=64)
        _label_case(figure, place, tiles.photo_of(images, image), quad, box)
    return figure


@styled
def worst_cases(
    per_label: pd.DataFrame,
    images: pd.DataFrame,
    *,
    n: int = 24,
    rows: Sequence[int] | None = None,
    predictions: pd.DataFrame | None = None,
) -> Figure:
    """Predictions against their labels, one case per row: photo, zoom, and both rectified crops.

    The n largest distance errors, then misses; or the `rows` of `per_label` (its index), in their
    order. A missed ID shows the most confident one of `predictions` (the stored table) that is
    nearer to it than to the other labels of its image, if there is one.
    """
    ordered = per_label.sort_values("error_px", ascending=False, kind="stable")
    shown = per_label.loc[list(rows)] if rows is not None else ordered.iloc[:n]
    if shown.empty:
        return sentence_figure("No cases to show.")
    title = counted(len(shown), "case")
    if len(shown) < len(per_label):
        title += f" of {counted(len(per_label), 'labelled ID')}"
    figure, places = page.page_of(len(shown), title=title, cell_in=2.95)
    overlay.pair_legend(figure)
    quads = zip(corners_of(shown, "true"), corners_of(shown, "predicted"), strict=True)
    for place, (_, case), (truth, predicted) in zip(places, shown.iterrows(), quads, strict=True):
        quad, text = predicted, _title(case)
        if not case["detected"] and predictions is not None:
            quad, more = _best_below(case, per_label, predictions)
            text += f"; {more}"
        write_title(figure, place, text, longest=150)
        prediction_case(figure, place[1], tiles.photo_of(images, case["image"]), (truth, quad))
    return figure


def write_title(figure: Figure, place_in: page.Place, text: str, *, longest: int) -> None:
    """What a case is, above its pictures, in lines of at most `longest` characters."""
    place = (place_in[0], place_in[1] + 0.02)
    page.write(figure, place, fill(text, longest), size=10.5, weight="bold", linespacing=1.1)


def prediction_case(
    figure: Figure,
    top_in: float,
    photo: tiles.Photo,
    quads: tuple[Floats, Floats],
    *,
    by: str = "prediction",
) -> None:
    """One row: the photo, label and prediction (`quads`) enlarged, and the crops by both.

    `by` is what the prediction is called.
    """
    top = top_in + 0.28
    boxes = {"whole_in": (page.EDGE_IN, top, 3.0, 2.45), "zoom_in": (3.2, top, 4.7, 2.45)}
    zoom = tiles.show_zoomed(figure, photo, np.vstack(quads), **boxes)
    if zoom:
        overlay.draw_pair(zoom, *quads)
    for place, (name, quad) in enumerate(zip(("label", by), quads, strict=True)):
        below = top + place * 1.26
        page.write(figure, (8.05, below + 0.03), f"cut out by the {name}", size=10, color=MUTED)
        crop = page.tile(figure, (8.05, below + 0.2, 3.85, 0.98))
        tiles.show_rectified(crop, photo, quad, without=f"no {name}, or a corner missing")


def label_name(case: "pd.Series") -> str:
    """The image of a label, and its line where it is not the first."""
    return shortened(str(case["image"])) + (f", line {case['line']}" if case["line"] > 1 else "")


def _label_case(
    figure: Figure, place_in: page.Place, photo: tiles.Photo, quad: Floats, box: Floats
) -> None:
    left, top = place_in[0], place_in[1] + 0.42
    box_corners = box[[[0, 1], [2, 1], [2, 3], [0, 3]]]
    known = quad if np.isfinite(quad).all(axis=1).any() else box_corners
    boxes = {"whole_in": (left, top, 2.25, 2.4), "zoom_in": (left + 2.35, top, 3.4, 1.7)}
    zoom = tiles.show_zoomed(figure, photo, known, **boxes)
    if zoom:
        if np.isnan(quad).any():
            overlay.draw_outline(zoom, box_corners, "white", dashed=True)
        overlay.draw_outline(zoom, quad, TRUTH)
        overlay.draw_reading_direction(zoom, quad)
        overlay.draw_corners(zoom, quad)
    tiles.show_rectified(page.tile(figure, (left + 2.35, top + 1.78, 3.4, 0.62)), photo, quad)


def _title(case: "pd.Series") -> str:
    """Which label it is and how far off its prediction."""
    if not case["detected"]:
        return f"{label_name(case)}: missed"
    if np.isnan(case["error_px"]):
        return f"{label_name(case)}: no error, for a corner of the label is missing"
    title = (
        f"{label_name(case)}: error {case['error_px']:.1f} px, IoU {case['iou']:.2f}, "
        f"confidence {case['confidence']:.2f}"
    )
    return title if case["order"] == "as read" else f"{title}, corners {case['order']}"


def _best_below(
    case: "pd.Series", per_label: pd.DataFrame, predictions: pd.DataFrame
) -> tuple[Floats, str]:
    """The most confident prediction nearest to a missed label, and what it is."""
    own = corners_of(case.to_frame().T, "true")
    neighbors = corners_of(per_label.loc[per_label["image"] == case["image"]], "true")
    candidates = predictions.loc[predictions["image"] == case["image"]]
    quads, confidence = quads_of(candidates), candidates["confidence"].to_numpy(np.float64)
    distance = corner_distances(quads, own).mean(axis=1)
    others = [corner_distances(quads, other[None]).mean(axis=1) for other in neighbors]
    nearest = distance <= np.min([distance, *others], axis=0)
    if not nearest.any():
        return np.full((4, 2), np.nan), "no prediction near it"
    best = int(np.where(nearest, confidence, -1).argmax())
    return quads[best], (
        f"best prediction below the threshold: confidence {confidence[best]:.3g}, "
        f"{distance[best]:.1f} px off"
    )
