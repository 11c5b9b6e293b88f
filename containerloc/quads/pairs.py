"""All that is measured of a predicted quad and the true one, at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from containerloc.quads.frame import own_frame_errors
from containerloc.quads.order import corner_order
from containerloc.quads.outline import Floats, bounds, corner_distances, is_self_crossing
from containerloc.quads.overlap import overlaps


def pair_metrics(predicted: Floats, truth: Floats) -> dict[str, NDArray[Any]]:
    """What is measured of n pairs of quads, `(n, 4, 2)` each: arrays of n by their names.

    `error_px`, the mean of `errors_px` over the corners, `signed_px`, `nme` (`error_px` over the
    `reference_length`), `iou`, `coverage`, `margin`, `order` and `crossed`, as `LabelErrors` has
    them. NaN where a corner of either is missing; there `order` is empty and `crossed` False.
    """
    errors = corner_distances(predicted, truth)
    error = errors.mean(axis=1)
    return {
        "error_px": error,
        # Corner by corner in memory, so that sums over labels lose no digit (pairwise summation).
        "errors_px": np.asfortranarray(errors),
        "signed_px": own_frame_errors(predicted, truth),
        "nme": error / reference_length(truth),
        **overlaps(predicted, truth)._asdict(),
        "order": corner_order(predicted, truth),
        "crossed": is_self_crossing(predicted),
    }


def reference_length(truth: Floats) -> Floats:
    """What NME and PCK divide by: sqrt(w * h) of the box round the labelled corners.

    Shape `(n,)`, pixels; NaN where a corner is missing, or the box has no area.

    Examples
    --------
    >>> reference_length(np.array([[[0.0, 0], [9, 0], [9, 4], [0, 4]]]))
    array([6.])
    """
    left, top, right, bottom = bounds(truth).T
    length = np.sqrt((right - left) * (bottom - top))
    return np.where(length == 0, np.nan, length)
