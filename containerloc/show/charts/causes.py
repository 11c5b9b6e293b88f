"""Why a run is off: the causes with what each costs, and the motions that make up the error."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from containerloc.analysis.measures.causes import Cause
from containerloc.quads import Floats
from containerloc.show import panels, style
from containerloc.wording import counted

_FINE_COLOR = "#7FB59A"
_BAR = 0.66  # height of a bar, of the distance between two


@style.styled
def cause_bars(causes: pd.DataFrame) -> Figure:
    """One row per cause: how many labels have it, and what fixing it would gain.

    `causes` as `measures.cause_gains.cause_table` gives them, the largest gain at the top.
    """
    if causes.empty:
        return style.sentence_figure("No labels: there is no cause to name.")
    n, n_fine = int(causes["n"].sum()), int(causes["n"].get(Cause.FINE, 0))
    title = f"{n_fine:,} of {counted(n, 'label')} found without a fault"
    figure = style.new_figure(1.7 + 0.46 * len(causes), title=title)
    counts, gains = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.15))
    is_fine = causes.index == Cause.FINE
    colors = np.where(is_fine, _FINE_COLOR, style.SERIES).tolist()
    bars = counts.barh(range(len(causes)), causes["n"], color=colors, height=_BAR)
    texts = [f"{n:,}  ({share:.0%})" for n, share in zip(causes["n"], causes["share"], strict=True)]
    counts.bar_label(bars, texts, padding=6)
    counts.set(title="labels", xlim=(0, causes["n"].max() * 1.28))
    panels.whole_numbers(counts.xaxis)
    panels.name_rows((counts, gains), causes.index.tolist())
    if causes["gain"].isna().all():
        panels.empty(gains, "No label is fine: what the others could gain is not known.")
    else:
        _gains(gains, causes[["gain", "mde_gain_px", "iou_gain"]].to_numpy(np.float64), is_fine)
    return figure


def _gains(axes: Axes, gains: Floats, is_fine: np.ndarray) -> None:
    bars = axes.barh(range(len(gains)), gains[:, 0], color=style.ALARM, height=_BAR)
    texts = [
        ("" if np.isnan(mde) else f"MDE −{mde:.2f} px, ") + f"IoU +{iou:.3f}"
        for _, mde, iou in gains
    ]
    axes.bar_label(bars, np.where(is_fine, "", texts).tolist(), padding=6)
    axes.set(
        title="gain if they were as good as the fine ones",
        xlabel="share of the mean distance error (MDE),\n"
        "or of what the IoU lacks to 1 (a miss counts 0)",
        xlim=(0, max(float(gains[:, 0].max()), 0.01) * 1.95),
    )
    panels.in_percent(axes.xaxis)
    axes.xaxis.set_major_locator(MaxNLocator(5))


@style.styled
def error_shares(shares: pd.DataFrame) -> Figure:
    """What the squared corner errors are made of: one row per motion of the whole quad.

    `shares` as `measures.decomposition.error_shares` gives them: of each, the part that is the
    same for all labels (systematic) and the part that differs (scattered). All parts sum to 100 %.
    """
    if shares["share"].isna().all():
        return style.sentence_figure(
            "No error to split: nothing is found with its corners named as read."
        )
    systematic = float(shares["systematic"].sum())
    title = (
        f"{systematic:.0%} of the squared corner error is the same in all of "
        f"{counted(int(shares['n'].iloc[0]), 'found label')}, {1 - systematic:.0%} differs"
    )
    figure = style.new_figure(4.8, title=title)
    axes = figure.subplots()
    rows = np.arange(len(shares))
    looks: style.Looks = {
        "height": _BAR,
        "label": "systematic: the mean over labels; one correction removes it",
    }
    axes.barh(rows, shares["systematic"], color=style.SECOND, **looks)
    looks |= {"left": shares["systematic"], "label": "scattered: differs from label to label"}
    axes.barh(rows, shares["scattered"], color=style.SERIES, **looks)
    for row, (share, rms) in enumerate(zip(shares["share"], shares["rms_px"], strict=True)):
        weight = "bold" if share == shares["share"].max() else "normal"
        panels.beside(axes, (share, row), f"{share:.0%}", weight=weight)
        edge: style.Looks = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
        axes.text(1, row, f"{rms:.2f} px", color=style.MUTED, **edge)
    axes.set_title("alone, root mean square", loc="right", color=style.MUTED, size=10.5)
    axes.set(xlim=(0, shares["share"].max() * 1.22), xlabel="share of the squared corner error")
    panels.in_percent(axes.xaxis)
    panels.name_rows([axes], shares.index.tolist())
    panels.legend_below(axes, ncols=2)
    return figure
