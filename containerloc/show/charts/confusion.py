"""Which classes are taken for which others."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from containerloc.show import style
from containerloc.wording import counted, shortened

_SHADES = LinearSegmentedColormap.from_list("share of the row", ["white", style.SERIES])
_CELL_IN = 0.62


@style.styled
def confusion_heatmap(confusion: pd.DataFrame) -> Figure:
    """Labels of each class by the class that is predicted on them; the diagonal is right.

    `confusion` as `measures.confusion.confusion_table` gives it: the last row holds predictions on
    no label, the last column labels without a prediction. Shades are shares of the row, numbers
    are counts; labels that have a prediction of another class stand out.
    """
    counts = confusion.to_numpy(np.int64)
    if len(counts) < 3:
        return style.sentence_figure("Only one class occurs: it cannot be taken for another.")
    n_classes = len(counts) - 1
    n, wrong = int(counts[:-1].sum()), int(_off_diagonal(counts).sum())
    title = f"{wrong:,} of {counted(n, 'label')} with a prediction of another class"
    figure = style.new_figure(2.3 + _CELL_IN * len(counts), title=title)
    axes = figure.subplots()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap=_SHADES, vmin=0, vmax=1.25, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        if row == column == n_classes:
            continue
        is_wrong = count and row != column and max(row, column) < n_classes
        looks: style.Looks = (
            {"color": style.ALARM, "weight": "bold"} if is_wrong else {"color": style.INK}
        )
        axes.text(column, row, f"{count:,}", ha="center", va="center", size=12, **looks)
    _name_cells(axes, confusion)
    return figure


def _off_diagonal(counts: np.ndarray) -> np.ndarray:
    """The counts of labels that have a prediction of another class."""
    classes = counts[:-1, :-1]
    return classes[~np.eye(len(classes), dtype=bool)]


def _name_cells(axes: Axes, confusion: pd.DataFrame) -> None:
    """Names at rows and columns, and a line before what is no class."""
    names = [[shortened(str(name), longest=24) for name in of] for of in confusion.axes]
    axes.set_yticks(range(len(names[0])), names[0])
    axes.set_xticks(range(len(names[1])), names[1])
    axes.set(xlabel="predicted", ylabel="labelled")
    axes.grid(visible=False)
    axes.tick_params(length=0)
    edge = len(names[0]) - 1.5
    axes.axhline(edge, color=style.INK, lw=1)
    axes.axvline(edge, color=style.INK, lw=1)
