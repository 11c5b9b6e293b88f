"""A second look at each ID, enlarged: where the first one saw too few pixels to place a corner.

At an input of 640 px the ID of a whole door is some 15 px tall; a corner cannot be placed to a
pixel of the photo there. A window about it, enlarged to the same input, shows it larger; one 2.6
times as wide as the ID did best, of five that were tried on 100 drawn doors. Confidence, box and
number of the predictions stay those of the first pass, so that thresholds mean what they meant;
only the corners move.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float64]  # (n, 4, 2) px, or (n, 4, 3) with a confidence each
Look = Callable[[list[NDArray[np.uint8]]], list[Any]]

FROM_CONFIDENCE: Final = 0.05  # what is less certain is no ID that anybody reads
AT_MOST: Final = 3  # predictions of an image
_REACH: Final = 1.3  # half of the window's sides, in lengths of the longer side of the quad's box


def refined(
    pixels: NDArray[np.uint8], corners: Corners, confidence: NDArray[np.float64], look: Look
) -> Corners:
    """Return the corners as they are seen in the enlarged windows.

    Parameters
    ----------
    pixels
        The image (h, w, 3).
    corners
        Those of the first pass, most confident first. Where the second finds nothing in the
        window whose middle lies in the first quad's box, they stay.
    confidence
        (n,) of the predictions.
    look
        Predicts a list of images: what Ultralytics' predictor returns.
    """
    chosen = np.flatnonzero(confidence >= FROM_CONFIDENCE)[:AT_MOST]
    windows = [window_about(corners[row, :, :2], pixels.shape[:2]) for row in chosen]
    better = corners.copy()
    for row, (left, top, right, bottom) in zip(chosen, windows, strict=True):
        # one at a time: a batch of windows of several sizes would be padded
        [result] = look([np.ascontiguousarray(pixels[top:bottom, left:right])])
        seen = result.keypoints.cpu().numpy().data.astype(np.float64)
        seen[..., :2] += [left, top]
        score = result.boxes.conf.cpu().numpy()
        fits = score * _about(seen[..., :2].mean(axis=1), corners[row, :, :2])
        if fits.size and fits.max() >= FROM_CONFIDENCE:
            better[row] = seen[int(fits.argmax())]
    return better


def window_about(quad: NDArray[np.float64], size_hw: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the square window about a quad (4, 2), cut to the image.

    Examples
    --------
    >>> window_about(np.array([[80.0, 90], [120, 90], [120, 110], [80, 110]]), (200, 300))
    (48, 48, 152, 152)
    >>> window_about(np.array([[0.0, 0], [40, 0], [40, 10], [0, 10]]), (100, 200))
    (0, 0, 72, 57)
    """
    low, high = quad.min(axis=0), quad.max(axis=0)
    center, reach = (low + high) / 2, max(float((high - low).max()) * _REACH, 8.0)
    left, top = np.clip(np.floor(center - reach), 0, np.array(size_hw[1::-1]) - 1).astype(int)
    right, bottom = np.clip(np.ceil(center + reach), [left + 1, top + 1], size_hw[1::-1])
    return int(left), int(top), int(right), int(bottom)


def _about(centers: NDArray[np.float64], quad: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of the points (n, 2) lie in the quad's upright box."""
    low, high = quad.min(axis=0), quad.max(axis=0)
    return np.asarray(((centers >= low) & (centers <= high)).all(axis=1))
