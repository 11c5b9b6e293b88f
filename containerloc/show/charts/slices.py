"""Which labels are worse than the rest: each slice's error against the others', with interval."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from containerloc.analysis.measures.slice_columns import slice_name
from containerloc.show import panels, style
from containerloc.wording import counted

_MOST_ROWS = 30
_ROW_IN = 0.27


@style.styled
def slice_forest(slices: pd.DataFrame) -> Figure:
    """Error and detection rate of each slice against the other labels, the most certain first.

    `slices` from `measures.slices.slice_findings_table`. Left: the ratio of the errors with its
    own 95 % interval; right of the line is worse. Right: the share of labels found, filled for
    the slice, hollow for the others. Marked are the slices that are worse beyond chance after
    correction for the number of slices; the others show nothing.
    """
    if slices.empty:
        return style.sentence_figure(
            "No slice to compare: too few labels, or nothing known of them."
        )
    shown = slices.head(_MOST_ROWS)
    title = (
        f"{counted(len(slices), 'slice')} compared, {slices['reported'].sum()} worse than the "
        "rest beyond chance (Holm)"
    )
    title += f"; the {_MOST_ROWS} most certain shown" if len(slices) > _MOST_ROWS else ""
    figure = style.new_figure(1.6 + _ROW_IN * len(shown), title=title)
    errors, detected = figure.subplots(1, 2, sharey=True, width_ratios=(2.2, 1))
    colors = np.where(shown["reported"], style.ALARM, style.SERIES).tolist()
    _ratios(errors, shown, colors)
    _detection_rates(detected, shown, colors)
    names = [
        f"{slice_name(column, level)}  (n = {n})"
        for column, level, n in zip(shown["column"], shown["level"], shown["n"], strict=True)
    ]
    panels.name_rows((errors, detected), names, alarm=shown["reported"])
    for axes in (errors, detected):
        for row in range(0, len(shown), 2):
            axes.axhspan(row - 0.5, row + 0.5, color=style.SHADE, alpha=0.45, lw=0, zorder=0)
    return figure


def _ratios(axes: Axes, shown: pd.DataFrame, colors: list[str]) -> None:
    ends = shown[["ratio_low", "ratio_high"]].to_numpy(np.float64)
    axes.axvline(1, color=style.INK, lw=1.2)
    panels.intervals(axes, shown["ratio"].to_numpy(np.float64), ends, colors)
    finite = np.abs(np.log2(ends[np.isfinite(ends) & (ends > 0)]))
    reach = float(np.clip(finite.max(initial=1.0) * 1.08, 1.0, 4.0))
    axes.set_xscale("log", base=2)
    axes.set_xlim(2**-reach, 2**reach)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}×"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_title("error of the slice / error of the others, size taken out")
    axes.set_xlabel("← better than the others          worse →", color=style.MUTED)


def _detection_rates(axes: Axes, shown: pd.DataFrame, colors: list[str]) -> None:
    rows, others, own = range(len(shown)), shown["others_rate"], shown["detection_rate"]
    axes.hlines(rows, others, own, colors=colors, lw=1.4)
    axes.scatter(others, rows, facecolors="white", edgecolors=colors, s=26, zorder=3)
    axes.scatter(own, rows, c=colors, s=26, zorder=3)
    lowest = float(np.nanmin(np.r_[others, own, 0.9]))
    axes.set(xlim=(lowest - 0.04, 1.02), title="labels found: slice ●, others ○")
    panels.in_percent(axes.xaxis)
