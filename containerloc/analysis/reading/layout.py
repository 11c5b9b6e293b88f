"""The lines of text in a quad: parts that stand side by side in a reader's picture."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.iso6346 import LENGTH
from containerloc.quads import Floats, as_quads, homographies, transformed
from containerloc.quads.shape import STACKED_BELOW, TWO_LINES_BELOW, aspect, text_angle_deg

ONE_LINE, TWO_LINES, STACKED = "one line", "two lines", "stacked"
LAYOUTS: Final = (ONE_LINE, TWO_LINES, STACKED)
_CUT: Final = 0.5  # two lines are parted in the middle of the gap
# Each part: left, top, right, bottom, in shares of the quad's width and height.
_PARTS: Final = {
    ONE_LINE: [(0.0, 0.0, 1.0, 1.0)],
    TWO_LINES: [(0.0, 0.0, 1.0, _CUT), (0.0, _CUT, 1.0, 1.0)],
    STACKED: [(0.0, each / LENGTH, 1.0, (each + 1) / LENGTH) for each in range(LENGTH)],
}


def layouts(quads: Floats) -> list[tuple[str, ...]]:
    """The ways in which the text of each quad may stand, all of which are tried; `n` tuples.

    By the ratio of its sides: an ID on one line is 6 to 12 times as wide as high, one on two lines
    2 to 4 times, and characters one above the other are higher than wide.

    Examples
    --------
    >>> layouts(as_quads([[0, 0], [80, 0], [80, 10], [0, 10]]))
    [('one line',)]
    >>> layouts(as_quads([[0, 0], [30, 0], [30, 10], [0, 10]]))
    [('two lines', 'one line')]
    """
    return [_layouts(ratio) for ratio in aspect(quads).tolist()]


def _layouts(ratio: float) -> tuple[str, ...]:
    if ratio < STACKED_BELOW:
        return (STACKED,)
    return (TWO_LINES, ONE_LINE) if ratio < TWO_LINES_BELOW else (ONE_LINE,)


def parts_of(quad: Floats, layout: str) -> Floats:
    """The quads `(k, 4, 2)` of the lines, or characters, of one quad `(4, 2)`, as they are read.

    Examples
    --------
    >>> upper, lower = parts_of(np.array([[0.0, 0], [40, 0], [40, 20], [0, 20]]), TWO_LINES)
    >>> upper.round(6).tolist()
    [[0.0, 0.0], [40.0, 0.0], [40.0, 10.0], [0.0, 10.0]]
    """
    if layout == ONE_LINE:
        return quad[None]
    shares = np.array(_PARTS[layout])
    square = as_quads([[0, 0], [1, 0], [1, 1], [0, 1]])
    corners = shares[:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    to_image = homographies(square, quad[None])
    return transformed(corners, np.broadcast_to(to_image, (len(corners), 3, 3)))


def kinds_of_text(quads: Floats) -> NDArray[np.str_]:
    """How the text of each quad stands, `(n,)`: on one line, on two, stacked, or turned.

    Turned runs up or down the door, or stands on its head: more than 45 degrees off.
    """
    ratio = aspect(quads)
    kind = np.where(ratio < TWO_LINES_BELOW, TWO_LINES, ONE_LINE)
    kind = np.where(np.abs(text_angle_deg(quads)) > 45, "turned", kind)
    return np.where(ratio < STACKED_BELOW, STACKED, kind)
