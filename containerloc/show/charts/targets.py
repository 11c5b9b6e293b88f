"""What an experiment promised against what was measured: each target with its interval."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.experiment.targets import Target, verdict_counts
from containerloc.metric import metric_of
from containerloc.show import panels, style

_COLORS: Final = {"met": style.CORNER_COLORS["BR"], "missed": style.ALARM, "undecided": style.MUTED}
_KEPT_COLOR: Final = "#D5E8D8"
_REACH: Final = 2.0  # the axis ends at so many times the bound


@style.styled
def target_bars(verdicts: pd.DataFrame, targets: Sequence[Target]) -> Figure:
    """Each target as a bar from 0 to what was measured, with its 95 % interval.

    `verdicts` as `statistics.targets.target_verdicts` gives them of these `targets`. All are drawn
    in parts of their bound, which is the line; the side that keeps the promise is shaded.
    """
    known = verdicts[np.isfinite(verdicts["value"].to_numpy(np.float64))]
    if known.empty:
        return style.sentence_figure("No target is measured: there is none to draw.")
    words = verdict_counts(known["verdict"])
    figure = style.new_figure(1.5 + 0.62 * len(known), title=f"Targets: {words}")
    axes = figure.subplots()
    bounds = {(each.metric, each.promise): each.bound for each in targets}
    promised = zip(known["metric"], known["promise"], strict=True)
    scale = np.array([bounds[promise] for promise in promised], np.float64)
    parts = known[["value", "ci_low", "ci_high"]].to_numpy(np.float64) / scale[:, None]
    colors = [_COLORS[word] for word in known["verdict"]]
    rows = np.arange(len(known))
    axes.barh(rows, np.minimum(parts[:, 0], _REACH), height=0.36, color=colors, alpha=0.45)
    ends = np.clip(parts[:, 1:], 0, _REACH)
    axes.hlines(rows, ends[:, 0], ends[:, 1], colors=colors, lw=2.6)
    axes.scatter(np.minimum(parts[:, 0], _REACH), rows, c=colors, s=34, zorder=3)
    _shade(axes, known["promise"].tolist())
    axes.axvline(1, color=style.INK, lw=1.4)
    panels.name_rows([axes], [_row_name(row) for row in known.to_dict("records")])
    axes.set(xlim=(0, _REACH), xlabel="measured / target; shaded: what keeps the promise")
    return figure


def _shade(axes: Axes, promises: list[str]) -> None:
    """The side of the bound on which each promise is kept."""
    for row, promise in enumerate(promises):
        low, high = (1, _REACH) if promise.startswith(("above", "at least")) else (0, 1)
        axes.fill_between([low, high], row - 0.42, row + 0.42, color=_KEPT_COLOR, lw=0, zorder=0)


def _row_name(row: dict[str, object]) -> str:
    metric = metric_of(str(row["metric"]))
    return f"{metric.words}\n{row['promise']}: {metric.with_interval(row, with_n=False)}"
