"""What each confidence threshold finds and loses."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from containerloc.show.style import (
    ALARM,
    INK,
    MUTED,
    SECOND,
    SERIES,
    drawing_limit,
    new_figure,
    point_look,
    say,
    sentence_figure,
    styled,
)
from containerloc.wording import counted, shortened

_PLATEAU = "#D5E8D8"
_NAMED_AT_MOST = 15


@styled
def sweep_curves(
    sweep: pd.DataFrame, in_use: float, plateau: tuple[float, float] = (np.nan, np.nan)
) -> Figure:
    """Detection, precision, false positives and errors over the confidence threshold.

    `sweep` and `plateau` (NaN: none) as `measures.thresholds` gives them, `in_use` the threshold in
    use. A curve ends where nothing is detected any more.
    """
    if sweep.empty or not (sweep["detected"] > 0).any():
        return sentence_figure("No threshold finds a label: there are no curves to draw.")
    figure = new_figure(7.6, title=_at_threshold(sweep, in_use))
    rates, alarms, errors, overlaps = panels = figure.subplots(2, 2, sharex=True).ravel()
    _curve(rates, sweep, "detection_rate", "detection rate", SERIES)
    _curve(rates, sweep, "precision", "precision", SECOND, style="--")
    rates.set(title="Labels found, and predictions that are right", ylim=(0, 1.12), ylabel="share")
    rates.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    _false_positives(alarms, sweep)
    _curve(errors, sweep, "mde_px", "", SERIES)
    errors.set(
        title="Mean distance error, of those detected",
        ylabel="px",
        ylim=(0, drawing_limit(sweep["mde_px"].to_numpy(np.float64)) * 1.12),
    )
    _curve(overlaps, sweep, "iou", "of those detected", SERIES)
    _curve(overlaps, sweep, "iou_unconditional", "of all labels, a miss is 0", SECOND, style="--")
    overlaps.set(title="Mean polygon IoU", ylim=(0, 1.12), ylabel="IoU")
    for axes in (rates, overlaps):
        axes.legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="none")
    for axes in panels:
        handles = _mark_thresholds(axes, in_use, plateau)
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    for axes in (errors, overlaps):
        axes.set(xlim=(0, 1), xlabel="confidence threshold")
    return figure


@styled
def critical_confidences(critical: pd.DataFrame, in_use: float) -> Figure:
    """The highest threshold at which each label is still found, sorted; higher is safer.

    Labels that the threshold in use loses are in the alarm colour and named, at most 15 of them;
    a label that no threshold finds (NaN) is drawn at 0.
    """
    if critical.empty:
        return sentence_figure("No labels: there is no critical confidence to draw.")
    table = critical.sort_values("critical_confidence", na_position="first", kind="stable")
    values = table["critical_confidence"].fillna(0.0).to_numpy(np.float64)
    lost = values < in_use
    title = f"At {in_use:g}, {lost.sum():,} of {counted(len(table), 'label')} lost"
    figure = new_figure(5.6, title=title)
    strip, names = figure.subplots(1, 2, width_ratios=(1.25, 1))
    rank = np.arange(1, len(values) + 1)
    size, _ = point_look(len(values))
    colors = np.where(lost, ALARM, SERIES).tolist()
    strip.vlines(rank, 0, values, color=colors, lw=min(2.0, 300 / len(values)), alpha=0.5)
    strip.scatter(rank, values, s=size, c=colors, linewidths=0, zorder=3, rasterized=True)
    strip.axhline(in_use, color=INK, lw=1.4, ls="--", gid="in-use")
    strip.annotate(
        f"in use: {in_use:g}",
        (0.995, in_use),
        xycoords=strip.get_yaxis_transform(),
        xytext=(0, 4),
        textcoords="offset points",
        ha="right",
        va="bottom",
        bbox={"fc": "white", "ec": "none", "pad": 1.2, "alpha": 0.85},
    )
    strip.set(
        ylim=(0, 1.02),
        xlim=(0, len(values) + 1),
        ylabel="critical confidence",
        xlabel="labels, from the least certain",
    )
    strip.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    strip.grid(visible=False, axis="x")
    _name_lost(names, table.loc[lost], in_use)
    return figure


def _at_threshold(sweep: pd.DataFrame, in_use: float) -> str:
    """What the threshold in use gives, read off the nearest row of the sweep."""
    row = sweep.iloc[int((sweep["threshold"] - in_use).abs().to_numpy().argmin())]
    if row["detected"] == 0:
        return f"At {row['threshold']:g} nothing is detected"
    return (
        f"At {row['threshold']:g}: {row['detection_rate']:.1%} of the labels found, "
        f"{row['false_positives_per_image']:.2f} false positives an image, "
        f"mean error {row['mde_px']:.2f} px"
    )


def _curve(
    axes: Axes, sweep: pd.DataFrame, column: str, label: str, color: str, *, style: str = "-"
) -> None:
    axes.plot(sweep["threshold"], sweep[column], color=color, ls=style, lw=2.4, label=label)


def _false_positives(axes: Axes, sweep: pd.DataFrame) -> None:
    _curve(axes, sweep, "false_positives_per_image", "", SERIES)
    highest = float(sweep["false_positives_per_image"].max())
    axes.set(title="False positives an image", ylabel="an image")
    if highest > 10:
        # Hundreds at the lowest thresholds would flatten the part that matters.
        axes.set_yscale("symlog", linthresh=1)
        axes.set(ylim=(0, highest * 2.5), ylabel="an image (log above 1)")
    else:
        axes.set_ylim(0, max(highest * 1.15, 0.1))


def _mark_thresholds(axes: Axes, in_use: float, plateau: tuple[float, float]) -> list[Artist]:
    """Draw them; the marks, with the names that the legend gives them."""
    low, high = plateau
    marks: list[Artist] = [
        axes.axvline(
            in_use, color=INK, lw=1.5, ls="--", gid="in-use", label=f"threshold in use: {in_use:g}"
        )
    ]
    if np.isfinite(plateau).all():
        marks.append(
            axes.axvspan(
                low,
                high,
                color=_PLATEAU,
                lw=0,
                zorder=0,
                gid="plateau",
                label=f"fewest mistakes, missed and false together: {low:.3g} to {high:.3g}",
            )
        )
    return marks


def _name_lost(axes: Axes, lost: pd.DataFrame, in_use: float) -> None:
    if lost.empty:
        say(axes, f"Every label is found at {in_use:g}.")
        return
    named = lost.iloc[:_NAMED_AT_MOST]
    values = named["critical_confidence"].fillna(0.0).to_numpy(np.float64)
    rows = np.arange(len(named))
    axes.hlines(rows, 0, values, color=ALARM, alpha=0.5, lw=2)
    axes.scatter(values, rows, color=ALARM, s=34, linewidths=0, zorder=3)
    for row, value, never in zip(rows, values, named["critical_confidence"].isna(), strict=True):
        axes.annotate(
            "never found" if never else f"{value:.3g}",
            (value, row),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            size=10,
        )
    axes.axvline(in_use, color=INK, lw=1.4, ls="--")
    repeated = named["image"].duplicated(keep=False)
    texts = named["image"].map(lambda name: shortened(name, longest=32))
    texts = texts.where(~repeated, texts + ", line " + named["line"].astype(str))
    axes.set_yticks(rows, texts.tolist(), size=10)
    axes.set(
        ylim=(_NAMED_AT_MOST - 0.4 if len(named) > 6 else 7, -0.8),
        xlim=(0, in_use * 1.25),
        xlabel="critical confidence",
    )
    axes.grid(visible=False, axis="y")
    rest = len(lost) - len(named)
    axes.set_title(
        f"Lost at {in_use:g}" + (f": these, and {rest:,} more" if rest else ""), color=ALARM
    )
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_color(MUTED)
