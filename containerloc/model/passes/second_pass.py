"""A second prediction of each ID from an enlarged crop, which shows its corners in more pixels.

At an input of 640 px the ID of a whole door is some 15 px tall; a corner cannot be placed to a
pixel of the photo there. A window about it, enlarged to the same input, shows it larger; one 2.6
times as wide as the ID did best, of five that were tried on 100 drawn doors. Confidence, box and
number of the predictions stay those of the first pass, so that thresholds mean what they meant;
only the corners move.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.model.passes.found import Found
from containerloc.quads import Floats

Corners = Floats  # (n, 4, 2) px, or (n, 4, 3) with a confidence each
Pixels = NDArray[np.uint8]
Look = Callable[[list[Pixels]], list[Found]]

MIN_CONFIDENCE: Final = 0.05  # nobody reads an ID that is less certain
MAX_PER_IMAGE: Final = 3  # predictions
_REACH: Final = 1.3  # half of the window's sides, in lengths of the longer side of the quad's box


def refined(pixels: Pixels, corners: Corners, confidence: Floats, look: Look) -> Corners:
    """The corners as predicted again from an enlarged window about each quad.

    Parameters
    ----------
    pixels
        The image (h, w, 3).
    corners
        Those of the first pass, most confident first. They stay where the second pass predicts
        no quad whose middle lies in the first quad's box.
    confidence
        (n,) of the predictions.
    look
        The model.
    """
    chosen = np.flatnonzero(confidence >= MIN_CONFIDENCE)[:MAX_PER_IMAGE]
    windows = [window_about(corners[row, :, :2], pixels.shape[:2]) for row in chosen]
    better = corners.copy()
    for row, (left, top, right, bottom) in zip(chosen, windows, strict=True):
        # one at a time: a batch of windows of several sizes would be padded
        [found] = look([np.ascontiguousarray(pixels[top:bottom, left:right])])
        seen = found.corners.copy()
        seen[..., :2] += [left, top]
        fits = found.confidence * in_box(seen[..., :2].mean(axis=1), corners[row, :, :2])
        if fits.size and fits.max() >= MIN_CONFIDENCE:
            better[row] = seen[int(fits.argmax())]
    return better


def window_about(points: Floats, size_hw: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the square window about points (n, 2) px, cut to the image.

    Examples
    --------
    >>> window_about(np.array([[80.0, 90], [120, 90], [120, 110], [80, 110]]), (200, 300))
    (48, 48, 152, 152)
    >>> window_about(np.array([[0.0, 0], [40, 0], [40, 10], [0, 10]]), (100, 200))
    (0, 0, 72, 57)
    """
    low, high = points.min(axis=0), points.max(axis=0)
    center, reach = (low + high) / 2, max(float((high - low).max()) * _REACH, 8.0)
    left, top = np.clip(np.floor(center - reach), 0, np.array(size_hw[1::-1]) - 1).astype(int)
    right, bottom = np.clip(np.ceil(center + reach), [left + 1, top + 1], size_hw[1::-1])
    return int(left), int(top), int(right), int(bottom)


def in_box(centers: Floats, points: Floats) -> NDArray[np.bool_]:
    """Which of the centers (n, 2) lie in the upright box about the points (k, 2)."""
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray(((centers >= low) & (centers <= high)).all(axis=1))
