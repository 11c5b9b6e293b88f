"""How far experiments are from the reference, in each number: differences with their intervals."""

import textwrap
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from containerloc.analysis.comparison.numbers import LEADING, NUMBERS
from containerloc.analysis.measures.slice_columns import slice_name
from containerloc.metric import METRICS
from containerloc.show import panels, style
from containerloc.wording import counted, shortened

VERDICT_COLORS: Final = {
    "better": style.CORNER_COLORS["BR"],
    "worse": style.ALARM,
    "equivalent": style.CORNER_COLORS["TL"],
    "no difference shown": style.MUTED,
}
_ROW_IN: Final = 0.27
_ROW_OF_TWO_LINES_IN: Final = 0.4
_LONGEST_LINE: Final = 34
_MAX_EXPERIMENTS_IN_FULL: Final = 3  # with more, only the leading numbers are drawn
_MAX_SLICES: Final = 30

Panel = tuple[str, pd.DataFrame]


@style.styled
def difference_forest(differences: pd.DataFrame, *, reference: str = "") -> Figure:
    """Each difference to the reference with its 95 % interval; right of the line is better.

    `differences` from `comparison.differences`. One panel for errors in px, one for shares; a band
    marks what is too small to matter. Ratios (imbalance) stand in the table only. With more than
    three experiments only detection rate, MDE and unconditional IoU, one row per experiment.
    """
    names = list(differences["experiment"].unique())
    if not names:
        return style.sentence_figure("There is no experiment to compare with the reference.")
    many = len(names) > _MAX_EXPERIMENTS_IN_FULL
    parts = _of_leading_numbers(differences) if many else _by_unit(differences)
    title = _outcome(differences, names, reference or "the reference")
    labels = [_row_names(rows, names, many=many) for _, rows in parts]
    lengths = [len(rows) + 2.4 for _, rows in parts]
    row_in = (
        _ROW_OF_TWO_LINES_IN if any("\n" in name for told in labels for name in told) else _ROW_IN
    )
    figure = style.new_figure(1.0 + row_in * sum(lengths), title=title)
    every = figure.subplots(len(parts), 1, height_ratios=lengths, squeeze=False)[:, 0]
    for axes, (heading, rows), told in zip(every, parts, labels, strict=True):
        axes.set_title(heading)
        _draw_intervals(axes, rows, scale=1.0 if _is_px(rows).all() else 100.0)
        panels.name_rows([axes], told, alarm=rows["verdict"] == "worse")
    _add_legend(figure)
    return figure


@style.styled
def slice_differences(slices: pd.DataFrame, *, experiment: str = "", reference: str = "") -> Figure:
    """The difference of the distance error within each slice, surest above; right is better.

    `slices` from `comparison.slice_differences`.
    """
    known = slices[slices["n_both"] > 1]
    if known.empty:
        return style.sentence_figure(
            "There is no slice to compare: no attribute is known, or each slice has too few labels."
        )
    different = known[known["verdict"].isin(["better", "worse"])]
    title = (
        f"{experiment} against {reference}: {len(different)} of {counted(len(known), 'slice')} "
        "better or worse beyond chance (Holm)"
    )
    if different.empty:
        return style.sentence_figure(f"{title}.")
    rows = different.head(_MAX_SLICES).assign(higher_is_better=False)
    title += f"; the surest {_MAX_SLICES} shown" if len(different) > _MAX_SLICES else ""
    figure = style.new_figure(1.9 + _ROW_IN * len(rows), title=title)
    axes = figure.subplots()
    axes.set_title(f"{METRICS['mde_px'].words} of the labels that both detect, px")
    _draw_intervals(axes, rows, scale=1.0)
    names = [
        f"{slice_name(column, level)}  (n = {n})"
        for column, level, n in zip(rows["column"], rows["level"], rows["n_both"], strict=True)
    ]
    panels.name_rows([axes], names, alarm=rows["verdict"] == "worse")
    _add_legend(figure)
    return figure


