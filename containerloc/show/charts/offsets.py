"""Which way each corner is off: the signed errors in the ID's own frame, drawn on an ID."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Ellipse, Rectangle

from containerloc.analysis.measures.corner_errors import ACROSS_COLUMNS, ALONG_COLUMNS
from containerloc.quads import CORNERS, Floats
from containerloc.show.style import (
    CORNER_COLORS,
    INK,
    MUTED,
    SHADE,
    new_figure,
    nothing_found,
    of_how_many,
    point_look,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

# Which way outward points at TL, TR, BR, BL on the drawing: x to the right, y up.
_OUTWARD = np.array([[-1.0, 1.0], [1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]])


@styled
def corner_offsets(per_label: pd.DataFrame) -> Figure:
    """Where the predicted corners lie round the true ones, in the ID's own frame, px.

    The ID is a drawing: only the offsets are to scale, which the rings say. Inside the shaded ID
    an offset cuts characters; outside is margin. An arrow ends at the mean, with its length, the
    ellipse is one standard deviation wide each way. Offsets beyond the drawing are counted; IDs
    whose corners are in another order are left out, for theirs are errors of naming.
    """
    renamed = ~per_label["order"].isin(["as read", ""])
    offsets = _offsets(per_label.loc[~renamed])
    if not len(offsets):
        return sentence_figure(
            "No predicted corner is in the right order: no offsets to draw."
            if renamed.any()
            else nothing_found(per_label)
        )
    reach = _reach(offsets)
    title = f"Offsets of the predicted corners {of_how_many(per_label)}"
    title += f"; {renamed.sum():,} in another corner order left out" if renamed.any() else ""
    figure = new_figure(7.0, title=title)
    axes = figure.subplots()
    half = np.array([3.15, 1.35]) * reach
    _draw_id(axes, half, reach)
    beyond = 0
    for corner, outward, own in zip(CORNERS, _OUTWARD, offsets.transpose(1, 0, 2), strict=True):
        place, drawn = outward * half, own * outward
        far = np.linalg.norm(own, axis=1) > reach * 1.25
        beyond += int(far.sum())
        _cloud(axes, place + drawn[~far], CORNER_COLORS[corner])
        _mean_arrow(axes, place, drawn, corner=corner, own_mean=own.mean(axis=0), reach=reach)
    if beyond:
        text = f"{counted(beyond, 'offset')} farther than {reach * 1.25:.3g} px not drawn"
        axes.set_title(f"{text}, but part of mean and ellipse", loc="right", color=MUTED, size=10.5)
    return figure


def _offsets(per_label: pd.DataFrame) -> Floats:
    """Shape `(n, 4, 2)`: along and across, px, outward positive; only rows that have all."""
    along = per_label.loc[:, list(ALONG_COLUMNS)].to_numpy(np.float64)
    across = per_label.loc[:, list(ACROSS_COLUMNS)].to_numpy(np.float64)
    offsets = np.stack([along, across], axis=2)
    kept: Floats = offsets[np.isfinite(offsets).all(axis=(1, 2))]
    return kept


def _reach(offsets: Floats) -> float:
    """How many px round a corner the drawing shows: nearly all offsets, and every mean."""
    usual = float(np.quantile(np.linalg.norm(offsets, axis=2), 0.97))
    longest_mean = float(np.linalg.norm(offsets.mean(axis=0), axis=1).max())
    return max(usual, longest_mean, 0.5)


def _draw_id(axes: Axes, half: Floats, reach: float) -> None:
    axes.add_patch(
        Rectangle(
            (-half[0], -half[1]),
            2 * half[0],
            2 * half[1],
            facecolor=SHADE,
            edgecolor=MUTED,
            lw=1.4,
            zorder=0,
        )
    )
    ring = _round_number(reach / 2)
    for place in _OUTWARD * half:
        for radius in (ring, 2 * ring):
            axes.add_patch(
                Circle((place[0], place[1]), radius, fill=False, ec=MUTED, lw=0.7, ls=":", zorder=1)
            )
        axes.plot(*place, "+", color=INK, ms=11, mew=1.3, zorder=2)
    axes.text(
        0, 0, "inside the ID: cuts characters", ha="center", va="center", color=MUTED, size=12
    )
    axes.text(0, half[1] * 1.1, "outside: margin", ha="center", va="bottom", color=MUTED, size=12)
    axes.text(
        0, -half[1] * 0.42, "text runs this way  →", ha="center", va="center", color=MUTED, size=11
    )
    start = -half[1] - 0.75 * reach
    axes.plot([-ring, ring], [start, start], color=INK, lw=2, solid_capstyle="butt")
    axes.text(
        0,
        start - 0.1 * reach,
        f"{2 * ring:g} px; rings at {ring:g} and {2 * ring:g} px",
        ha="center",
        va="top",
        size=11,
    )
    axes.set(
        xlim=half[0] * np.array([-1, 1]) + 1.75 * reach * np.array([-1, 1]),
        ylim=half[1] * np.array([-1, 1]) + 1.7 * reach * np.array([-1, 1]),
    )
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.legend(
        handles=[
            Line2D([], [], marker="o", ls="none", color=MUTED, ms=5, label="one predicted corner"),
            Line2D([], [], marker="+", ls="none", color=INK, ms=10, mew=1.3, label="true corner"),
            Line2D([], [], marker=r"$\rightarrow$", ls="none", color=INK, ms=16, label="mean"),
            Line2D([], [], color=INK, lw=1.4, label="one standard deviation"),
        ],
        loc="lower center",
        ncols=4,
        bbox_to_anchor=(0.5, -0.06),
    )


def _round_number(length: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not longer.

    Examples
    --------
    >>> _round_number(7.3), _round_number(0.3)
    (5.0, 0.2)
    """
    power = 10.0 ** np.floor(np.log10(length))
    return float(
        round(max(step for step in (1, 2, 5) if step * power <= length * 1.0001) * power, 9)
    )


