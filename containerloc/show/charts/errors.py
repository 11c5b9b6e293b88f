"""How far off a run is: the distance error of each label, and of each corner."""

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.metric import METRICS
from containerloc.quads import CORNERS, Floats
from containerloc.show import panels, style
from containerloc.show.charts.captions import of_how_many, why_no_errors
from containerloc.wording import shortened

_MARKS: Final = {"median": "--", "90 % within": ":", "mean": "-"}
_MOST_NAMED: Final = 3
_px = METRICS["mde_px"].with_unit


@style.styled
def error_distribution(errors: LabelErrors) -> Figure:
    """Histogram and cumulative curve of the distance error, px, on a log axis; left is better.

    Median, 90th percentile and mean are marked, the largest errors named. Misses have no error:
    the title counts them, and a second curve, over all labels, never reaches 100 % because of them.
    """
    import seaborn as sns

    known = errors.error_px[errors.measured]
    if not known.size:
        return style.sentence_figure(why_no_errors(errors))
    marks = dict(
        zip(_MARKS, (np.median(known), np.quantile(known, 0.9), known.mean()), strict=True)
    )
    figure = style.new_figure(6.0, title=_title(errors, known, marks))
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1))
    drawn = panels.on_log_axis(known)
    n_bins = int(np.clip(2.5 * np.sqrt(known.size), 8, 60))
    sns.histplot(x=drawn, bins=n_bins, log_scale=True, color=style.SERIES, alpha=1, ax=above)
    above.set(ylabel=errors.noun.many, ylim=(0, above.get_ylim()[1] * 1.5))
    panels.whole_numbers(above.yaxis)
    above.grid(visible=False, axis="x")
    _name_largest(above, errors, marks["90 % within"])
    _mark(above, marks)
    _cumulative(below, errors)
    return figure


@style.styled
def corner_errors(errors: LabelErrors) -> Figure:
    """The error of each corner, px, on one log axis; further left is better.

    One point per label, a box from the 25th to the 75th percentile with the median, whiskers from
    the 5th to the 95th, a diamond at the mean. The largest is named.
    """
    import seaborn as sns

    known = errors.errors_px[errors.measured]
    if not known.size:
        return style.sentence_figure(why_no_errors(errors))
    means, medians = known.mean(axis=0), np.median(known, axis=0)
    worst, best = int(means.argmax()), int(means.argmin())
    title = (
        f"Mean error largest at {CORNERS[worst]} ({_px(means[worst])}, median "
        f"{_px(medians[worst])}), smallest at {CORNERS[best]} ({_px(means[best])}, median "
        f"{_px(medians[best])}) {of_how_many(errors)}"
    )
    figure = style.new_figure(4.6, title=title)
    axes = figure.subplots(subplot_kw={"xscale": "log"})
    long = pd.DataFrame(panels.on_log_axis(known), columns=list(CORNERS)).melt(
        var_name="corner", value_name="error_px"
    )
    looks: style.Looks = {"x": "error_px", "y": "corner", "hue": "corner", "data": long, "ax": axes}
    looks |= {"palette": style.CORNER_COLORS, "legend": False}
    boxes: style.Looks = {"whis": (5, 95), "showfliers": False, "width": 0.56, "linewidth": 1.2}
    crowded = max(1.5, 5 - np.log10(len(known)))
    with panels.as_seaborn_calls_it():
        sns.boxplot(**looks, **boxes, boxprops={"alpha": 0.3}, linecolor=style.INK)
        np.random.seed(0)  # noqa: NPY002 - seaborn's jitter knows no other
        sns.stripplot(**looks, size=crowded, alpha=0.75, jitter=0.2, rasterized=True)
    drawn = long["error_px"]
    axes.set_xlim(drawn.min() / 1.3, drawn.max() * 1.3)
    diamond: style.Looks = {"ms": 8, "color": style.INK, "mec": "white", "zorder": 5}
    for place, corner in enumerate(CORNERS):
        axes.plot(panels.on_log_axis(means)[place], place, "D", gid=f"mean-{corner}", **diamond)
    names = [
        f"{corner}\nmedian {_px(medians[place])}\nmean {_px(means[place])}"
        for place, corner in enumerate(CORNERS)
    ]
    panels.name_rows([axes], names, alarm=np.arange(4) == worst, color=style.INK)
    axes.set(xlabel="corner error, px (log axis)", ylabel="")
    panels.plain_log(axes.xaxis)
    return figure


