"""Labels and predictions on their photos: whole photo, zoom, and the crop a reader is given."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from containerloc.analysis.measures.corner_errors import corners_of
from containerloc.data.tables import boxes_of, quads_of
from containerloc.quads import CORNERS, Floats, corner_distances
from containerloc.show.photos.tiles import (
    Photo,
    draw_corners,
    draw_outline,
    draw_reading_direction,
    photo_of,
    show_photo,
    show_rectified,
    show_window,
    tile,
    window_of,
)
from containerloc.show.style import (
    CORNER_COLORS,
    MUTED,
    PREDICTION,
    TRUTH,
    WIDTH_IN,
    halo,
    new_figure,
    sentence_figure,
    styled,
)
from containerloc.wording import counted, shortened

EDGE_IN = 0.1
HEAD_IN = 0.55


@styled
def label_pictures(
    rows: pd.DataFrame, images: pd.DataFrame, titles: Sequence[str], *, n: int = 24
) -> Figure:
    """The first n labels on their photos, two side by side.

    Each has its photo, a zoom with the corners by name and an arrow along the text, and below it
    the crop that a reader of the text is given. `rows` from the label table; `titles`, one a row,
    say what is shown of it. How many are left out is said.
    """
    if rows.empty:
        return sentence_figure("No labels to show.")
    shown = rows.iloc[:n]
    text = counted(len(rows), "label") if len(rows) <= n else f"{n} of {len(rows):,} labels"
    cell_in = (WIDTH_IN / 2, 3.0)
    figure = new_figure(HEAD_IN + cell_in[1] * -(-len(shown) // 2), title=text, layout=None)
    cases = zip(shown["image"], quads_of(shown), boxes_of(shown), titles, strict=False)
    for place, (image, quad, box, title) in enumerate(cases):
        left, top = place % 2 * cell_in[0] + EDGE_IN, place // 2 * cell_in[1] + HEAD_IN
        case_title(figure, left, top, f"{shortened(image, longest=30)}: {title}", longest=64)
        _label_case(figure, (left, top), photo_of(images, image), quad, box)
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
    """Predictions against their labels, a case a row: photo, zoom, and both rectified crops.

    The n largest distance errors, then misses; or the `rows` of `per_label` (its index), in their
    order. A missed ID shows the most confident one of `predictions` (the stored table) that is
    nearer to it than to the other labels of its image, if there is one.
    """
    ordered = per_label.sort_values("error_px", ascending=False, kind="stable")
    shown = per_label.loc[list(rows)] if rows is not None else ordered.iloc[:n]
    if shown.empty:
        return sentence_figure("No cases to show.")
    row_in = 2.95
    title = counted(len(shown), "case")
    if len(shown) < len(per_label):
        title += f" of {counted(len(per_label), 'labelled ID')}"
    figure = new_figure(HEAD_IN + row_in * len(shown), title=title, layout=None)
    case_legend(figure)
    truths, predicted = corners_of(shown, "true"), corners_of(shown, "predicted")
    for place, (_, case) in enumerate(shown.iterrows()):
        top = HEAD_IN + place * row_in
        quad, note = predicted[place], _case_title(case)
        if not case["detected"] and predictions is not None:
            quad, note = _best_below(case, per_label, predictions)
        case_title(figure, EDGE_IN, top, note, longest=150)
        prediction_case(figure, top, photo_of(images, case["image"]), (truths[place], quad))
    return figure


def case_title(figure: Figure, left_in: float, top_in: float, text: str, *, longest: int) -> None:
    """What a case is, above its pictures, in lines of at most `longest` characters."""
    width, height = figure.get_size_inches()
    figure.text(
        left_in / width,
        1 - (top_in + 0.02) / height,
        fill(text, longest),
        ha="left",
        va="top",
        size=10.5,
        weight="bold",
        linespacing=1.1,
    )


def within(photo: Photo) -> tuple[float, float]:
    """Width and height of a photo, pixels; 1 and 1 where there is none."""
    if photo.pixels is None:
        return 1.0, 1.0
    return float(photo.pixels.shape[1]), float(photo.pixels.shape[0])


def _label_case(
    figure: Figure, corner_in: tuple[float, float], photo: Photo, quad: Floats, box: Floats
) -> None:
    left, top = corner_in[0], corner_in[1] + 0.42
    box_corners = box[[[0, 1], [2, 1], [2, 3], [0, 3]]]
    known = quad if np.isfinite(quad).all(axis=1).any() else box_corners
    window = window_of(known, aspect=3.4 / 1.7, within_wh=within(photo))
    show_photo(tile(figure, (left, top, 2.25, 2.4)), photo, window)
    zoom = tile(figure, (left + 2.35, top, 3.4, 1.7))
    show_window(zoom, photo, window)
    if photo.pixels is not None and np.isfinite(window).all():
        if np.isnan(quad).any():
            draw_outline(zoom, box_corners, "white", dashed=True)
        draw_outline(zoom, quad, TRUTH)
        draw_reading_direction(zoom, quad)
        draw_corners(zoom, quad)
    show_rectified(tile(figure, (left + 2.35, top + 1.78, 3.4, 0.62)), photo, quad)


def prediction_case(
    figure: Figure,
    top_in: float,
    photo: Photo,
    quads: tuple[Floats, Floats],
    *,
    by: str = "prediction",
) -> None:
    """One row: the photo, label and prediction (`quads`) enlarged, and the crops by both.

    `by` is what the prediction is called.
    """
    truth, predicted = quads
    top = top_in + 0.28
    window = window_of(np.vstack([truth, predicted]), aspect=4.7 / 2.45, within_wh=within(photo))
    show_photo(tile(figure, (EDGE_IN, top, 3.0, 2.45)), photo, window)
    zoom = tile(figure, (3.2, top, 4.7, 2.45))
    show_window(zoom, photo, window)
    if photo.pixels is not None and np.isfinite(window).all():
        draw_outline(zoom, truth, TRUTH)
        draw_outline(zoom, predicted, PREDICTION, dashed=True)
        draw_corners(zoom, truth, named=False)
        mark_worst(zoom, truth, predicted)
    for place, (name, quad) in enumerate({"label": truth, by: predicted}.items()):
        below = top + place * 1.26
        _caption(figure, (8.05, below), f"cut out by the {name}")
        show_rectified(
            tile(figure, (8.05, below + 0.2, 3.85, 0.98)),
            photo,
            quad,
            without=f"no {name}, or a corner missing",
        )


def mark_worst(zoom: Axes, truth: Floats, predicted: Floats) -> None:
    """The way from the true to the predicted corner that is farthest off, with its length."""
    errors = corner_distances(predicted[None], truth[None])[0]
    if np.isnan(errors).all():
        return
    worst = int(np.nanargmax(errors))
    color = CORNER_COLORS[CORNERS[worst]]
    zoom.plot(
        *np.stack([truth[worst], predicted[worst]]).T,
        color=color,
        lw=2.6,
        zorder=6,
        path_effects=halo(4.2),
    )
    x, y = predicted[worst]
    # Beside the ID rather than on it, and towards the middle of the zoom rather than out of it.
    up, late = y < np.nanmean(truth[:, 1]), x > np.mean(zoom.get_xlim())
    zoom.annotate(
        f"{CORNERS[worst]}  {errors[worst]:.1f} px",
        (x, y),
        xytext=(6 if late else -6, 20 if up else -20),
        textcoords="offset points",
        ha="right" if late else "left",
        va="center",
        size=10,
        weight="bold",
        color="white",
        bbox={"boxstyle": "round,pad=0.25", "fc": color, "ec": "white"},
        zorder=7,
        gid="worst",
    )


def _case_title(case: pd.Series) -> str:
    """Which label it is and how far off its prediction."""
    name = shortened(str(case["image"])) + (f", line {case['line']}" if case["line"] > 1 else "")
    if not case["detected"]:
        return f"{name}: missed"
    if np.isnan(case["error_px"]):
        return f"{name}: no error, for a corner of the label is missing"
    title = (
        f"{name}: error {case['error_px']:.1f} px, IoU {case['iou']:.2f}, "
        f"confidence {case['confidence']:.2f}"
    )
    return title if case["order"] == "as read" else f"{title}, corners {case['order']}"


def _best_below(
    case: pd.Series, per_label: pd.DataFrame, predictions: pd.DataFrame
) -> tuple[Floats, str]:
    """The most confident prediction nearest to a missed label, and the title that says so."""
    own = corners_of(case.to_frame().T, "true")
    neighbors = corners_of(per_label.loc[per_label["image"] == case["image"]], "true")
    candidates = predictions.loc[predictions["image"] == case["image"]]
    quads = quads_of(candidates)
    distance = corner_distances(quads, own).mean(axis=1)
    others = [corner_distances(quads, other[None]).mean(axis=1) for other in neighbors]
    nearest = distance <= np.min([distance, *others], axis=0)
    if not nearest.any():
        return np.full((4, 2), np.nan), f"{_case_title(case)}; no prediction near it"
    best = np.flatnonzero(nearest)[candidates["confidence"].to_numpy()[nearest].argmax()]
    confidence = candidates["confidence"].to_numpy(np.float64)[best]
    note = f"{_case_title(case)}; best prediction below the threshold: confidence {confidence:.3g}"
    return quads[best], f"{note}, {distance[best]:.1f} px off"


def _caption(figure: Figure, place_in: tuple[float, float], text: str) -> None:
    width, height = figure.get_size_inches()
    figure.text(
        place_in[0] / width, 1 - (place_in[1] + 0.03) / height, text, va="top", size=10, color=MUTED
    )


def case_legend(figure: Figure, predicted: str = "prediction") -> None:
    """What the lines mean, once, at the head of the page."""
    lines = [
        Line2D([], [], color=TRUTH, lw=1.8, path_effects=halo(3.4), label="label"),
        Line2D(
            [],
            [],
            color=PREDICTION,
            lw=1.8,
            ls=(0, (4, 2.5)),
            path_effects=halo(3.4),
            label=predicted,
        ),
    ]
    dots = [
        Line2D([], [], marker="o", ls="none", ms=7, color=color, label=corner)
        for corner, color in CORNER_COLORS.items()
    ]
    height = figure.get_size_inches()[1]
    figure.legend(
        handles=[*lines, *dots],
        ncols=6,
        loc="upper right",
        bbox_to_anchor=(0.998, 1 - 0.08 / height),
        columnspacing=1.4,
    )
