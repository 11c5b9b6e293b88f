"""Trainings over each other: the curves that say how each went, an experiment a line."""

from collections.abc import Mapping
from typing import Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from containerloc.show.charts.differences import name_tag
from containerloc.show.panels import drawing_limit, empty
from containerloc.show.style import (
    CORNER_COLORS,
    INK,
    SECOND,
    SERIES,
    new_figure,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

_PANELS: Final = {
    "train/pose_loss": "pose loss, training",
    "val/pose_loss": "pose loss, validation",
    "metrics/mAP50-95(P)": "pose mAP50-95, validation",
    "lr/pg0": "learning rate",
}
_FEW: Final = (INK, *CORNER_COLORS.values(), SECOND, SERIES)


@styled
def compared_curves(results: Mapping[str, pd.DataFrame]) -> Figure:
    """Pose losses, pose mAP and learning rate by epoch, the reference first and in black.

    `results` is Ultralytics' results.csv of each experiment, empty where it is not kept. A loss is
    weighted by its experiment's own `pose`: only one that both share can be compared in height.
    """
    kept = {name: table for name, table in results.items() if len(table)}
    if not kept:
        return sentence_figure("No epoch of a training is kept here: there are no curves to draw.")
    title = f"{counted(len(kept), 'training')} over each other"
    if len(kept) < len(results):
        title += f"; of {counted(len(results) - len(kept), 'experiment')} none is kept"
    entries = -(-len(kept) // 3)
    figure = new_figure(5.6 + 0.24 * entries, title=title)
    colors = dict(zip(results, _colors(len(results)), strict=True))
    axes = figure.subplots(2, 2).ravel()
    for panel, (column, heading) in zip(axes, _PANELS.items(), strict=True):
        _panel(panel, kept, column, colors)
        panel.set_title(heading)
    handles, _ = axes[-2].get_legend_handles_labels()
    tags = [name_tag(name, list(results)) for name in kept]
    figure.legend(
        handles or axes[0].get_lines(), tags, loc="outside lower left", ncols=3, fontsize=10
    )
    return figure


def _colors(n: int) -> list[object]:
    if n <= len(_FEW):
        return list(_FEW[:n])
    return [INK, *mpl.colormaps["turbo"](np.linspace(0.05, 0.95, n - 1))]


def _panel(
    axes: Axes, kept: Mapping[str, pd.DataFrame], column: str, colors: Mapping[str, object]
) -> None:
    drawn = {name: table for name, table in kept.items() if column in table}
    if not drawn:
        empty(axes, f"The results hold no {column}.")
        return
    width = 1.8 if len(kept) < 8 else 1.2
    for name, table in drawn.items():
        axes.plot(
            table["epoch"],
            table[column],
            color=colors[name],
            lw=width,
            marker="o" if len(table) < 3 else "",
            label=name,
        )
    values = np.concatenate([table[column].to_numpy(np.float64) for table in drawn.values()])
    axes.set(xlabel="epoch", ylim=(0, 1.02 if "mAP" in column else drawing_limit(values)))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    if column.startswith("lr"):
        axes.ticklabel_format(axis="y", scilimits=(-4, 3))
