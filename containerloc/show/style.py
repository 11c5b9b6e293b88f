"""How every figure looks: one palette, one set of sizes, one way to say that there is nothing."""

from collections.abc import Callable
from functools import wraps
from textwrap import fill
from typing import Any, Final, Literal, ParamSpec

import matplotlib.pyplot as plt
import matplotlib.style
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke

from containerloc.quads import CORNERS

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
# Several curves differ in dashes too: they can lie on each other, and be printed in grey.
CURVES: Final = cycler(color=[SERIES, SECOND, INK]) + cycler(
    linestyle=["-", (0, (4, 2.5)), (0, (1, 3))]
)

_SETTINGS: Final = {
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "figure.titlesize": 13.5,
    "figure.titleweight": "bold",
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
    "font.size": 11,
    "text.parse_math": False,  # a name with two $ in it is no formula
    **dict.fromkeys(("xtick.labelsize", "ytick.labelsize", "legend.fontsize"), 10.5),
    **dict.fromkeys(("text.color", "xtick.labelcolor", "ytick.labelcolor"), INK),
    **dict.fromkeys(("axes.labelcolor", "axes.titlecolor"), INK),
    **dict.fromkeys(("axes.edgecolor", "xtick.color", "ytick.color"), MUTED),
    "axes.facecolor": "white",
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": CURVES,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
}

P = ParamSpec("P")
Looks = dict[str, Any]  # keywords of matplotlib that several calls share


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


def halo(width: float = 3.0) -> list[AbstractPathEffect]:
    """A dark rim that keeps a bright line or letter readable on a photo of any colour."""
    return [withStroke(linewidth=width, foreground="#101010", alpha=0.85)]
