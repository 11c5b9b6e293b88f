"""A page of photos: everything on it has its place in inches from the upper left."""

from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from containerloc.show.style import TILE, WIDTH_IN, new_figure

HEAD_IN: Final = 0.85  # a title, and below it what the lines mean
EDGE_IN: Final = 0.1
Place = tuple[float, float]  # left, top
Box = tuple[float, float, float, float]  # left, top, width, height


def page_of(
    n: int, *, title: str, cell_in: float, in_a_row: int = 1, head_in: float = HEAD_IN
) -> tuple[Figure, list[Place]]:
    """An empty page for n cells of this height, and the upper left corner of each."""
    figure = new_figure(head_in + cell_in * -(-n // in_a_row), title=title, layout=None)
    cells = (divmod(number, in_a_row) for number in range(n))
    width_in = WIDTH_IN / in_a_row
    return figure, [(EDGE_IN + x * width_in, head_in + y * cell_in) for y, x in cells]


def tile(figure: Figure, box_in: Box) -> Axes:
    """An axes without ticks at this box."""
    left, top, width, height = box_in
    page_width, page_height = figure.get_size_inches()
    below = 1 - (top + height) / page_height
    axes = figure.add_axes((left / page_width, below, width / page_width, height / page_height))
    axes.set(xticks=[], yticks=[], facecolor=TILE)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    return axes


def write(figure: Figure, place_in: Place, text: str, **looks: Any) -> None:
    """Text whose upper left corner is at this place."""
    width, height = figure.get_size_inches()
    left, top = place_in
    figure.text(left / width, 1 - top / height, text, ha="left", va="top", **looks)
