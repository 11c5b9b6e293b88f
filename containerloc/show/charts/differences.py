"""How far experiments are from the reference, in each number: differences with their intervals."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from containerloc.show.style import (
    ALARM,
    CORNER_COLORS,
    INK,
    MUTED,
    SHADE,
    new_figure,
    sentence_figure,
    styled,
)
from containerloc.wording import counted, shortened

VERDICT_COLORS: Final = {
    "better": CORNER_COLORS["BR"],
    "worse": ALARM,
    "equivalent": CORNER_COLORS["TL"],
    "no difference shown": MUTED,
}
_ROW_IN: Final = 0.27
_MOST_FOR_ALL: Final = 3  # experiments of which every number is drawn
_LEADING: Final = ("detection_rate", "mde_px", "iou_mean_unconditional")
_MOST_SLICES: Final = 30


@styled
def difference_forest(differences: pd.DataFrame, *, reference: str = "") -> Figure:
    """Each difference to the reference with its 95 % interval; right of the line is better.

    `differences` from `comparison.differences.differences`. One panel for errors in px, one for
    shares, as their units differ; bands are what is too small to matter. With more than three
    experiments only detection rate, MDE and unconditional IoU, an experiment a row.
    """
    names = list(differences["experiment"].unique())
    if not names:
        return sentence_figure("Nothing to compare with the reference.")
    shown, many = differences, len(names) > _MOST_FOR_ALL
    if many:
        shown = differences[differences["metric"].isin(_LEADING)]
    panels = _panels(shown, many=many)
    rows = max(len(part) for _, part in panels)
    title = f"{counted(len(names), 'experiment')} against {reference or 'the reference'}"
    figure = new_figure(1.9 + _ROW_IN * rows, title=title)
    axes = np.atleast_1d(figure.subplots(1, len(panels)))
    for panel, (heading, part) in zip(axes, panels, strict=True):
        scale = 1.0 if part["metric"].str.endswith("_px").all() else 100.0
        _intervals(panel, part, scale)
        rows_named = _row_names(part, names, many=many)
        named = panel is axes[0] or not many  # many have the same rows in each panel
        _names(panel, rows_named if named else [""] * len(part), alarm=part["verdict"] == "worse")
        panel.set_title(heading)
    _legend(figure)
    return figure


@styled
def slice_differences(slices: pd.DataFrame, *, experiment: str = "", reference: str = "") -> Figure:
    """The difference of the distance error within each slice, surest above; right is better.

    `slices` from `comparison.slice_differences`.
    """
    known = slices[slices["n_both"] > 1]
    if known.empty:
        return sentence_figure("No slice to compare: too few labels, or nothing known of them.")
    shown = known.head(_MOST_SLICES).assign(higher_is_better=False)
    said = shown["verdict"].isin(["better", "worse"]).sum()
    title = (
        f"{experiment} against {reference}: {counted(len(known), 'slice')}, {said} better or "
        "worse beyond chance (Holm)"
    )
    title += f"; the surest {_MOST_SLICES} shown" if len(known) > _MOST_SLICES else ""
    figure = new_figure(1.9 + _ROW_IN * len(shown), title=title)
    panel = figure.subplots()
    _intervals(panel, shown, 1.0)
    names = [
        f"{column.replace('_', ' ')}: {level}  (n = {n})"
        for column, level, n in zip(shown["column"], shown["level"], shown["n_both"], strict=True)
    ]
    _names(panel, names, alarm=shown["verdict"] == "worse")
    panel.set_title("mean distance error of the IDs that both found, px")
    _legend(figure)
    return figure


def _panels(shown: pd.DataFrame, *, many: bool) -> list[tuple[str, pd.DataFrame]]:
    if many:
        titles = {
            "detection_rate": "detection rate, points",
            "mde_px": "MDE, px",
            "iou_mean_unconditional": "IoU, a miss 0, × 100",
        }
        return [
            (titles[name], shown[shown["metric"] == name])
            for name in _LEADING
            if (shown["metric"] == name).any()
        ]
    ratio = shown["metric"] == "imbalance"
    in_px = shown["metric"].str.endswith("_px")
    panels = [("errors, px", shown[in_px]), ("shares, points of 100", shown[~in_px & ~ratio])]
    return [
        (title, part.sort_values("metric", key=lambda m: m.map(_place(shown)), kind="stable"))
        for title, part in panels
        if len(part)
    ]


def _place(shown: pd.DataFrame) -> dict[str, int]:
    """The rank of each number, so that rows of one number stand together."""
    return {name: rank for rank, name in enumerate(shown["metric"].unique())}


def _row_names(part: pd.DataFrame, names: Sequence[str], *, many: bool) -> list[str]:
    if many:
        return [shortened(name, longest=34) for name in part["experiment"]]
    tags = {name: f" · {name_tag(name, names)}" if len(names) > 1 else "" for name in names}
    return [
        f"{metric.removesuffix('_px').replace('_', ' ')}{tags[name]}"
        for metric, name in zip(part["metric"], part["experiment"], strict=True)
    ]


def name_tag(name: str, names: Sequence[str]) -> str:
    """What tells an experiment from the others: the first part of its name that does, if one does.

    Examples
    --------
    >>> name_tag("loc_exp001_base", ["loc_exp001_base", "loc_exp002_better"])
    'exp001'
    """
    words = [each.split("_") for each in names]
    place = 0
    while len(names) > 1 and len({tuple(each[: place + 1]) for each in words}) == 1:
        place += 1
    tags = ["_".join(each[place : place + 1]) for each in words]
    unique = len(set(tags)) == len(tags) and all(tags)
    return shortened(tags[list(names).index(name)] if unique else name, longest=26)


def _intervals(axes: Axes, part: pd.DataFrame, scale: float) -> None:
    """Points and intervals, signs turned so that right is better; too long ones are cut."""
    places = np.arange(len(part))
    sign = np.where(part["higher_is_better"].to_numpy(bool), scale, -scale)
    value = part["difference"].to_numpy(np.float64) * sign
    ends = np.sort(part[["ci_low", "ci_high"]].to_numpy(np.float64) * sign[:, None], axis=1)
    colors = [VERDICT_COLORS[word] for word in part["verdict"]]
    margin = part["margin"].to_numpy(np.float64) * scale
    for place, half in zip(places, margin, strict=True):
        axes.fill_betweenx([place - 0.42, place + 0.42], -half, half, color=SHADE, lw=0, zorder=0)
    finite = np.abs(np.concatenate([ends.ravel(), value]))
    finite = finite[np.isfinite(finite)]
    reach = max(float(finite.max(initial=0.0)), 1.6 * float(margin.max())) * 1.08
    axes.axvline(0, color=INK, lw=1.2)
    axes.hlines(
        places,
        np.clip(ends[:, 0], -reach, None),
        np.clip(ends[:, 1], None, reach),
        colors=colors,
        lw=2.2,
    )
    axes.scatter(value, places, c=colors, s=34, zorder=3)
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_formatter(lambda tick, _: f"{abs(tick):g}")  # direction: below
    axes.set_xlabel("← worse          better →", color=MUTED)


def _names(axes: Axes, names: Sequence[str], *, alarm: "pd.Series[bool]") -> None:
    axes.set_yticks(np.arange(len(names)), [shortened(name, longest=52) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    for label, is_worse in zip(axes.get_yticklabels(), alarm, strict=True):
        if is_worse:
            label.set(color=ALARM, fontweight="bold")


def _legend(figure: Figure) -> None:
    lines = [
        Line2D([], [], color=color, lw=2.2, marker="o", ms=5, label=word)
        for word, color in VERDICT_COLORS.items()
    ]
    band = Line2D([], [], color=SHADE, lw=9, label="too small to matter")
    figure.legend(handles=[*lines, band], loc="outside lower left", ncols=5, fontsize=10)
