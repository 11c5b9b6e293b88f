"""Why a run is off: the causes with what each costs, and the motions that make up the error."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from containerloc.analysis.measures.causes import Cause
from containerloc.show.style import (
    ALARM,
    INK,
    MUTED,
    SECOND,
    SERIES,
    new_figure,
    say,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

_FINE = "#7FB59A"


@styled
def cause_bars(causes: pd.DataFrame) -> Figure:
    """How many labels each cause has, and what fixing it would gain; a cause a row.

    `causes` as `measures.cause_gains.cause_table` gives them, the largest gain at the top.
    """
    if causes.empty:
        return sentence_figure("No labels: there is no cause to name.")
    n, n_fine = int(causes["n"].sum()), int(causes["n"].get(Cause.FINE, 0))
    title = f"{n_fine:,} of {counted(n, 'labelled ID')} found as they should be"
    figure = new_figure(1.7 + 0.46 * len(causes), title=title)
    counts, gains = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.15))
    rows = np.arange(len(causes))
    colors = [_FINE if cause == Cause.FINE else SERIES for cause in causes.index]
    counts.barh(rows, causes["n"], color=colors, height=0.66)
    for row, (number, share) in enumerate(zip(causes["n"], causes["share"], strict=True)):
        _beside(counts, row, float(number), f"{number:,}  ({share:.0%})")
    counts.set(title="labels", xlim=(0, causes["n"].max() * 1.28))
    counts.set_yticks(rows, causes.index.tolist())
    counts.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    counts.invert_yaxis()
    _gains(gains, causes, rows)
    for axes in (counts, gains):
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
    return figure


def _gains(axes: Axes, causes: pd.DataFrame, rows: np.ndarray) -> None:
    if causes["gain"].isna().all():
        say(axes, "No label is fine: what the others could be is not known.")
        return
    gain = causes["gain"].to_numpy(np.float64)
    axes.barh(rows, gain, color=ALARM, height=0.66)
    for row, (cause, numbers) in enumerate(causes.iterrows()):
        if cause == Cause.FINE:
            continue
        mde, iou = numbers["mde_gain_px"], numbers["iou_gain"]
        parts = [] if np.isnan(mde) else [f"MDE −{mde:.2f} px"]
        _beside(axes, row, float(gain[row]), ", ".join([*parts, f"IoU +{iou:.3f}"]))
    axes.set(
        title="gain if they were as good as the fine ones",
        xlabel="share of the MDE, or of what the IoU (a miss counts 0) lacks to 1",
        xlim=(0, max(float(gain.max()), 0.01) * 1.95),
    )
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.xaxis.set_major_locator(MaxNLocator(5))


def _beside(axes: Axes, row: int, end: float, text: str) -> None:
    axes.annotate(text, (end, row), xytext=(6, 0), textcoords="offset points", va="center")


@styled
def error_shares(shares: pd.DataFrame) -> Figure:
    """What the squared corner errors are made of: a motion of the whole quad a row.

    `shares` as `measures.decomposition.error_shares` gives them: of each, the part that is the
    same in all IDs (systematic) and the part that differs (scattered). All parts sum to 100 %.
    """
    if shares["share"].isna().all():
        return sentence_figure("No error to split: no ID is found with its corners named as read.")
    systematic = float(shares["systematic"].sum())
    n = int(shares["n"].iloc[0])
    title = (
        f"{systematic:.0%} of the squared corner error is the same in all of "
        f"{counted(n, 'found ID')}, {1 - systematic:.0%} differs"
    )
    figure = new_figure(4.8, title=title)
    axes = figure.subplots()
    rows = np.arange(len(shares))
    axes.barh(
        rows,
        shares["systematic"],
        color=SECOND,
        height=0.66,
        label="systematic: the mean over IDs; one correction removes it",
    )
    axes.barh(
        rows,
        shares["scattered"],
        left=shares["systematic"],
        color=SERIES,
        height=0.66,
        label="scattered: differs from ID to ID",
    )
    for row, (share, rms) in enumerate(zip(shares["share"], shares["rms_px"], strict=True)):
        axes.annotate(
            f"{share:.0%}",
            (share, row),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            weight="bold" if share == shares["share"].max() else "normal",
            color=INK,
        )
        axes.annotate(
            f"{rms:.2f} px",
            (1, row),
            xycoords=axes.get_yaxis_transform(),
            va="center",
            ha="right",
            color=MUTED,
        )
    axes.set_title("alone, root mean square", loc="right", color=MUTED, size=10.5)
    axes.set(xlim=(0, shares["share"].max() * 1.22), xlabel="share of the squared corner error")
    axes.set_yticks(rows, shares.index.tolist())
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return figure
