"""Labels and predictions on their photos: whole photo, zoom, and the crop a reader is given."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from containerloc.analysis.measures.corner_errors import LabelErrors
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
    figure, places = page.page_of(len(shown), title=title, cell_in=3.0, head_in=0.55)
    cases = zip(shown["image"], quads_of(shown), boxes_of(shown), titles, strict=False)
    for place, (image, quad, box, text) in zip(places, cases, strict=True):
        write_title(figure, place, f"{shortened(image, longest=30)}: {text}", longest=76)
        _label_case(figure, place, tiles.photo_of(images, image), quad, box)
    return figure


@styled
def worst_cases(
    errors: LabelErrors,
    images: pd.DataFrame,
    *,
    n: int = 24,
    rows: ArrayLike | None = None,
    predictions: pd.DataFrame | None = None,
) -> Figure:
    """Predictions against their labels, one case per row: photo, zoom, and both rectified crops.

    The n largest distance errors, then misses; or the labels at the places `rows` of `errors`, in
    their order. A missed label shows the most confident one of `predictions` (the stored table)
    that is nearer to it than to the other labels of its image, if there is one.
    """
    worst = np.argsort(-errors.error_px, kind="stable")[:n]
    shown = worst if rows is None else np.asarray(rows, np.int64)
    if not len(shown):
        return sentence_figure("No cases to show.")
    title = counted(len(shown), "case")
    if len(shown) < len(errors):
        title += f" of {errors.noun.counted(len(errors), 'labelled')}"
    figure, places = page.page_of(len(shown), title=title, cell_in=4.15)
    overlay.pair_legend(figure)
    for k, place in zip(shown.tolist(), places, strict=True):
        predicted, text = errors.predicted[k], _title(errors, k)
        if not errors.detected[k] and predictions is not None:
            candidates = predictions.loc[predictions["image"] == errors.image[k]]
            predicted, more = _nearest_to(errors, k, candidates)
            text += f"; {more}"
        write_title(figure, place, text, longest=76)
        photo = tiles.photo_of(images, errors.image[k])
        prediction_case(figure, place[1], photo, (errors.truth[k], predicted))
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
    corner: str = "",
) -> None:
    """The photo, label and prediction (`quads`) enlarged, and below them the crops by both.

    `by` is what the prediction is called; `corner` is the one to point at, if not the worst.
    """
    top = top_in + 0.42
    boxes = {"whole_in": (page.EDGE_IN, top, 2.2, 2.5), "zoom_in": (2.4, top, 4.3, 2.5)}
    zoom = tiles.show_zoomed(figure, photo, np.vstack(quads), **boxes)
    if zoom:
        overlay.draw_pair(zoom, *quads, corner=corner)
    for place, (name, quad) in enumerate(zip(("label", by), quads, strict=True)):
        left, below = page.EDGE_IN + place * 3.35, top + 2.56
        page.write(figure, (left, below), f"cut out by the {name}", size=10, color=MUTED)
        crop = page.tile(figure, (left, below + 0.2, 3.25, 0.75))
        tiles.show_rectified(crop, photo, quad, without=f"no {name}, or a corner missing")


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


def _title(errors: LabelErrors, k: int) -> str:
    """Which label it is and how far off its prediction."""
    name = errors.name_of(k)
    if not errors.detected[k]:
        return f"{name}: missed"
    if not errors.measured[k]:
        return f"{name}: no error, for a corner of the label is missing"
    title = (
        f"{name}: error {errors.error_px[k]:.1f} px, IoU {errors.iou[k]:.2f}, "
        f"confidence {errors.confidence[k]:.2f}"
    )
    return f"{title}, corners {errors.order[k]}" if errors.wrong_order[k] else title


def _nearest_to(errors: LabelErrors, k: int, candidates: pd.DataFrame) -> tuple[Floats, str]:
    """The most confident prediction nearest to a missed label of its image, and what it is."""
    quads, confidence = quads_of(candidates), candidates["confidence"].to_numpy(np.float64)
    of_image = errors.truth[errors.image == errors.image[k]]
    distance, *others = (
        corner_distances(quads, label[None]).mean(axis=1) for label in (errors.truth[k], *of_image)
    )
    nearest = distance <= np.min([distance, *others], axis=0)
    if not nearest.any():
        return np.full((4, 2), np.nan), "no prediction near it"
    best = int(np.where(nearest, confidence, -1).argmax())
    is_same = candidates["class_id"].iloc[best] == errors.class_id[k]
    which = "the best prediction near it" if is_same else "a prediction of another class"
    far = f"confidence {confidence[best]:.3g}, {distance[best]:.1f} px off"
    return quads[best], f"{which}: {far}"
