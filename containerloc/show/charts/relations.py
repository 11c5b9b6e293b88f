"""What the errors of a run go with: the ID's size and shape, the confidence, and the misses."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from containerloc.analysis.measures.corner_errors import corners_of
from containerloc.analysis.measures.decomposition import CUT_COVERAGE
from containerloc.quads import Bools, Floats
from containerloc.show.style import (
    ALARM,
    INK,
    SERIES,
    drawing_limit,
    new_figure,
    note_beyond,
    nothing_found,
    of_how_many,
    point_look,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

_FEWEST_FOR_A_MEDIAN = 15


@styled
def coverage_and_margin(per_label: pd.DataFrame, *, cut_below: float = CUT_COVERAGE) -> Figure:
    """Coverage (1 is best) against margin (0 is best), a point an ID.

    Left of `cut_below` a prediction cuts into the characters; right of it, what it takes in
    beyond the ID is mostly harmless. IDs without the two numbers are counted in the title.
    """
    table = per_label.dropna(subset=["coverage", "margin"])
    if table.empty:
        return sentence_figure(nothing_found(per_label))
    cover, margin = table["coverage"].to_numpy(np.float64), table["margin"].to_numpy(np.float64)
    cuts = cover < cut_below
    title = (
        f"Less than {cut_below:.0%} of the ID covered: {cuts.sum():,} of "
        f"{counted(len(table), 'predicted outline')}"
    )
    without = int(per_label["detected"].sum()) - len(table)
    title += f"; {without:,} without a valid outline left out" if without else ""
    figure = new_figure(5.8, title=title)
    axes = figure.subplots()
    size, opacity = point_look(len(table))
    axes.scatter(
        cover,
        margin,
        s=size * 1.2,
        alpha=opacity,
        linewidths=0,
        c=np.where(cuts, ALARM, SERIES).tolist(),
        rasterized=True,
    )
    low = min(float(cover.min()), 2 * cut_below - 1) - 0.02
    high = max(drawing_limit(margin), 0.1)
    axes.set(
        xlim=(max(low, -0.02), 1.004),
        ylim=(-0.01 * high, high),
        xlabel="coverage: share of the ID inside the predicted outline",
        ylabel="margin: predicted area outside the ID / area of the ID",
    )
    note_beyond(axes, margin, high, what="margin", form="{:.0%}")
    axes.axvspan(min(low, 0.0), cut_below, color=ALARM, alpha=0.07, lw=0)
    axes.axvline(cut_below, color=INK, lw=1.2, ls="--")
    for text, x, side, color in (
        (f"cuts characters: {cuts.sum():,}", -8, "right", ALARM),
        (f"harmless margin: {(~cuts).sum():,}", 8, "left", INK),
    ):
        axes.annotate(
            text,
            (cut_below, 0.985),
            xycoords=axes.get_xaxis_transform(),
            va="top",
            xytext=(x, 0),
            textcoords="offset points",
            ha=side,
            color=color,
            weight="bold",
        )
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return figure


@styled
def error_against(per_label: pd.DataFrame) -> Figure:
    """Distance error against the height of the ID, its aspect and the confidence; a point an ID.

    The line is the running median over a fifth of the IDs, drawn from 15 IDs up.
    """
    table = per_label.dropna(subset=["error_px"])
    if table.empty:
        return sentence_figure(nothing_found(per_label))
    errors = table["error_px"].to_numpy(np.float64)
    limit = drawing_limit(errors, float(np.quantile(errors, 0.9)))
    figure = new_figure(4.9, title=f"Distance error of an ID {of_how_many(per_label)}")
    panels = figure.subplots(1, 3, sharey=True)
    columns = {
        "text_height_px": "ID height across the text, px",
        "aspect": "aspect, width / height",
        "confidence": "confidence",
    }
    size, opacity = point_look(len(table))
    for axes, (column, name) in zip(panels, columns.items(), strict=True):
        values = table[column].to_numpy(np.float64)
        axes.scatter(
            values, errors, s=size, alpha=opacity, color=SERIES, linewidths=0, rasterized=True
        )
        axes.plot(*_running_median(values, errors), color=INK, lw=2.2, label="running median")
        axes.set(xlabel=name, ylim=(0, limit))
        axes.locator_params(axis="x", nbins=6)
    panels[0].set_xlim(left=0)
    panels[0].set_ylabel("distance error, px")
    if len(table) >= _FEWEST_FOR_A_MEDIAN:
        panels[0].legend(loc="upper left")
    note_beyond(panels[2], errors, limit, what="ID")
    return figure


@styled
def missed_against_found(per_label: pd.DataFrame) -> Figure:
    """What missed labels have in common: their height, aspect and place, against the found ones."""
    lost = ~per_label["detected"].to_numpy(np.bool_)
    if per_label.empty:
        return sentence_figure("No labels: nothing could be missed.")
    if not lost.any():
        return sentence_figure(f"No label is missed; {counted(len(per_label), 'ID')} found.")
    title = f"{lost.sum():,} of {counted(len(per_label), 'labelled ID')} missed"
    figure = new_figure(4.9, title=title)
    height, aspect, place = figure.subplots(1, 3)
    _two_strips(height, per_label["text_height_px"].to_numpy(np.float64), lost)
    height.set_xlabel("ID height across the text, px")
    height.set_xlim(left=0)
    _two_strips(aspect, per_label["aspect"].to_numpy(np.float64), lost)
    aspect.set_xlabel("aspect, width / height")
    _centers(place, per_label, lost)
    return figure


def _running_median(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Median of y over a moving fifth of the points, in the order of x; empty for a few points."""
    if x.size < _FEWEST_FOR_A_MEDIAN:
        return np.empty(0), np.empty(0)
    order = np.argsort(x, kind="stable")
    window = max(x.size // 5, 7)
    rolling = pd.DataFrame({"x": x[order], "y": y[order]}).rolling(window, center=True)
    middle = rolling.median().dropna()
    # No line across a gap in which there is no ID.
    middle["y"] = middle["y"].where(middle["x"].diff().fillna(0) < 0.12 * np.ptp(x))
    return middle["x"].to_numpy(np.float64), middle["y"].to_numpy(np.float64)


def _two_strips(axes: Axes, values: Floats, lost: Bools) -> None:
    """Missed above, found below, with their medians; the title says the medians."""
    jitter = np.random.default_rng(0).uniform(-0.24, 0.24, values.size)
    medians = []
    for row, (name, chosen, color) in enumerate(
        (("found", ~lost, SERIES), ("missed", lost, ALARM))
    ):
        here = chosen & np.isfinite(values)
        size, opacity = point_look(int(here.sum()))
        axes.scatter(
            values[here],
            row + jitter[here],
            s=size,
            alpha=opacity,
            color=color,
            linewidths=0,
            rasterized=True,
        )
        if here.any():
            median = float(np.median(values[here]))
            axes.plot(
                [median, median],
                [row - 0.36, row + 0.36],
                color=INK,
                lw=2.2,
                solid_capstyle="butt",
                gid=f"median-{name}",
            )
            medians.append(f"{name} {median:.3g}")
    axes.set_title("median: " + ", ".join(reversed(medians)) if medians else "nothing to measure")
    axes.set(ylim=(-0.6, 1.6))
    axes.set_yticks([0, 1], [f"found\n({(~lost).sum():,})", f"missed\n({lost.sum():,})"])
    axes.grid(visible=False, axis="y")
    axes.locator_params(axis="x", nbins=6)


def _centers(axes: Axes, per_label: pd.DataFrame, lost: Bools) -> None:
    wh = per_label[["image_width_px", "image_height_px"]].to_numpy(np.float64)
    x, y = (corners_of(per_label, "true").mean(axis=1) / wh).T
    size, opacity = point_look(len(x))
    axes.scatter(
        x[~lost], y[~lost], s=size, alpha=opacity * 0.8, color=SERIES, linewidths=0, rasterized=True
    )
    size, opacity = point_look(int(lost.sum()))
    axes.scatter(
        x[lost], y[lost], s=size * 1.3, alpha=opacity, color=ALARM, marker="X", linewidths=0
    )
    ratio = float(np.nanmedian(wh[:, 1] / wh[:, 0]))
    axes.set_aspect(ratio if np.isfinite(ratio) else 1.0, anchor="N")
    axes.set(xlim=(0, 1), ylim=(1, 0), xlabel="x / image width", ylabel="y / image height")
    axes.set_title("place of the ID's centre")
    axes.spines[["top", "right"]].set_visible(True)
