"""How a training went: losses, quality on the validation images, learning rate, by epoch."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.quads import Floats
from containerloc.show import panels, style
from containerloc.wording import counted

_COLUMNS = 2
_MAP = "metrics/mAP50-95(P)"


@style.styled
def training_curves(
    results: pd.DataFrame, rates: pd.DataFrame, *, arguments: Mapping[str, Any] | None = None
) -> Figure:
    """Each loss in training and validation, the pose mAP, and the learning rate.

    `results` is Ultralytics' results.csv, `rates` as `training.rates` gives them. Losses are
    divided by their weights in `arguments`, as far as they stand there, so that they can be
    compared with those of other experiments. The warm-up is shaded.
    """
    if results.empty:
        return style.sentence_figure(
            "No epoch of a training is kept here: there are no curves to draw."
        )
    losses = [name[6:] for name in map(str, results) if name.startswith("train/")]
    rows = -(-(len(losses) + 2) // _COLUMNS)
    figure = style.new_figure(0.8 + 2.0 * rows, title=_title(results))
    grid = figure.add_gridspec(rows, _COLUMNS)
    *places, (last_row, rest) = (divmod(n, _COLUMNS) for n in range(len(losses) + 2))
    *of_losses, of_map = (figure.add_subplot(grid[place]) for place in places)
    for axes, loss in zip(of_losses, losses, strict=True):
        weight = loss_weight(loss, arguments or {})
        axes.set_title(loss.replace("_", " ") + (f" / {weight:g}" if weight != 1 else ""))
        columns = {f"train/{loss}": "training", f"val/{loss}": "validation"}
        values = _curves(axes, results, columns, divided_by=weight)
        _cut(axes, values, panels.drawing_limit(values.ravel()))
    of_map.set(title="pose mAP, validation images", ylim=(0, 1.02))
    _curves(of_map, results, {_MAP: "mAP50-95", "metrics/mAP50(P)": "mAP50"})
    _rates(figure.add_subplot(grid[last_row, rest:]), rates)
    for axes in figure.axes:
        _mark_warm_up(axes, rates)
        panels.whole_numbers(axes.xaxis, most=6)
        if axes.get_subplotspec().rowspan.stop == rows:  # type: ignore[union-attr]
            axes.set_xlabel("epoch")
    return figure


def _title(results: pd.DataFrame) -> str:
    if _MAP not in results or results[_MAP].isna().all():
        return f"{counted(len(results), 'epoch')}; the pose mAP was not measured"
    measured = results.dropna(subset=[_MAP])
    best = measured.iloc[int(measured[_MAP].to_numpy().argmax())]
    return (
        f"{counted(len(results), 'epoch')}; highest pose mAP50-95 {best[_MAP]:.3f} in epoch "
        f"{best['epoch']:.0f}"
    )


def loss_weight(loss: str, arguments: Mapping[str, Any]) -> float:
    """By what the trainer multiplied a loss; 1 where the arguments do not say it.

    Examples
    --------
    >>> loss_weight("pose_loss", {"pose": 12.0}), loss_weight("rle_loss", {"pose": 12.0})
    (12.0, 1.0)
    """
    weight = arguments.get(loss.removesuffix("_loss"))
    usable = isinstance(weight, int | float) and np.isfinite(weight) and weight > 0
    return float(weight) if usable else 1.0  # type: ignore[arg-type]


def _curves(
    axes: Axes,
    table: pd.DataFrame,
    columns: dict[str, str],
    *,
    divided_by: float = 1.0,
    **more: Any,
) -> Floats:
    """Draw the columns by epoch, with the names that the legend gives them; their values."""
    columns = {column: name for column, name in columns.items() if column in table}
    if not columns:
        panels.empty(axes, "The results do not hold it.")
        return np.empty((len(table), 0))
    values = table[list(columns)].to_numpy(np.float64) / divided_by
    marker = "o" if len(table) < 3 else ""  # a line does not show a single epoch
    axes.plot(table["epoch"], values, label=list(columns.values()), marker=marker, **more)
    axes.legend(loc="best")
    return values


def _rates(axes: Axes, rates: pd.DataFrame) -> None:
    groups = {str(name): f"ran, {name}" for name in rates.filter(regex=r"^pg\d+$")}
    if not groups:
        panels.empty(axes, "The results hold no learning rate.")
        return
    asked = rates["asked"].to_numpy(np.float64)
    band: style.Looks = {"color": style.MUTED, "alpha": 0.35, "lw": 8, "solid_capstyle": "butt"}
    axes.plot(rates["epoch"], asked, ls="-", label="asked for", **band)
    axes.set_prop_cycle(style.CURVES)
    values = _curves(axes, rates, groups, lw=1.8)
    usual = asked[np.isfinite(asked)] if np.isfinite(asked).any() else values
    axes.set_title("learning rate")
    axes.ticklabel_format(axis="y", scilimits=(-4, 3))
    _cut(axes, values, float(max(usual.max() * 1.1, np.finfo(float).tiny)))
    axes.legend(loc="best", ncols=2)


def _cut(axes: Axes, values: Floats, limit: float) -> None:
    """End the axis at `limit`, and say how far up the values go that it cuts off."""
    axes.set_ylim(0, limit)
    highest = np.nanmax(values, initial=0.0)
    if highest > limit:
        panels.note(axes, f"up to {highest:.3g}")


def _mark_warm_up(axes: Axes, rates: pd.DataFrame) -> None:
    end = rates["epoch"][rates["warm_up"]].max()
    if np.isfinite(end):
        looks: style.Looks = {"color": style.MUTED, "alpha": 0.12, "lw": 0, "zorder": 0}
        axes.axvspan(0.5, end + 0.5, gid="warm-up", **looks)
    axes.set_xlim(0.5, max(rates["epoch"].max(), 2) + 0.5)