def _outcome(differences: pd.DataFrame, names: Sequence[str], reference: str) -> str:
    """In how many numbers each experiment is better and worse."""
    parts = []
    for name in names:
        verdicts = differences.loc[differences["experiment"] == name, "verdict"]
        n_better, n_worse = (int((verdicts == word).sum()) for word in ("better", "worse"))
        known = f"better in {n_better}, worse in {n_worse} of {len(verdicts)} numbers"
        nothing = f"no difference shown in {len(verdicts)} numbers"
        parts.append(
            f"{name_tag(name, [*names, reference])} {known if n_better or n_worse else nothing}"
        )
    return f"Against {name_tag(reference, [*names, reference])}: {'; '.join(parts)}"


def name_tag(name: str, names: Sequence[str]) -> str:
    """The first part of an experiment's name that tells it from the others; else the whole name.

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


def _is_px(rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["metric"].map(lambda key: METRICS[key].unit == "px").astype(bool)


def _of_leading_numbers(differences: pd.DataFrame) -> list[Panel]:
    parts = {key: differences[differences["metric"] == key] for key in LEADING}
    return [
        (METRICS[key].label + ("" if _is_px(rows).all() else " × 100"), rows)
        for key, rows in parts.items()
        if len(rows)
    ]


def _by_unit(differences: pd.DataFrame) -> list[Panel]:
    """Errors and shares; the rows of one number stand together."""
    rank = {key: place for place, key in enumerate(differences["metric"].unique())}
    rows = differences.sort_values("metric", key=lambda keys: keys.map(rank), kind="stable")
    ratio = rows["metric"].map(lambda key: NUMBERS[key].margin == "ratio").astype(bool)
    parts = {"errors, px": _is_px(rows), "shares and rates, × 100": ~_is_px(rows) & ~ratio}
    return [(heading, rows[which]) for heading, which in parts.items() if which.any()]


def _row_names(rows: pd.DataFrame, names: Sequence[str], *, many: bool) -> list[str]:
    if many:
        return [shortened(name, longest=_LONGEST_LINE) for name in rows["experiment"]]
    tags = {name: f" · {name_tag(name, names)}" if len(names) > 1 else "" for name in names}
    return [
        textwrap.fill(f"{METRICS[key].words}{tags[name]}", _LONGEST_LINE)
        for key, name in zip(rows["metric"], rows["experiment"], strict=True)
    ]


def _draw_intervals(axes: Axes, rows: pd.DataFrame, *, scale: float) -> None:
    """Points and intervals, signs turned so that right is better; too long ones are cut."""
    places = np.arange(len(rows))
    sign = np.where(rows["higher_is_better"].to_numpy(bool), scale, -scale)
    value = rows["difference"].to_numpy(np.float64) * sign
    ends = np.sort(rows[["ci_low", "ci_high"]].to_numpy(np.float64) * sign[:, None], axis=1)
    colors = [VERDICT_COLORS[word] for word in rows["verdict"]]
    margin = rows["margin"].to_numpy(np.float64) * scale
    for place, half in zip(places, margin, strict=True):
        band = [place - 0.42, place + 0.42]
        axes.fill_betweenx(band, -half, half, color=style.SHADE, lw=0, zorder=0)
    far = np.abs(np.concatenate([ends.ravel(), value]))
    largest = float(far[np.isfinite(far)].max(initial=0.0))
    reach = 1.08 * max(largest, 1.6 * float(margin.max()))
    axes.axvline(0, color=style.INK, lw=1.2)
    panels.intervals(axes, value, np.clip(ends, -reach, reach), colors)
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_formatter(lambda tick, _: f"{abs(tick):g}")  # the label names the sides
    axes.set_xlabel("← worse          better →", color=style.MUTED)


def _add_legend(figure: Figure) -> None:
    lines = [
        Line2D([], [], color=color, lw=2.2, marker="o", ms=5, label=word)
        for word, color in VERDICT_COLORS.items()
    ]
    band = Line2D([], [], color=style.SHADE, lw=9, label="too small to matter")
    figure.legend(handles=[*lines, band], loc="outside lower left", ncols=3, fontsize=10)
