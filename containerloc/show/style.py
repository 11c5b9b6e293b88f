"""How every figure looks: one palette, one set of sizes, one way to say that there is nothing."""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from textwrap import fill
from typing import Any, Final, Literal, ParamSpec
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import matplotlib.style
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke

from containerloc.quads import CORNERS

# Okabe and Ito's colours, which people with any colour vision tell apart, darkened: each has a
# contrast of at least 4.5 to white.
_CORNERS: Final = ("#0072B2", "#9A6700", "#007A59", "#AF3F83")
CORNER_COLORS: Final = dict(zip(CORNERS, _CORNERS, strict=True))
ALARM: Final = "#C24E00"
SERIES: Final = "#4C6076"
SECOND: Final = "#A3672A"
MUTED: Final = "#5F6673"
INK: Final = "#1F2328"
SHADE: Final = "#E6ECF2"
GRID: Final = "#DDE1E6"
# On photos, where the ground has any colour: always with a dark halo.
TRUTH: Final = "#00E5FF"
PREDICTION: Final = "#FFD60A"
TILE: Final = "#D5D8DC"

# A phone shows so much with letters that can be read: panels stand under each other.
WIDTH_IN: Final = 6.8
_SAVED_DPI: Final = 150  # sharp on screens that have two pixels where others have one
TITLE_LETTERS: Final = 64  # in one line of a title
# Several curves differ in dashes too: they can lie on each other, and be printed in grey.
CURVES: Final = cycler(color=[SERIES, SECOND, INK]) + cycler(
    linestyle=["-", (0, (4, 2.5)), (0, (1, 3))]
)

_SETTINGS: Final = {
    "figure.dpi": 110,
    "figure.facecolor": "white",
    "figure.titlesize": 12.5,
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
    "axes.titlesize": 11.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 6,
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


_DRAWN: "WeakKeyDictionary[Figure, bytes]" = WeakKeyDictionary()


def png_of(figure: Figure) -> bytes:
    """The figure as a PNG, with nothing of the day or machine.

    Drawn once, for the cell that shows it and the file that keeps it, and anew where it changed
    since. Its title stands in the PNG, too (`Title`), as the text for those who cannot see it.
    """
    if figure.stale or figure not in _DRAWN:
        with BytesIO() as stream:
            metadata = {"Software": None, "Title": repr(figure)}
            figure.savefig(
                stream, format="png", dpi=_SAVED_DPI, bbox_inches="tight", metadata=metadata
            )
            _DRAWN[figure] = stream.getvalue()
        figure.stale = False  # saving sets and restores what it needs, which is no change
    return _DRAWN[figure]


class TitledFigure(Figure):
    """A figure that is called by its title, which is the text for those who cannot see it."""

    def __repr__(self) -> str:
        """The title, in one line."""
        return " ".join(self.get_suptitle().split()) or super().__repr__()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        png = png_of(self)
        wide_px = round(int.from_bytes(png[16:20], "big") * self.dpi / _SAVED_DPI)
        data = {"image/png": b64encode(png).decode("ascii"), "text/plain": repr(self)}
        display(  # type: ignore[no-untyped-call]
            data, metadata={"image/png": {"width": wide_px}}, raw=True
        )


class Sentence(TitledFigure):
    """Why there is nothing to draw: shown as a sentence, and not saved as a picture."""

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        display(Markdown(repr(self)))  # type: ignore[no-untyped-call]


def new_figure(
    height_in: float,
    *,
    title: str = "",
    layout: Literal["constrained"] | None = "constrained",
    kind: type[Figure] = TitledFigure,
) -> Figure:
    """An empty figure of notebook width with a title that is set flush left.

    It is made through pyplot, which tells a notebook how to show figures, and closed at once, so
    that the cell shows the returned one and no second.
    """
    figure = plt.figure(figsize=(WIDTH_IN, height_in), layout=layout, FigureClass=kind)
    plt.close(figure)
    if title:
        heading = figure.suptitle(_folded(title), x=0.012, ha="left", va="top")
        if not layout:
            heading.set_y(1 - 0.12 / height_in)
    return figure


def _folded(title: str) -> str:
    """The title in lines; a number stays with its unit."""
    joined = re.sub(r"(?<=\d) (?=px|%|of \d)", "\u00a0", title)
    return fill(joined, TITLE_LETTERS)


def sentence_figure(sentence: str) -> Figure:
    """In the place of a figure, the sentence that says why there is nothing to draw."""
    return new_figure(0.8, title=sentence, layout=None, kind=Sentence)


def halo(width: float = 3.0) -> list[AbstractPathEffect]:
    """A dark rim that keeps a bright line or letter readable on a photo of any colour."""
    return [withStroke(linewidth=width, foreground="#101010", alpha=0.85)]
