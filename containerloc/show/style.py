"""How every figure looks: one palette, one set of sizes, one way to say that there is nothing."""

from collections.abc import Callable
from functools import wraps
from textwrap import fill
from typing import Final, Literal, ParamSpec

import matplotlib.pyplot as plt
import matplotlib.style
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke

from containerloc.quads import CORNERS, Floats
from containerloc.wording import counted

# Okabe and Ito's colours, which people with any colour vision tell apart.
CORNER_COLORS: Final = dict(zip(CORNERS, ("#0072B2", "#E69F00", "#009E73", "#CC79A7"), strict=True))


ALARM: Final = "#D55E00"


SERIES: Final = "#4C6076"


SECOND: Final = "#A3672A"


MUTED: Final = "#6B7280"


INK: Final = "#1F2328"


SHADE: Final = "#E6ECF2"


GRID: Final = "#DDE1E6"


# On photos, where the ground has any colour: always with a dark halo.
TRUTH: Final = "#00E5FF"


PREDICTION: Final = "#FFD60A"


TILE: Final = "#D5D8DC"


WIDTH_IN: Final = 12.0


_SETTINGS: Final = {
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.labelsize": 11,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "figure.titlesize": 13.5,
    "figure.titleweight": "bold",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.titlecolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=[SERIES, SECOND]),
    "lines.linewidth": 2.0,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
}


P = ParamSpec("P")


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """The drawing function under the settings of this module; the reader's own stay as they are."""

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with matplotlib.style.context(["default", _SETTINGS]):
            return draw(*args, **kwargs)

    return in_style


def new_figure(
    height_in: float, *, title: str = "", layout: Literal["constrained"] | None = "constrained"
) -> Figure:
    """An empty figure of notebook width with a title that is set flush left.

    It is made through pyplot, which tells a notebook how to show figures, and closed at once, so
    that the cell shows the returned one and no second.
    """
    figure = plt.figure(figsize=(WIDTH_IN, height_in), layout=layout)
    plt.close(figure)
    if title:
        heading = figure.suptitle(fill(title, 104), x=0.008, ha="left", va="top")
        if not layout:
            heading.set_y(1 - 0.12 / height_in)
    return figure


def sentence_figure(sentence: str) -> Figure:
    """A low figure that says in words why there is nothing to draw."""
    figure = new_figure(1.2, layout=None)
    figure.add_axes((0, 0, 1, 1)).set_axis_off()  # notebooks show no figure without axes
    figure.text(0.5, 0.5, fill(sentence, 110), ha="center", va="center", size=12.5, color=MUTED)
    return figure


def say(axes: Axes, sentence: str) -> None:
    """Write in words, in the middle of an emptied panel, why it shows nothing."""
    axes.set_axis_off()
    axes.text(
        0.5,
        0.5,
        fill(sentence, 34),
        transform=axes.transAxes,
        ha="center",
        va="center",
        color=MUTED,
    )


def halo(width: float = 3.0) -> list[AbstractPathEffect]:
    """A dark rim that keeps a bright line or letter readable on a photo of any colour."""
    return [withStroke(linewidth=width, foreground="#101010", alpha=0.85)]


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
    axes: Axes, values: Floats, limit: float, *, what: str, form: str = "{:.3g} px"
) -> None:
    """Say on the panel how many values lie beyond its end, so that the cut hides nothing."""
    beyond = values[values > limit]
    if beyond.size:
        text = (
            f"{counted(beyond.size, what)} beyond {form.format(limit)}, "
            f"the largest {form.format(beyond.max())}"
        )
        axes.text(
            1, 1.01, text, transform=axes.transAxes, ha="right", va="bottom", size=10, color=ALARM
        )


def point_look(n: int) -> tuple[float, float]:
    """Size and opacity of a point, so that 10 and 10,000 of them both show where they are dense."""
    share = float(np.clip(np.log10(max(n, 1)) / 4, 0, 1))
    return 34 - 28 * share, 0.85 - 0.6 * share


def nothing_found(per_label: pd.DataFrame) -> str:
    """Why a per-label table has no error to draw."""
    if per_label.empty:
        return "No labels: there is no error to draw."
    found = int(per_label["detected"].sum())
    if found:
        return f"No error to draw: {counted(found, 'ID')} found, but with a corner missing."
    return f"No error to draw: none of {counted(len(per_label), 'labelled ID')} was found."


def of_how_many(per_label: pd.DataFrame) -> str:
    """Over how many IDs a mean runs, and how many it leaves out.

    Examples
    --------
    >>> of_how_many(pd.DataFrame({"detected": [True, False], "error_px": [3.0, np.nan]}))
    'over 1 found ID; 1 of 2 missed'
    """
    n_measured = int(per_label["error_px"].notna().sum())
    n_missed = int((~per_label["detected"].astype(bool)).sum())
    rest = len(per_label) - n_measured - n_missed
    said = f"over {counted(n_measured, 'found ID')}; {n_missed:,} of {len(per_label):,} missed"
    return said + (f", {rest:,} with a corner missing in the label" if rest else "")