def _title(errors: LabelErrors, known: Floats, marks: dict[str, Any]) -> str:
    """Median, 90 % and mean; and how few make half of the mean, where it is a few."""
    title = (
        f"Distance error: median {_px(marks['median'])}, 90 % within {_px(marks['90 % within'])}, "
        f"mean {_px(marks['mean'])} {of_how_many(errors)}"
    )
    few = int((np.cumsum(np.sort(known)[::-1]) < known.sum() / 2).sum()) + 1
    if few > 0.05 * known.size or known.size < 10 or not known.any():
        return title
    return f"{title}; {errors.noun.counted(few)} make{'s' if few == 1 else ''} half of the mean"


def _name_largest(axes: Axes, errors: LabelErrors, usual: float) -> None:
    """Name the labels that are off by more than twice what 90 % are within, at most three."""
    error = np.where(errors.measured, errors.error_px, -np.inf)
    far = [k for k in np.argsort(-error, kind="stable")[:_MOST_NAMED] if error[k] > 2 * usual]
    for level, k in enumerate(far):
        place = (error[k], 0.42 - 0.13 * level)
        looks: style.Looks = {"xycoords": axes.get_xaxis_transform(), "size": 9.5}
        looks |= {"bbox": {"fc": "white", "ec": "none", "pad": 1, "alpha": 0.85}, "zorder": 5}
        text = f"{shortened(errors.name_of(k), longest=26)} {_px(error[k])}"
        panels.beside(axes, place, text, left=True, color=style.ALARM, **looks)
        axes.plot(error[k], 0, "^", color=style.ALARM, ms=6, clip_on=False, zorder=4)


def _mark(axes: Axes, marks: dict[str, Any]) -> None:
    """Vertical lines with their names and numbers, one above the other so that none collide."""
    # From the left down, so that each name passes above the lines to its right.
    looks: style.Looks = {
        "va": "top",
        "bbox": {"fc": "white", "ec": "none", "pad": 1, "alpha": 0.8},
    }
    low, high = np.log10(axes.get_xlim())
    for level, (name, value) in enumerate(sorted(marks.items(), key=lambda mark: mark[1])):
        drawn, height = float(panels.on_log_axis(value)), 0.97 - 0.11 * level
        axes.axvline(drawn, ymax=height, color=style.INK, lw=1.5, ls=_MARKS[name], gid=name)
        left = np.log10(drawn) > low + 0.7 * (high - low)
        place: style.Looks = {"xycoords": axes.get_xaxis_transform(), "left": bool(left)}
        panels.beside(axes, (drawn, height), f"{name} {_px(value)}", **place, **looks)


def _cumulative(axes: Axes, errors: LabelErrors) -> None:
    import seaborn as sns

    known, n_labels, noun = errors.error_px[errors.measured], len(errors), errors.noun
    label = f"of {noun.counted(known.size, 'detected')}"
    sns.ecdfplot(x=panels.on_log_axis(known), color=style.SERIES, lw=2.4, label=label, ax=axes)
    if n_labels > known.size:
        share = known.size / n_labels
        label = f"of all {noun.counted(n_labels, 'labelled')}, a miss never counts"
        looks: style.Looks = {"color": style.ALARM, "ls": "--", "lw": 1.8, "label": label}
        axes.step(
            np.sort(panels.on_log_axis(known)),
            np.linspace(share / known.size, share, known.size),
            where="post",
            **looks,
        )
    axes.set(ylim=(0, 1.03), xlabel="distance error, px (log axis)", ylabel="within the error")
    panels.in_percent(axes.yaxis)
    panels.plain_log(axes.xaxis)
    axes.legend(loc="lower right")
