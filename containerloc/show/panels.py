"""What charts are made of: points, intervals, named rows, notes, and where an axis ends."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter
from numpy.typing import ArrayLike

from containerloc.quads import Floats
from containerloc.show import style
from containerloc.wording import Noun, shortened

_LEAST_PX = 0.1


def points(
    axes: Axes, xy: Any, color: Any, *, larger: float = 1.0, fainter: float = 1.0, **more: Any
) -> None:
    """Points, smaller and fainter the more there are: 10 and 10,000 both show where they crowd.

    `xy` are two arrays of one length, `color` one colour or one per point.
    """
    x, y = xy
    crowded = float(np.clip(np.log10(max(np.size(x), 1)) / 4, 0, 1))
    size, opacity = (34 - 28 * crowded) * larger, (0.9 - 0.4 * crowded) * fainter
    looks: style.Looks = {"s": size, "alpha": opacity, "linewidths": 0, "rasterized": True}
    axes.scatter(x, y, color=color, **(looks | more))


def intervals(axes: Axes, values: Floats, ends: Floats, colors: Sequence[str]) -> None:
    """One row per value, from the top: a point, and a line between its two `ends` (n, 2)."""
    rows = np.arange(len(values))
    axes.hlines(rows, ends[:, 0], ends[:, 1], colors=colors, lw=2.2)
    axes.scatter(values, rows, c=colors, s=34, zorder=3)


def name_rows(
    panels: Sequence[Axes],
    names: Sequence[str],
    *,
    alarm: ArrayLike = (),
    longest: int = 34,
    color: str = style.ALARM,
) -> None:
    """Rows 0, 1, 2 … run from the top, named at the first panel; those in `alarm` stand out.

    A name of several lines is not shortened.
    """
    for axes in panels:
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(names) - 0.5, -0.5)
    texts = [name if "\n" in name else shortened(name, longest=longest) for name in names]
    panels[0].set_yticks(np.arange(len(names)), texts)
    for row in np.flatnonzero(alarm):
        panels[0].get_yticklabels()[row].set(color=color, fontweight="bold")


def beside(
    axes: Axes, place: tuple[float, float], text: str, *, left: bool = False, **more: Any
) -> None:
    """Text a little to the right of a place, or to the left of it."""
    looks: style.Looks = {
        "xytext": (-6 if left else 6, 0),
        "ha": "right" if left else "left",
        "va": "center",
    }
    axes.annotate(text, place, textcoords="offset points", **(looks | more))


def note(axes: Axes, text: str, *, color: str = style.ALARM) -> None:
    """A remark above the upper right corner of a panel."""
    axes.text(
        1, 1.01, text, transform=axes.transAxes, ha="right", va="bottom", size=10, color=color
    )


def empty(axes: Axes, reason: str) -> None:
    """Say in the middle of a panel why it shows nothing."""
    axes.set_axis_off()
    middle: style.Looks = {"ha": "center", "va": "center", "transform": axes.transAxes}
    axes.text(0.5, 0.5, fill(reason, 34), color=style.MUTED, **middle)


@contextmanager
def as_seaborn_calls_it() -> Iterator[None]:
    """Without warnings of how seaborn 0.13 calls Matplotlib 3.11, and of equal values."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "vert: bool was deprecated")
        warnings.filterwarnings("ignore", "Attempting to set identical low and high")
        yield


def on_log_axis(values: Any) -> Any:
    """Errors as they are drawn on a log axis: what is below a tenth of a px stands at it."""
    return np.maximum(values, _LEAST_PX)


def plain_log(axis: Axis) -> None:
    """Write the numbers of a log axis as they are, 1, 2 and 5 of each power of ten."""
    axis.set_major_locator(LogLocator(10, subs=(1.0, 2.0, 5.0)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_locator(NullLocator())


def in_percent(*axes: Axis) -> None:
    """Write the numbers of these axes as percentages."""
    for axis in axes:
        axis.set_major_formatter(PercentFormatter(1, decimals=0))


def whole_numbers(axis: Axis, *, most: int = 5) -> None:
    """Mark an axis of counts at whole numbers, at about `most` of them."""
    axis.set_major_locator(MaxNLocator(most, integer=True))


def legend_below(axes: Axes, *, ncols: int, drop: float = 0.14, **more: Any) -> None:
    """The legend centred under a panel, `drop` panel heights below it."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -drop), ncols=ncols, **more)


def image_frame(axes: Axes, ratio: float, **more: Any) -> None:
    """A frame of the usual image's shape (height / width): 0 to 1 both ways, y down as in it."""
    axes.set(xlim=(0, 1), ylim=(1, 0), xlabel="x / image width", ylabel="y / image height")
    axes.set_aspect(ratio, **more)
    axes.spines[["top", "right"]].set_visible(True)


def drawing_limit(values: Floats, *marked: float) -> float:
    """Where a zero-based axis of errors ends, so that a few huge ones do not flatten the rest.

    The largest value, unless it is more than 2.5 times the 95th percentile: then 1.5 times that.
    Never less than a `marked` value. NaN is left out; 1 where there is nothing.

    Examples
    --------
    >>> drawing_limit(np.array([1.0, 2.0, 4.0])), drawing_limit(np.array([]))
    (4.2, 1.0)
    """
    finite = values[np.isfinite(values)]
    if not finite.size or finite.max() <= 0:
        return 1.0
    usual, largest = float(np.quantile(finite, 0.95)), float(finite.max())
    limit = largest * 1.05 if largest <= 2.5 * usual or usual == 0 else usual * 1.5
    return max(limit, *(1.12 * mark for mark in marked if np.isfinite(mark)), 0.0)


def note_beyond(
    axes: Axes, values: Floats, limit: float, *, noun: Noun, form: str = "{:.3g} px"
) -> None:
    """Say on the panel how many values lie beyond its end, so that the cut hides nothing."""
    beyond = values[values > limit]
    if beyond.size:
        largest = form.format(beyond.max())
        many = noun.counted(beyond.size)
        note(axes, f"{many} beyond {form.format(limit)}, the largest {largest}")
