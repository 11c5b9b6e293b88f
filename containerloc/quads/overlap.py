"""How two outlines overlap: IoU, coverage, margin; and IoU of hulls, blind to corner order."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from containerloc.quads.hulls import common_area, convex_hulls
from containerloc.quads.outline import Bools, Floats, is_missing, signed_area

_BLOCK: Final = 20_000  # pairs: outlines take memory
_THREADS: Final = min(os.cpu_count() or 1, 8)


class Overlaps(NamedTuple):
    """How pairs of outlines overlap, `(n,)` each: see the functions of these names."""

    iou: Floats
    coverage: Floats
    margin: Floats


def overlaps(predicted: Floats, truth: Floats) -> Overlaps:
    """`polygon_iou`, `coverage` and `margin` of pairs `(n, 4, 2)`, from one intersection."""
    overlap, predicted_area, true_area = _areas(predicted, truth)
    union = predicted_area + true_area - overlap
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        outside = (predicted_area - overlap) / true_area
        return Overlaps(
            np.asarray(overlap / union),
            np.asarray(overlap / true_area),
            np.where(predicted_area == 0, np.nan, outside),
        )


def polygon_iou(predicted: Floats, truth: Floats) -> Floats:
    """Intersection over union of the two outlines; higher is better.

    Shape `(n,)`, 0 to 1; NaN where a corner is missing. A self-crossing predicted quad, or one
    without area, scores 0. Where the labelled quad has no valid outline the score is NaN. Blind
    to corner order: see `corner_order`. By shapely.

    Examples
    --------
    >>> from containerloc.quads import as_quads
    >>> truth = as_quads([[0, 0], [4, 0], [4, 2], [0, 2]])
    >>> polygon_iou(truth + [2, 0], truth).round(4)
    array([0.3333])
    """
    return overlaps(predicted, truth).iou


def coverage(predicted: Floats, truth: Floats) -> Floats:
    """Share of the true outline that the predicted one covers; higher is better.

    Shape `(n,)`, 0 to 1: area(predicted and true) / area(true). Less than 1 cuts characters. NaN
    as in `polygon_iou`.

    Examples
    --------
    >>> from containerloc.quads import as_quads
    >>> truth = as_quads([[0, 0], [4, 0], [4, 2], [0, 2]])
    >>> coverage(truth + [1, 0], truth), margin(truth + [1, 0], truth)
    (array([0.75]), array([0.25]))
    """
    return overlaps(predicted, truth).coverage


def margin(predicted: Floats, truth: Floats) -> Floats:
    """Predicted area outside the true outline, as a share of the true area; lower is better.

    Shape `(n,)`, 0 and up: area(predicted without true) / area(true). Mostly harmless to a reader
    of the text. NaN as in `polygon_iou`, and for a predicted quad that crosses itself.
    """
    return overlaps(predicted, truth).margin


def hull_iou(predicted: Floats, truth: Floats) -> Floats:
    """Intersection over union of the convex hulls of the corners; higher is better.

    Shape `(n,)`, 0 to 1; NaN where a corner is missing. However the corners are named, so that a
    self-crossing quad scores as what it encloses; 0 where either has no area. Exact to about a
    millionth.

    Examples
    --------
    >>> from containerloc.quads import as_quads
    >>> truth = as_quads([[0, 0], [4, 0], [4, 2], [0, 2]])
    >>> crossed = truth[:, [0, 2, 1, 3]] + [2, 0]
    >>> hull_iou(crossed, truth).round(4), polygon_iou(crossed, truth)
    (array([0.3333]), array([0.]))
    """
    hulls, true_hulls = convex_hulls(predicted), convex_hulls(truth)
    common = common_area(hulls, true_hulls)
    area, true_area = (np.maximum(signed_area(each), 0.0) for each in (hulls, true_hulls))
    return _iou(common, area, true_area)


def box_iou(predicted: Floats, truth: Floats) -> Floats:
    """Intersection over union of axis-aligned boxes `(n, 4)`: left, top, right, bottom.

    Shape `(n,)`, 0 to 1; higher is better. NaN where an edge is missing.

    Examples
    --------
    >>> box_iou(np.array([[2.0, 0, 6, 2]]), np.array([[0.0, 0, 4, 2]])).round(4)
    array([0.3333])
    """
    low = np.maximum(predicted[:, :2], truth[:, :2])
    high = np.minimum(predicted[:, 2:], truth[:, 2:])
    common = np.maximum(high - low, 0.0).prod(axis=1)
    area, true_area = (np.prod(box[:, 2:] - box[:, :2], axis=1) for box in (predicted, truth))
    return _iou(common, area, true_area)


def _iou(common: Floats, area: Floats, true_area: Floats) -> Floats:
    """Intersection over union; 0 where there is nothing to overlap."""
    union = area + true_area - common
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(union == 0, 0.0, common / union)


def _areas(predicted: Floats, truth: Floats) -> tuple[Floats, Floats, Floats]:
    """Areas of the overlap, of the predicted and of the true outline, `(n,)` each."""
    blocks = range(0, len(predicted), _BLOCK)
    if len(blocks) < 2:
        return _areas_of_block(predicted, truth)
    with ThreadPoolExecutor(_THREADS) as pool:  # shapely works without Python's lock
        areas = pool.map(
            lambda start: _areas_of_block(
                predicted[start : start + _BLOCK], truth[start : start + _BLOCK]
            ),
            blocks,
        )
        overlap, predicted_area, true_area = map(np.concatenate, zip(*areas, strict=True))
    return overlap, predicted_area, true_area


def _areas_of_block(predicted: Floats, truth: Floats) -> tuple[Floats, Floats, Floats]:
    missing = is_missing(predicted) | is_missing(truth)
    outlines, true_outlines = _polygons(predicted, missing), _polygons(truth, missing)
    usable = shapely.is_valid(outlines)
    outlines[~usable] = shapely.Polygon()
    true_area = shapely.area(true_outlines)
    broken = missing | ~shapely.is_valid(true_outlines) | (true_area == 0)
    true_outlines[broken] = shapely.Polygon()
    with np.errstate(divide="ignore"):  # of sides too short for their direction
        overlap = shapely.area(shapely.intersection(outlines, true_outlines))
    areas = (overlap, shapely.area(outlines), true_area)
    overlap, predicted_area, true_area = (np.where(broken, np.nan, area) for area in areas)
    return overlap, predicted_area, true_area


def _polygons(quads: Floats, missing: Bools) -> NDArray[np.object_]:
    return np.asarray(shapely.polygons(np.where(missing[:, None, None], 0.0, quads)))
