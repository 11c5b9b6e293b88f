"""What the shape of a labelled quad says about the naming of its corners."""

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.quads import (
    Floats,
    is_convex,
    is_missing,
    is_self_crossing,
    signed_area,
    text_wh,
)

# An ID on two lines is about 2.1 times as wide as high; seen obliquely it may be nearly square.
# Below this ratio of its sides a quad says nothing about the direction of its text.
ELONGATED: Final = 1.5
# Where the median ID is this wide, IDs stand on one line, and a tall one is a surprise.
WIDE_POPULATION: Final = 3.0
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
    angle: Floats = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    return angle


def aspect(quads: Floats) -> Floats:
    """Width along the text over height across it, as labelled. Shape `(n,)`; NaN where missing."""
    width, height = text_wh(quads).T
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Floats = width / height
    return ratio


def is_wide_population(quads: Floats) -> bool:
    """Whether the IDs stand mostly on one line, whatever their corners are called."""
    ratios = aspect(quads[is_convex(quads)])
    ratios = np.maximum(ratios, 1 / ratios)
    return bool(len(ratios)) and float(np.median(ratios)) >= WIDE_POPULATION


def naming_faults(quads: Floats) -> NDArray[np.str_]:
    """How the corner names contradict the shape of the quad.

    Shape `(n,)`. In words of how sure they are:

    - `swapped`: the outline crosses itself. Certain: two corners are exchanged.
    - `mirrored`: the corners run anti-clockwise. Certain, unless the picture itself is mirrored.
    - `rotated`: the text would run to the left, upside down; or, where IDs are wide, the sides
      called top and bottom are upright and much shorter than the other two. Certain, unless the
      picture itself stands on its head.
    - `tall`: where IDs are wide, this one is much higher than wide, and its long sides are upright.
      Open: its characters stand one below another, or its corners are rotated.
    - empty: nothing firm can be said, as of nearly square quads, of text that runs upwards or
      downwards, and of quads that are not convex or lack a corner.

    Examples
    --------
    >>> wide = np.array([[0.0, 0], [8, 0], [8, 1], [0, 1]])
    >>> naming_faults(wide[[[0, 1, 2, 3], [1, 2, 3, 0], [2, 3, 0, 1], [1, 0, 3, 2], [0, 2, 1, 3]]])
    array(['', 'rotated', 'rotated', 'mirrored', 'swapped'], dtype='<U8')
    """
    ratio, angle = aspect(quads), np.abs(text_angle_deg(quads))
    convex, area = is_convex(quads), signed_area(quads)
    tall = (ratio < 1 / ELONGATED) & is_wide_population(quads)
    upright = np.abs(angle - 90) < 45
    upside_down = (ratio > ELONGATED) & (angle > UPSIDE_DOWN_DEG)
    verdicts = [
        (is_self_crossing(quads), "swapped"),
        (convex & (area < 0), "mirrored"),
        (convex & ((tall & upright) | upside_down), "rotated"),
        (convex & tall, "tall"),
    ]
    usable = ~is_missing(quads)
    conditions = [condition & usable for condition, _ in verdicts]
    return np.select(conditions, [name for _, name in verdicts], default="").astype("<U8")


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
    distances: Floats = np.linalg.norm(quads[:, first] - quads[:, second], axis=2)
    return distances


def hull_area(quads: Floats) -> Floats:
    """Area in the quad's geometric order, so that crossing sides do not cancel. Shape `(n,)`."""
    points = np.take_along_axis(quads, reading_order(quads)[..., None], axis=1)
    diagonals = points[:, [2, 3]] - points[:, [0, 1]]
    cross = diagonals[:, 0, 0] * diagonals[:, 1, 1] - diagonals[:, 0, 1] * diagonals[:, 1, 0]
    area: Floats = np.abs(cross) / 2
    return area


def _cycle(start: NDArray[np.int64]) -> NDArray[np.int64]:
    return (start[:, None] + np.arange(4)) % 4
