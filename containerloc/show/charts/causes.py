"""Why a run is off: the causes with what each costs, and the motions that make up the error."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from containerloc.analysis.measures.causes import Cause
from containerloc.metric import METRICS
from containerloc.show import panels, style
from containerloc.wording import counted

_BAR = 0.66  # height of a bar, of the distance between two
_px = METRICS["mde_px"].with_unit


@style.styled
def cause_bars(causes: pd.DataFrame) -> Figure:
    """One row per cause: by how much MDE would fall without it, px, and how many labels have it.

    `causes` as `measures.cause_gains.cause_table` gives them, the largest gain at the top. What is
    missed has no error in px: its row says what IoU would gain, a miss counting 0.
    """
    if causes.empty:
        return style.sentence_figure("No labels: there is no cause to name.")
    n, n_fine = int(causes["n"].sum()), int(causes["n"].get(Cause.FINE, 0))
    faults = causes[causes.index != Cause.FINE]
    fine = f"{n_fine:,} of {counted(n, 'label')} detected without a fault"
    if faults.empty:
        return style.sentence_figure(f"{fine}: there is no cause to name.")
    figure = style.new_figure(1.6 + 0.5 * len(faults), title=f"{_costliest(faults)}{fine}")
    axes = figure.subplots()
    gains = faults["mde_gain_px"].fillna(0.0).to_numpy(np.float64)
    bars = axes.barh(range(len(faults)), gains, color=style.SERIES, height=_BAR)
    axes.bar_label(bars, [_gain_text(row) for row in faults.to_dict("records")], padding=6)
    names = [f"{name}\n{n_of:,} of {n:,}" for name, n_of in faults["n"].items()]
    panels.name_rows([axes], names)
    axes.set(xlim=(0, max(float(gains.max()), 0.01) * 1.5), xlabel="MDE reduction if fixed, px")
    return figure


def _costliest(faults: pd.DataFrame) -> str:
    """What fixing the first cause would gain, where that is known."""
    first = faults.iloc[0]
    if np.isnan(first["gain"]):
        return ""
    what = f"{first.name}, {counted(int(first['n']), 'label')}: "
    if np.isnan(first["mde_gain_px"]):
        return f"{what}IoU {first['iou_gain']:.3f} to gain; "
    return f"{what}{_px(first['mde_gain_px'])} of the MDE; "


def _gain_text(row: Mapping[Any, Any]) -> str:
    """The gain behind a bar, in the one unit that it has."""
    if np.isnan(row["iou_gain"]):
        return "not known: no label is fine"
    if np.isnan(row["mde_gain_px"]):
        return f"no error in px; IoU +{row['iou_gain']:.3f}"
    return _px(row["mde_gain_px"])


@style.styled
def error_shares(shares: pd.DataFrame) -> Figure:
    """What the squared corner errors are made of: one row per motion of the whole quad.

    `shares` as `measures.decomposition.error_shares` gives them: of each, the part that is the
    same for all labels (systematic) and the part that differs (scattered). All parts sum to 100 %.
    """
    if shares["share"].isna().all():
        return style.sentence_figure(
            "No error to split: nothing is detected with its corners named as read."
        )
    systematic = float(shares["systematic"].sum())
    title = (
        f"{systematic:.0%} of the squared corner error is the same in all of "
        f"{counted(int(shares['n'].iloc[0]), 'detected label')}, {1 - systematic:.0%} differs"
    )
    figure = style.new_figure(4.4, title=title)
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
        axes.text(1, row, _px(rms), color=style.MUTED, **edge)
    axes.set_title("alone, root mean square", loc="right", color=style.MUTED, size=10.5)
    axes.set(xlim=(0, shares["share"].max() * 1.32), xlabel="share of the squared corner error")
    panels.in_percent(axes.xaxis)
    panels.name_rows([axes], shares.index.tolist())
    panels.legend_below(axes, ncols=1)
    return figure
