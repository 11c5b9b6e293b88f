"""Which labels are worse than the rest: each slice's error against the others', with interval."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from containerloc.show.style import (
    ALARM,
    INK,
    MUTED,
    SERIES,
    SHADE,
    new_figure,
    sentence_figure,
    styled,
)
from containerloc.wording import counted, shortened

_MOST_ROWS = 30
_ROW_IN = 0.27


@styled
def slice_forest(slices: pd.DataFrame) -> Figure:
    """Error and detection rate of each slice against the other labels, the surest ones above.

    `slices` from `measures.slices.slice_findings_table`. Left: the ratio of the errors with its
    95 % interval, by itself; right of the line is worse. Right: the share of labels found, filled
    in the slice, hollow among the others. Slices that are worse beyond chance, all others
    considered, are marked; only they say anything.
    """
    if slices.empty:
        return sentence_figure("No slice to compare: too few labels, or nothing known of them.")
    shown = slices.head(_MOST_ROWS)
    n_reported = int(slices["reported"].sum())
    title = (
        f"{counted(len(slices), 'slice')} compared, {n_reported} worse than the rest beyond "
        "chance (Holm)"
    )
    title += f"; the surest {_MOST_ROWS} shown" if len(slices) > _MOST_ROWS else ""
    figure = new_figure(1.6 + _ROW_IN * len(shown), title=title)
    errors, found = figure.subplots(1, 2, sharey=True, width_ratios=(2.2, 1))
    places = np.arange(len(shown))
    colors = [ALARM if reported else SERIES for reported in shown["reported"]]
    _ratios(errors, shown, colors)
    found.hlines(places, shown["others_rate"], shown["detection_rate"], colors=colors, lw=1.4)
    found.scatter(
        shown["others_rate"], places, facecolors="white", edgecolors=colors, s=26, zorder=3
    )
    found.scatter(shown["detection_rate"], places, c=colors, s=26, zorder=3)
    lowest = float(np.nanmin(shown[["others_rate", "detection_rate"]].to_numpy(np.float64)))
    found.set(xlim=(min(lowest, 0.9) - 0.04, 1.02))
    found.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    found.set_title("labels found: slice ●, others ○")
    _name_rows(errors, shown)
    return figure


def _ratios(axes: Axes, shown: pd.DataFrame, colors: list[str]) -> None:
    places = np.arange(len(shown))
    axes.axvline(1, color=INK, lw=1.2)
    axes.hlines(places, shown["ratio_low"], shown["ratio_high"], colors=colors, lw=2.2)
    axes.scatter(shown["ratio"], places, c=colors, s=34, zorder=3)
    bounds = shown[["ratio_low", "ratio_high"]].to_numpy(np.float64)
    finite = np.abs(np.log2(bounds[np.isfinite(bounds) & (bounds > 0)]))
    reach = float(np.clip(finite.max(initial=1.0) * 1.08, 1.0, 4.0))
    axes.set_xscale("log", base=2)
    axes.set_xlim(2**-reach, 2**reach)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}×"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_title("error of the slice / error of the others, size taken out")
    axes.set_xlabel("← better than the others          worse →", color=MUTED)


def _name_rows(axes: Axes, shown: pd.DataFrame) -> None:
    places = np.arange(len(shown))
    names = [
        f"{column.replace('_', ' ')}: {level}  (n = {n})"
        for column, level, n in zip(shown["column"], shown["level"], shown["n"], strict=True)
    ]
    axes.set_yticks(places, [shortened(name, longest=52) for name in names])
    axes.set_ylim(len(shown) - 0.5, -0.5)
    for label, reported in zip(axes.get_yticklabels(), shown["reported"], strict=True):
        if reported:
            label.set(color=ALARM, fontweight="bold")
    for panel in axes.figure.axes:
        panel.grid(visible=False, axis="y")
        for place in places[::2]:
            panel.axhspan(place - 0.5, place + 0.5, color=SHADE, alpha=0.45, lw=0, zorder=0)
