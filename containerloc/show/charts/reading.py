"""What corners and margins cost a reader of text: reads kept or lost, with 95 % intervals."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.analysis.reading.corner_cost import ALLOWED_LOSS
from containerloc.quads import CORNERS
from containerloc.show import panels, style

_NOTHING: Final = "Nothing was read: there is no curve to draw."
_SHOWN: Final = {  # moves of the curve: colour and dashes
    "random": (style.INK, "-"),
    "inward": (style.ALARM, "-"),
    "outward": ("#009E73", "-"),
    "along": (style.SERIES, (0, (4, 2.5))),
    "across": (style.SECOND, (0, (4, 2.5))),
}


@style.styled
def corner_cost(curve: pd.DataFrame, corners: pd.DataFrame, tolerance: float = np.nan) -> Figure:
    """Reads kept against the error that was made at the labels' corners; corner by corner, too.

    `curve` and `corners` as `reading.corner_cost` gives them, `tolerance` in text heights.
    """
    if curve.empty or not curve["n"].any():
        return style.sentence_figure(_NOTHING)
    n = int(curve["n"].max())
    title = f"What an error of the corners costs: of {n} texts so many are read"
    if np.isfinite(tolerance):
        title = (
            f"Corners may be off by {tolerance:.2f} text heights before a read in twenty is lost"
        )
        title += f" ({n} texts)"
    figure = style.new_figure(5.4, title=title)
    left, right = figure.subplots(1, 2, width_ratios=(1.7, 1))
    _draw_curve(left, curve, tolerance)
    _draw_corners(right, corners)
    return figure


def _draw_curve(axes: Axes, curve: pd.DataFrame, tolerance: float) -> None:
    without = curve[curve["margin"] == 0]
    for move, (color, dashes) in _SHOWN.items():
        of_move = without[without["move"] == move]
        x = of_move["text_heights"]
        axes.plot(x, of_move["share"], color=color, ls=dashes, label=move)
        if move == "random":
            low, high = of_move["ci_low"], of_move["ci_high"]
            axes.fill_between(x, low, high, color=color, alpha=0.12, lw=0)
    with_margin = curve[curve["margin"] > 0]
    if len(with_margin):
        label = f"random, margin {with_margin['margin'].iloc[0]:.0%}"
        x, y = with_margin["text_heights"], with_margin["share"]
        axes.plot(x, y, color=style.INK, ls=":", label=label)
    if np.isfinite(tolerance):
        unmoved = without.loc[without["text_heights"] == 0, "share"].iloc[0]
        axes.axvline(tolerance, color=style.MUTED, lw=1.2, gid="tolerance")
        axes.axhline((1 - ALLOWED_LOSS) * unmoved, color=style.MUTED, lw=0.8, ls=":")
    axes.set(xlabel="mean corner error, text heights", ylabel="texts read", ylim=(0, 1.04))
    axes.set_xlim(left=0)
    panels.in_percent(axes.yaxis)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3, frameon=False)


def _draw_corners(axes: Axes, corners: pd.DataFrame) -> None:
    size = corners["text_heights"].max()
    largest = corners[corners["text_heights"] == size]
    colors = [style.CORNER_COLORS[corner] for corner in largest["corner"]]
    shares = largest["share"].to_numpy(np.float64)
    panels.intervals(axes, shares, largest[["ci_low", "ci_high"]].to_numpy(np.float64), colors)
    panels.name_rows([axes], list(CORNERS))
    axes.axvline(0, color=style.MUTED, lw=0.8)
    axes.set(xlabel="fewer texts read", title=f"One corner off by {size:g} text heights")
    panels.in_percent(axes.xaxis)


@style.styled
def reading_margin(curve: pd.DataFrame, margin: float = np.nan) -> Figure:
    """Texts read from the crops of labels and of predictions at each margin; higher is better.

    `curve` as `reading.margin.margin_curve` gives it; `margin` is the chosen one.
    """
    if curve.empty:
        return style.sentence_figure(_NOTHING)
    best = curve[(curve["by"] == "prediction") & (curve["margin"] == margin)]
    read = f": {int(best['read'].iloc[0])} of {int(best['n'].iloc[0])} read" if len(best) else ""
    title = f"The model's crops are read best with a margin of {margin:.0%}{read}"
    figure = style.new_figure(4.2, title=title if np.isfinite(margin) else "")
    axes = figure.subplots()
    for by, color in (("label", style.SECOND), ("prediction", style.SERIES)):
        of = curve[curve["by"] == by]
        axes.plot(of["margin"], of["rate"], color=color, marker="o", label=f"by the {by}'s corners")
        axes.fill_between(of["margin"], of["ci_low"], of["ci_high"], color=color, alpha=0.1, lw=0)
    axes.set(xlabel="margin on each side, text heights", ylabel="texts read")
    panels.in_percent(axes.xaxis, axes.yaxis)
    axes.legend(loc="lower left")
    return figure
