"""The trainings over each other, one line per experiment: how each of them went."""

from collections.abc import Mapping
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from containerloc.show import style
from containerloc.show.charts.differences import name_tag
from containerloc.show.charts.training import loss_weight
from containerloc.show.panels import drawing_limit, empty
from containerloc.wording import counted

_PANELS: Final = {
    "train/pose_loss": "pose loss / its weight, training",
    "val/pose_loss": "pose loss / its weight, validation",
    "metrics/mAP50-95(P)": "pose mAP50-95, validation",
    "lr/pg0": "learning rate",
}
_LOSSES: Final = ("train/pose_loss", "val/pose_loss")
_COLORS: Final = (style.INK, *style.CORNER_COLORS.values(), style.SECOND, style.SERIES)


@style.styled
def compared_curves(
    results: Mapping[str, pd.DataFrame], arguments: Mapping[str, Mapping[str, Any]] | None = None
) -> Figure:
    """Pose losses, pose mAP and learning rate by epoch, the reference first and in black.

    `results` is Ultralytics' results.csv of each experiment, empty where it is not kept. Each loss
    is divided by its experiment's own weight in `arguments`, as far as it stands there.
    """
    weights = {name: loss_weight("pose_loss", (arguments or {}).get(name, {})) for name in results}
    kept = {
        name: table.assign(
            **{loss: table[loss] / weights[name] for loss in _LOSSES if loss in table}
        )
        for name, table in results.items()
        if len(table)
    }
    if not kept:
        return style.sentence_figure("No training is kept here: there are no curves to draw.")
    title = f"{counted(len(kept), 'training')} over each other"
    if len(kept) < len(results):
        title += f"; of {counted(len(results) - len(kept), 'experiment')} none is kept"
    figure = style.new_figure(7.4 + 0.24 * -(-len(kept) // 3), title=title)
    colors = dict(zip(results, _colors(len(results)), strict=True))
    panels = figure.subplots(4, 1, sharex=True)
    for axes, (column, heading) in zip(panels, _PANELS.items(), strict=True):
        axes.set_title(heading)
        _draw_curves(axes, kept, column, colors)
    panels[-1].set_xlabel("epoch")
    handles, _ = panels[-2].get_legend_handles_labels()
    figure.legend(
        handles or panels[0].get_lines(),
        [name_tag(name, list(results)) for name in kept],
        loc="outside lower left",
        ncols=3,
        fontsize=10,
    )
    return figure


def _colors(n: int) -> list[object]:
    if n <= len(_COLORS):
        return list(_COLORS[:n])
    return [style.INK, *mpl.colormaps["turbo"](np.linspace(0.05, 0.95, n - 1))]


def _draw_curves(
    axes: Axes, kept: Mapping[str, pd.DataFrame], column: str, colors: Mapping[str, object]
) -> None:
    drawn = {name: table for name, table in kept.items() if column in table}
    if not drawn:
        empty(axes, f"The results hold no {column}.")
        return
    width = 1.8 if len(kept) < 8 else 1.2
    for name, table in drawn.items():
        marker = "o" if len(table) < 3 else ""
        axes.plot(
            table["epoch"], table[column], color=colors[name], lw=width, marker=marker, label=name
        )
    values = np.concatenate([table[column].to_numpy(np.float64) for table in drawn.values()])
    axes.set(ylim=(0, 1.02 if "mAP" in column else drawing_limit(values)))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    if column.startswith("lr"):
        axes.ticklabel_format(axis="y", scilimits=(-4, 3))
