"""What a predicted outline encloses: the ID, a part of it, more than it, or something else.

All in units of the ID's own text height, in the ID's own perspective, and whatever the corners of
the prediction are called.
"""

from typing import Final

import numpy as np

from containerloc.quads import Bools, Floats, coverage, homographies, margin, transformed
from containerloc.quads.shape import LINE_OF_TWO, TWO_LINES_BELOW, aspect, reading_order

# Below this share of the smaller outline it is chance that the two overlap: neighbouring lines of
# text stand half a line apart, so that a box on one of them reaches the other only by its slack.
_OVERLAPS_FROM: Final = 0.2
# A side this near to the ID's own, in line heights and in the mean of its two corners, is meant to
# be there: corners scatter, and owner code and serial are lower than a boxed check digit.
_ALIGNED: Final = 0.35
# An ID that is enclosed whole is cut by no more than this; beyond it, it is rather shifted.
_CUT: Final = 0.25
# The owner code is 4 of 11 characters, the serial 6 or 7 with the check digit: either leaves out
# more than this share of the width at one end, and less than `_OTHER_END` at the other (the check
# digit in its box, where the serial is taken without it).
_PART_FROM: Final = 0.25
_OTHER_END: Final = 0.2
# Where there are two lines, one left out is more than this share of the height.
_LINE_FROM: Final = 0.4
# A character with its gap is 0.7 to 0.9 line heights wide, a line with its gap more than 1 high.
_EXTRA_FROM: Final = 0.7


def reaches(predicted: Floats, truth: Floats) -> Floats:
    """How far the prediction reaches beyond each side of the ID, left, top, right, bottom.

    Shape `(n, 4, 2)`, text heights, outward positive: how far both corners of the side reach, and
    how far the farther one does. After the ID has been rectified, so that a view from aside changes
    nothing. NaN where a corner is missing or the true outline is not convex.

    Examples
    --------
    >>> truth = np.array([[[0.0, 0], [80, 0], [80, 10], [0, 10]]])
    >>> reaches(truth + [5, 0], truth)[..., 0].round(3) + 0.0
    array([[-0.5,  0. ,  0.5,  0. ]])
    """
    ratio = aspect(truth)
    corner = np.stack([ratio, np.ones_like(ratio)], axis=1)
    upright = corner[:, None] * [[0, 0], [1, 0], [1, 1], [0, 1]]
    # By size and not by name: two corners are at the left, two at the right.
    ordered = np.sort(transformed(predicted, homographies(truth, upright)), axis=1)
    low, high = -ordered[:, [1, 0]], ordered[:, [2, 3]] - corner[:, None]
    return np.concatenate([low, high], axis=2).transpose(0, 2, 1)


def overlap_share(predicted: Floats, truth: Floats) -> Floats:
    """Area in common, as a share of the smaller outline: 1 where one contains the other.

    Shape `(n,)`. Of the outline that the four points have, also where they are named so that it
    crosses itself. NaN where a corner is missing or the true outline is broken.
    """
    around = np.take_along_axis(predicted, reading_order(predicted)[..., None], axis=1)
    common, outside = coverage(around, truth), np.nan_to_num(margin(around, truth))
    area = np.minimum(1.0, common + outside)
    share: Floats = np.divide(
        common, area, where=area > 0, out=np.where(np.isnan(common), np.nan, 0.0)
    )
    return share


def is_elsewhere(predicted: Floats, truth: Floats) -> Bools:
    """Whether the prediction lies on something else, and at best grazes the ID. Shape `(n,)`."""
    return np.asarray(overlap_share(predicted, truth) < _OVERLAPS_FROM)


def is_part(predicted: Floats, truth: Floats) -> Bools:
    """Whether the prediction encloses one part of the ID alone: owner code, serial or one line.

    Shape `(n,)`. It stays within the ID, and one end (or of two lines, one) is left out, while the
    opposite side is where it should be.
    """
    ratio, line = aspect(truth)[:, None], _line_height(truth)[:, None]
    reach = reaches(predicted, truth)
    side, lost = reach.mean(axis=2), -reach[..., 1]
    aligned = side >= -_ALIGNED * line
    along = (lost[:, [0, 2]] >= _PART_FROM * ratio) & (side[:, [2, 0]] >= -_OTHER_END * ratio)
    across = (lost[:, [1, 3]] >= _LINE_FROM) & aligned[:, [3, 1]] & (line < 1)
    level = aligned[:, [1, 3]].all(axis=1)
    within = (side <= _ALIGNED * line).all(axis=1)
    return np.asarray(within & ((along.any(axis=1) & level) | across.any(axis=1)))


def is_extra(predicted: Floats, truth: Floats) -> Bools:
    """Whether the prediction encloses the ID and, on one side, other text besides.

    Shape `(n,)`. No side is cut, and one reaches farther out than the opposite by a character or
    a line, with both its corners: one that strays alone encloses no text.
    """
    reach, line = reaches(predicted, truth), _line_height(truth)[:, None]
    side = reach.mean(axis=2)
    whole = (side >= -_CUT * line).all(axis=1)
    farther = reach[..., 0] - np.maximum(side[:, [2, 3, 0, 1]], 0)
    return np.asarray(whole & (farther >= _EXTRA_FROM * line).any(axis=1))


def _line_height(truth: Floats) -> Floats:
    """Height of one line of the ID, in heights of the whole. Shape `(n,)`."""
    return np.where(aspect(truth) < TWO_LINES_BELOW, LINE_OF_TWO, 1.0)
