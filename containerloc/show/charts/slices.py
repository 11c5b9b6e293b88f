"""Which labels are worse than the rest: each slice's error against the others', with interval."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from containerloc.analysis.measures.slice_columns import slice_name
from containerloc.show import panels, style
from containerloc.wording import counted, listed

_MOST_ROWS = 30
_ROW_IN = 0.36


@style.styled
def slice_forest(slices: pd.DataFrame) -> Figure:
    """Error and detection rate of the slices that are worse than the other labels.

    `slices` from `measures.slices.slice_findings_table`. Above: the ratio of the errors with its
    own 95 % interval; right of the line is worse. Below: the share of labels detected, filled for
    the slice, hollow for the others. Shown are the slices that are worse beyond chance after
    correction for the number of slices; where there is none, a sentence says so.
    """
    if slices.empty:
        return style.sentence_figure(
            "No slice to compare: too few labels, or nothing known of them."
        )
    worse = slices[slices["reported"].astype(bool)]
    compared = f"{counted(len(slices), 'slice')} compared"
    if worse.empty:
        return style.sentence_figure(
            f"{compared}: none is worse than the rest beyond chance (Holm)."
        )
    shown = worse.head(_MOST_ROWS)
    title = f"{compared}, {len(worse):,} worse than the rest beyond chance (Holm): "
    title += listed([*map(slice_name, worse["column"], worse["level"])], most=2)
    title += f"; the {_MOST_ROWS} most certain shown" if len(worse) > _MOST_ROWS else ""
    figure = style.new_figure(2.7 + 2 * _ROW_IN * len(shown), title=title)
    errors, detected = figure.subplots(2, 1)
    colors = [style.ALARM] * len(shown)
    _ratios(errors, shown, colors)
    _detection_rates(detected, shown, colors)
    names = [
        f"{slice_name(column, level)} (n = {n})"
        for column, level, n in zip(shown["column"], shown["level"], shown["n"], strict=True)
    ]
    for axes in (errors, detected):
        panels.name_rows([axes], names)
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
    axes.set(xlim=(lowest - 0.04, 1.02), title="labels detected: slice ●, others ○")
    panels.in_percent(axes.xaxis)
