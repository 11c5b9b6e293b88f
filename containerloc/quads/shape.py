"""The shape of a quad: aspect, direction of the text, reading order, hull."""

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.quads import Floats, text_wh

# An ID on two lines is about 2.1 times as wide as high; seen obliquely it may be nearly square.
# Below this ratio of its sides a quad says nothing about the direction of its text.
ELONGATED: Final = 1.5

# An ID on one line is 6 to 12 times as wide as high as labelled, one on two lines 2 to 4 times.
TWO_LINES_BELOW: Final = 5.0
# Of two lines and the gap between them, one takes this much.
LINE_OF_TWO: Final = 0.43
# Characters one above the other make a quad that is higher than wide.
STACKED_BELOW: Final = 0.67
_STACKED: Final = 11  # characters of an ID

# Text may be painted to run upwards or downwards, and perspective turns it a little further;
# only beyond this angle from the rightward direction does it stand on its head.
UPSIDE_DOWN_DEG: Final = 135.0


def text_angle_deg(quads: Floats) -> Floats:
    """Direction of the text as labelled: 0 to the right, 90 downwards, 180 to the left.

    Shape `(n,)`, -180 to 180 degrees; NaN where a corner is missing.

    Examples
    --------
    >>> text_angle_deg(np.array([[[0.0, 9], [0, 0], [2, 0], [2, 9]]])).tolist()
    [-90.0]
    """
    along = quads[:, [1, 2]].mean(axis=1) - quads[:, [0, 3]].mean(axis=1)
    return np.asarray(np.degrees(np.arctan2(along[:, 1], along[:, 0])))


def aspect(quads: Floats) -> Floats:
    """Width along the text over height across it, as labelled. Shape `(n,)`; NaN where missing."""
    width, height = text_wh(quads).T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(width / height)


def line_heights_px(quads: Floats) -> Floats:
    """Height of a line of text of each quad, `(n,)` px; NaN where a corner is missing.

    By the ratio of its sides: of an ID on two lines it is less than half of the quad's height, of
    characters one above the other the height of one.

    Examples
    --------
    >>> from containerloc.quads import as_quads
    >>> line_heights_px(as_quads([[0, 0], [80, 0], [80, 10], [0, 10]])).tolist()
    [10.0]
    >>> line_heights_px(as_quads([[0, 0], [40, 0], [40, 10], [0, 10]])).tolist()
    [4.3]
    """
    height, ratio = text_wh(quads)[:, 1], aspect(quads)
    share = np.where(ratio < TWO_LINES_BELOW, LINE_OF_TWO, 1.0)
    return np.asarray(height * np.where(ratio < STACKED_BELOW, 1 / _STACKED, share))


def reading_order(quads: Floats) -> NDArray[np.int64]:
    """Which corner stands where the text's TL, TR, BR, BL should be, by the shape alone.

    Shape `(n, 4)`, indices into the labelled corners: clockwise, text along the longer pair of
    sides and to the right. A guess for nearly square quads. Meaningless for missing corners and
    quads that are not convex.

    Examples
    --------
    >>> reading_order(np.array([[[0.0, 0], [8, 1], [8, 0], [0, 1]]]))
    array([[0, 2, 1, 3]])
    """
    centred = quads - quads.mean(axis=1, keepdims=True)
    # With y downwards a growing angle is clockwise.
    clockwise = np.argsort(np.arctan2(centred[..., 1], centred[..., 0]), axis=1)
    hull = np.take_along_axis(quads, clockwise[..., None], axis=1)
    width, height = text_wh(hull).T
    start = np.where(width >= height, 0, 1)
    turned = np.take_along_axis(hull, _cycle(start)[..., None], axis=1)
    start = start + np.where(np.abs(text_angle_deg(turned)) > 90, 2, 0)
    return np.take_along_axis(clockwise, _cycle(start), axis=1)


def pair_distances(quads: Floats) -> Floats:
    """Distances of the six pairs of corners, `(n, 6)`, in the order of `combinations`."""
    first, second = np.array(list(combinations(range(4), 2))).T
    return np.asarray(np.linalg.norm(quads[:, first] - quads[:, second], axis=2))


def hull_area(quads: Floats) -> Floats:
    """Area in the quad's geometric order, so that crossing sides do not cancel. Shape `(n,)`."""
    points = np.take_along_axis(quads, reading_order(quads)[..., None], axis=1)
    diagonals = points[:, [2, 3]] - points[:, [0, 1]]
    cross = diagonals[:, 0, 0] * diagonals[:, 1, 1] - diagonals[:, 0, 1] * diagonals[:, 1, 0]
    return np.asarray(np.abs(cross) / 2)


def _cycle(start: NDArray[np.int64]) -> NDArray[np.int64]:
    return (start[:, None] + np.arange(4)) % 4
