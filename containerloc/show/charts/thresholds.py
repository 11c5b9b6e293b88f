"""What each confidence threshold finds and loses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.metric import METRICS
from containerloc.show import panels, style
from containerloc.wording import counted, shortened

_PLATEAU_COLOR = "#D5E8D8"
_MOST_NAMED = 15


@dataclass(frozen=True)
class _Panel:
    """One panel of the sweep: its columns with their names in the legend, and what it is of."""

    curves: Mapping[str, str]
    title: str
    ylabel: str


_PANELS = (
    _Panel(
        {"detection_rate": "detection rate", "precision": "precision"},
        "Share of labels detected, and of predictions that are right",
        "share",
    ),
    _Panel({"false_positives_per_image": ""}, "False positives per image", "per image"),
    _Panel({"mde_px": ""}, "Mean distance error, of those detected", "px"),
    _Panel(
        {"iou": "of those detected", "iou_unconditional": "of all labels, a miss is 0"},
        "Mean polygon IoU",
        "IoU",
    ),
)


@style.styled
def sweep_curves(
    sweep: pd.DataFrame, in_use: float, plateau: tuple[float, float] = (np.nan, np.nan)
) -> Figure:
    """Detection, precision, false positives and errors over the confidence threshold.

    `sweep` and `plateau` (NaN: none) as `measures.thresholds` gives them, `in_use` the threshold in
    use. A curve ends where nothing is detected any more.
    """
    if sweep.empty or not (sweep["detected"] > 0).any():
        return style.sentence_figure("No threshold finds a label: there are no curves to draw.")
    figure = style.new_figure(8.6, title=_at_threshold(sweep, in_use))
    axes = figure.subplots(4, 1, sharex=True)
    for panel, of in zip(axes, _PANELS, strict=True):
        names = list(of.curves.values())
        panel.plot(sweep["threshold"], sweep[list(of.curves)], label=names, lw=2.4)
        panel.set(title=of.title, ylabel=of.ylabel, ylim=(0, 1.12))
        if any(names):
            panel.legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="none")
        marks = _mark_thresholds(panel, in_use, plateau)
    panels.in_percent(axes[0].yaxis)
    _limit_false_positives(axes[1], float(sweep["false_positives_per_image"].max()))
    errors = sweep["mde_px"].to_numpy(np.float64)
    axes[2].set_ylim(0, panels.drawing_limit(errors) * 1.12)
    axes[-1].set(xlim=(0, 1), xlabel="confidence threshold")
    figure.legend(handles=marks, loc="outside lower left")
    return figure


@style.styled
def critical_confidences(critical: pd.DataFrame, in_use: float) -> Figure:
    """The highest threshold at which each label is still found, sorted; higher is safer.

    Labels that the threshold in use loses are in the alarm colour and named, at most 15 of them;
    a label that no threshold finds (NaN) is drawn at 0.
    """
    if critical.empty:
        return style.sentence_figure("No labels: there is no critical confidence to draw.")
    table = critical.sort_values("critical_confidence", na_position="first", kind="stable")
    values = table["critical_confidence"].fillna(0.0).to_numpy(np.float64)
    lost = values < in_use
    title = f"At {in_use:g}, {lost.sum():,} of {counted(len(table), 'label')} lost"
    n_named = min(int(lost.sum()), _MOST_NAMED)
    figure = style.new_figure(3.4 + 0.7 * (n_named > 0) + 0.26 * n_named, title=title)
    heights = [3.4] + [0.7 + 0.26 * n_named] * (n_named > 0)
    strip, *names = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    rank = np.arange(1, len(values) + 1)
    colors = np.where(lost, style.ALARM, style.SERIES).tolist()
    strip.vlines(rank, 0, values, color=colors, lw=min(2.0, 300 / len(values)), alpha=0.5)
    panels.points(strip, (rank, values), colors, alpha=1, zorder=3)
    strip.axhline(in_use, color=style.INK, lw=1.4, ls="--", gid="in-use")
    looks: style.Looks = {"xycoords": strip.get_yaxis_transform(), "xytext": (0, 4)}
    looks |= {"va": "bottom", "bbox": {"fc": "white", "ec": "none", "pad": 1.2, "alpha": 0.85}}
    panels.beside(strip, (0.995, in_use), f"in use: {in_use:g}", left=True, **looks)
    strip.set(xlim=(0, len(values) + 1), xlabel="labels, from the least certain")
    strip.set(ylim=(0, 1.02), ylabel="critical confidence")
    panels.whole_numbers(strip.xaxis, most=8)
    strip.grid(visible=False, axis="x")
    for axes in names:
        _name_lost(axes, table.loc[lost], in_use)
    return figure


@style.styled
def gate_curve(gates: pd.DataFrame, *, gate: float, threshold: float) -> Figure:
    """The share of labels that are found, the more overlap it takes; higher is better.

    `gates` as `measures.thresholds.sweep.sweep_gates` gives them, `gate` the one in use.
    """
    if gates.empty or gates["detection_rate"].isna().all():
        return style.sentence_figure("No labels: there is no detection rate to draw.")
    first, last = gates.iloc[0], gates.iloc[-1]
    title = (
        f"At {threshold:g}: {first['detection_rate']:.0%} of the labels detected with an IoU of "
        f"{first['gate']:g}, {last['detection_rate']:.0%} with {last['gate']:g}"
    )
    figure = style.new_figure(3.4, title=title)
    axes = figure.subplots()
    axes.plot(gates["gate"], gates["detection_rate"], marker="o", lw=2.4)
    for value, rate in gates[["gate", "detection_rate"]].itertuples(index=False):
        axes.annotate(f"{rate:.0%}", (value, rate), (4, 7), textcoords="offset points")
    looks: style.Looks = {"color": style.INK, "lw": 1.5, "ls": "--", "gid": "in-use"}
    axes.axvline(gate, label=f"IoU asked for: {gate:g}", **looks)
    axes.set(xlim=(0, 1), ylim=(0, 1.12), xlabel="least IoU of prediction and label")
    axes.set_ylabel("detection rate")
    panels.in_percent(axes.yaxis)
    figure.legend(loc="outside lower center")
    return figure


def _at_threshold(sweep: pd.DataFrame, in_use: float) -> str:
    """What the threshold in use gives, read off the nearest row of the sweep."""
    row = sweep.iloc[int((sweep["threshold"] - in_use).abs().to_numpy().argmin())]
    if row["detected"] == 0:
        return f"At {row['threshold']:g} nothing is detected"
    n_labels = row["detected"] / row["detection_rate"]
    return (
        f"At {row['threshold']:g}: {row['detected']:.0f} of {n_labels:.0f} labels detected, "
        f"{row['false_positives']:.0f} false positives, mean error "
        f"{METRICS['mde_px'].with_unit(row['mde_px'])}"
    )


def _limit_false_positives(axes: Axes, highest: float) -> None:
    if highest > 10:
        # Hundreds at the lowest thresholds would flatten the part that matters.
        axes.set_yscale("symlog", linthresh=1)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.set(ylim=(0, highest * 2.5), ylabel="per image (log above 1)")
    else:
        axes.set_ylim(0, max(highest * 1.15, 0.1))


def _mark_thresholds(axes: Axes, in_use: float, plateau: tuple[float, float]) -> list[Artist]:
    """Draw them; the marks, with the names that the legend gives them."""
    text = f"threshold in use: {in_use:g}"
    line = axes.axvline(in_use, color=style.INK, lw=1.5, ls="--", gid="in-use", label=text)
    if not np.isfinite(plateau).all():
        return [line]
    text = "fewest mistakes, missed and false together: {:.3g} to {:.3g}".format(*plateau)
    looks: style.Looks = {"color": _PLATEAU_COLOR, "lw": 0, "zorder": 0, "gid": "plateau"}
    return [line, axes.axvspan(*plateau, label=text, **looks)]


def _name_lost(axes: Axes, lost: pd.DataFrame, in_use: float) -> None:
    shown = lost.iloc[:_MOST_NAMED]
    values = shown["critical_confidence"].fillna(0.0).to_numpy(np.float64)
    rows = np.arange(len(shown))
    axes.hlines(rows, 0, values, color=style.ALARM, alpha=0.5, lw=2)
    axes.scatter(values, rows, color=style.ALARM, s=34, linewidths=0, zorder=3)
    for row, value in enumerate(shown["critical_confidence"]):
        text = "never detected" if np.isnan(value) else f"{value:.3g}"
        panels.beside(axes, (values[row], row), text, size=10)
    axes.axvline(in_use, color=style.INK, lw=1.4, ls="--")
    names = shown["image"].map(lambda name: shortened(name, longest=32))
    repeated = shown["image"].duplicated(keep=False)
    names = names.where(~repeated, names + ", line " + shown["line"].astype(str))
    panels.name_rows([axes], names.tolist())
    axes.set_ylim(len(shown) - 0.4, -0.8)
    axes.set(xlim=(0, in_use * 1.25), xlabel="critical confidence")
    rest = len(lost) - len(shown)
    more = f": these, and {rest:,} more" if rest else ""
    axes.set_title(f"Lost at {in_use:g}{more}", color=style.ALARM)
