"""What moves the pixels of a finished picture: a wide lens, a screenshot's frame, a turned phone.

Each step takes the picture and the points (n, 2) px that matter, and returns both where they are
afterwards; the points are exact.
"""

import cv2
import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Picture


def distorted(image: Picture, points: Floats, strength: float) -> tuple[Picture, Floats]:
    """Return picture and points seen through a wide lens, which bends straight lines outward.

    With r the distance from the center over half of the diagonal, what a pinhole puts at
    r (1 + strength r^2) / (1 + strength) appears at r; the corners of the picture stay.

    Examples
    --------
    >>> picture, moved = distorted(np.zeros((6, 8, 3), np.uint8), np.array([[0.0, 3.0]]), 0.1)
    >>> moved.round(3).tolist()
    [[-0.12, 3.0]]
    """
    height, width = image.shape[:2]
    center, reach = np.array([width, height]) / 2, float(np.hypot(width, height)) / 2
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5 - center[0]) / reach, (y + 0.5 - center[1]) / reach
    share = (1 + strength * (x**2 + y**2)) / (1 + strength)
    columns, rows = x * share * reach + center[0] - 0.5, y * share * reach + center[1] - 0.5
    bent = cv2.remap(
        image,
        np.asarray(columns, np.float32),
        np.asarray(rows, np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    offset = (points - center) / reach
    seen = np.linalg.norm(offset, axis=1, keepdims=True)
    radius = seen.copy()
    for _ in range(20):  # Newton, for r (1 + strength r^2) = (1 + strength) seen
        excess = radius * (1 + strength * radius**2) - (1 + strength) * seen
        radius = radius - excess / (1 + 3 * strength * radius**2)
    moved = offset * radius / np.where(seen > 0, seen, 1.0) * reach + center
    return np.asarray(bent, np.uint8), np.asarray(moved, np.float64)


def framed(
    image: Picture, points: Floats, bars_px: tuple[int, int, int, int], gray: int
) -> tuple[Picture, Floats]:
    """Return picture and points within bars (top, bottom, left, right), as in a screenshot.

    Examples
    --------
    >>> black, point = np.zeros((4, 6, 3), np.uint8), np.array([[1.0, 2]])
    >>> picture, moved = framed(black, point, (3, 0, 5, 0), 255)
    >>> picture.shape, moved.tolist()
    ((7, 11, 3), [[6.0, 5.0]])
    """
    bordered = cv2.copyMakeBorder(image, *bars_px, cv2.BORDER_CONSTANT, value=[gray] * 3)
    return np.asarray(bordered, np.uint8), points + np.array([bars_px[2], bars_px[0]], float)


def resized(image: Picture, points: Floats, longer_px: int) -> tuple[Picture, Floats]:
    """Return picture and points at another size, given by the picture's longer side.

    Examples
    --------
    >>> picture, moved = resized(np.zeros((10, 4, 3), np.uint8), np.array([[2.0, 5.0]]), 5)
    >>> picture.shape, moved.tolist()
    ((5, 2, 3), [[1.0, 2.5]])
    """
    before = np.array([image.shape[1], image.shape[0]])
    after = np.rint(before * longer_px / before.max()).astype(int)
    small = cv2.resize(image, after.tolist(), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), points * (after / before)


def turned(image: Picture, points: Floats, turns: int) -> tuple[Picture, Floats]:
    """Return picture and points after quarter turns against the clock, as phones forget them.

    Examples
    --------
    >>> picture, points = turned(np.zeros((4, 6, 3), np.uint8), np.array([[1.0, 0.5]]), 1)
    >>> picture.shape, points.tolist()
    ((6, 4, 3), [[0.5, 5.0]])
    """
    for _ in range(turns):
        points = np.stack([points[:, 1], image.shape[1] - points[:, 0]], axis=1)
        image = np.ascontiguousarray(np.rot90(image))
    return image, points
