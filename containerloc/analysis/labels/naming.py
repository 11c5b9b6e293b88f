"""What the shape of a labelled quad says about the naming of its corners."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.quads import Floats, is_convex, is_missing, is_self_crossing, signed_area
from containerloc.quads.shape import ELONGATED, UPSIDE_DOWN_DEG, aspect, text_angle_deg

# Where the median ID is this wide, IDs stand on one line, and a tall one is a surprise.
WIDE_POPULATION: Final = 3.0


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
    - empty: nothing follows for certain, as for nearly square quads, text that runs upwards or
      downwards, and quads that are not convex or lack a corner.

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
