"""THE corner convention, and the geometry of quads; knows nothing else.

A quad is the outline of one ID: float64 `(n, 4, 2)`, pixels of the image as displayed (x to the
right, y down), corners `TL, TR, BR, BL`, clockwise as the text reads. A missing corner is NaN; all
others lie within `FARTHEST_PX`, which every reader of files sees to. Functions take whole arrays,
never one quad, and arguments in the order `(predicted, truth)`.
"""

from containerloc.quads.frame import own_axes, own_frame_errors
from containerloc.quads.order import ORDERS, closest_naming, corner_order, naming_in_words
from containerloc.quads.outline import (
    CORNERS,
    FARTHEST_PX,
    Bools,
    Floats,
    as_quads,
    bounds,
    corner_distances,
    is_convex,
    is_missing,
    is_self_crossing,
    side_lengths,
    signed_area,
    text_wh,
    touches,
)
from containerloc.quads.overlap import box_iou, coverage, hull_iou, margin, polygon_iou
from containerloc.quads.projection import homographies, rectified, transformed

__all__ = ["CORNERS", "FARTHEST_PX", "ORDERS", "Bools", "Floats"]
__all__ += ["as_quads", "bounds", "corner_distances", "is_convex", "is_missing", "is_self_crossing"]
__all__ += ["side_lengths", "signed_area", "text_wh", "touches"]
__all__ += ["closest_naming", "corner_order", "naming_in_words", "own_axes", "own_frame_errors"]
__all__ += ["box_iou", "coverage", "hull_iou", "margin", "polygon_iou"]
__all__ += ["homographies", "rectified", "transformed"]
