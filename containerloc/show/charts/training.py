"""How a training went: losses, quality on the validation images, learning rate, by epoch."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from containerloc.quads import Floats
from containerloc.show.style import (
    ALARM,
    INK,
    MUTED,
    SECOND,
    SERIES,
    drawing_limit,
    new_figure,
    say,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

_COLUMNS = 3
_QUALITY = {
    "metrics/mAP50(P)": ("mAP50", SECOND, "--"),
    "metrics/mAP50-95(P)": ("mAP50-95", SERIES, "-"),
}
# Groups whose rates are equal lie on each other: dashes let the one below show.
_GROUP_STYLES = ("-", (0, (4, 4)), (0, (1, 3)))


@styled
def training_curves(results: pd.DataFrame, rates: pd.DataFrame) -> Figure:
    """Each loss in training and validation, the pose mAP, and the learning rate.

    `results` is Ultralytics' results.csv, `rates` as `training.rates` gives them. The
    warm-up is shaded.
    """
    if results.empty:
        return sentence_figure("No epoch of a training is kept here: there are no curves to draw.")
    losses = [name[6:] for name in map(str, results) if name.startswith("train/")]
    rows = -(-(len(losses) + 2) // _COLUMNS)
    figure = new_figure(0.8 + 2.7 * rows, title=_title(results))
    grid = figure.add_gridspec(rows, _COLUMNS)
    places = [divmod(number, _COLUMNS) for number in range(len(losses) + 2)]
    for (row, column), loss in zip(places, losses, strict=False):
        _loss(figure.add_subplot(grid[row, column]), results, loss)
    *_, (row, column), (last_row, rest) = places
    _quality(figure.add_subplot(grid[row, column]), results)
    _rates(figure.add_subplot(grid[last_row, rest:]), rates)
    for axes in figure.axes:
        _mark_warm_up(axes, rates)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        if axes.get_subplotspec().rowspan.stop == rows:  # type: ignore[union-attr]
            axes.set_xlabel("epoch")
    return figure


def _title(results: pd.DataFrame) -> str:
    best = results.iloc[int(results["metrics/mAP50-95(P)"].to_numpy().argmax())]
    return (
        f"{counted(len(results), 'epoch')}; highest pose mAP50-95 "
        f"{best['metrics/mAP50-95(P)']:.3f} in epoch {best['epoch']:.0f}"
    )


def _loss(axes: Axes, results: pd.DataFrame, loss: str) -> None:
    both = results[[f"train/{loss}", f"val/{loss}"]].to_numpy(np.float64)
    limit = drawing_limit(both.ravel())
    for values, color, style, label in zip(
        both.T, (SERIES, SECOND), ("-", "--"), ("training", "validation"), strict=True
    ):
        axes.plot(
            results["epoch"], values, color=color, ls=style, label=label, marker=_marker(results)
        )
    axes.set(title=loss.replace("_", " "), ylim=(0, limit))
    _note_highest(axes, both, limit)
    axes.legend(loc="best")


def _quality(axes: Axes, results: pd.DataFrame) -> None:
    for column, (label, color, style) in _QUALITY.items():
        axes.plot(
            results["epoch"],
            results[column],
            color=color,
            ls=style,
            label=label,
            marker=_marker(results),
        )
    axes.set(title="pose mAP, validation images", ylim=(0, 1.02))
    axes.legend(loc="best")


def _rates(axes: Axes, rates: pd.DataFrame) -> None:
    groups = rates.filter(regex=r"^pg\d+$")
    if groups.empty:
        say(axes, "The results hold no learning rate.")
        return
    asked = rates["asked"].to_numpy(np.float64)
    axes.plot(
        rates["epoch"],
        asked,
        color=MUTED,
        alpha=0.35,
        lw=8,
        solid_capstyle="butt",
        label="asked for",
    )
    for number, name in enumerate(groups):
        axes.plot(
            rates["epoch"],
            rates[name],
            color=(SERIES, SECOND, INK)[number % 3],
            lw=1.8,
            ls=_GROUP_STYLES[number % 3],
            marker=_marker(rates),
            label=f"ran, {name}",
        )
    usual = asked[np.isfinite(asked)] if np.isfinite(asked).any() else groups.to_numpy().ravel()
    limit = float(max(usual.max() * 1.1, np.finfo(float).tiny))
    axes.set(title="learning rate", ylim=(0, limit))
    axes.ticklabel_format(axis="y", scilimits=(-4, 3))
    _note_highest(axes, groups.to_numpy(np.float64), limit)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


def _note_highest(axes: Axes, values: Floats, limit: float) -> None:
    """Say how far up the values go that the panel cuts off."""
    highest = np.nanmax(values, initial=0.0)
    if highest > limit:
        axes.text(
            1,
            1.01,
            f"up to {highest:.3g}",
            transform=axes.transAxes,
            ha="right",
            va="bottom",
            size=10,
            color=ALARM,
        )


def _marker(table: pd.DataFrame) -> str:
    """A single epoch is a point, which a line does not show."""
    return "o" if len(table) < 3 else ""


def _mark_warm_up(axes: Axes, rates: pd.DataFrame) -> None:
    end = rates["epoch"][rates["warm_up"]].max()
    if np.isfinite(end):
        axes.axvspan(0.5, end + 0.5, color=MUTED, alpha=0.12, lw=0, zorder=0, gid="warm-up")
    axes.set_xlim(0.5, max(rates["epoch"].max(), 2) + 0.5)