def _cloud(axes: Axes, points: Floats, color: str) -> None:
    size, opacity = point_look(len(points))
    axes.scatter(
        points[:, 0],
        points[:, 1],
        s=size,
        alpha=opacity * 0.75,
        color=color,
        linewidths=0,
        zorder=3,
        rasterized=True,
    )


def _mean_arrow(
    axes: Axes, place: Floats, drawn: Floats, *, corner: str, own_mean: Floats, reach: float
) -> None:
    mean = drawn.mean(axis=0)
    variances, directions = np.linalg.eigh(np.cov(drawn.T, ddof=0))
    wide, tall = 2 * np.sqrt(np.maximum(variances[::-1], 0))
    turn = float(np.degrees(np.arctan2(directions[1, 1], directions[0, 1])))
    tip = place + mean
    axes.add_patch(
        Ellipse((tip[0], tip[1]), wide, tall, angle=turn, fill=False, ec=INK, lw=1.4, zorder=4)
    )
    arrow = {
        "arrowstyle": "-|>,head_width=0.22,head_length=0.45",
        "color": INK,
        "lw": 2.2,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axes.annotate(
        "",
        xy=(tip[0], tip[1]),
        xytext=(place[0], place[1]),
        arrowprops=arrow,
        zorder=6,
        gid=f"mean-{corner}",
    )
    side = np.sign(place)
    axes.text(
        place[0] + side[0] * 0.1 * reach,
        place[1] + side[1] * 1.08 * reach,
        f"{corner}  mean offset {np.hypot(*own_mean):.2f} px\n"
        f"along {own_mean[0]:+.2f}, across {own_mean[1]:+.2f}",
        ha="right" if side[0] > 0 else "left",
        va="bottom" if side[1] > 0 else "top",
        bbox={"boxstyle": "round,pad=0.35", "fc": "white", "ec": CORNER_COLORS[corner], "lw": 1.8},
        zorder=7,
    )
