"""What a model found in one picture, and the same in the picture before it was turned."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from containerloc.quads import Bools, Floats


@dataclass(frozen=True)
class Found:
    """The predictions of one picture, most confident first, in its pixels.

    `boxes` (n, 4) left, top, right, bottom; `corners` (n, 4, 2), or (n, 4, 3) with a confidence
    each; `confidence` and `class_id` (n,).
    """

    boxes: Floats
    corners: Floats
    confidence: Floats
    class_id: NDArray[np.int64]

    @property
    def quads(self) -> Floats:
        """The corners without their confidence, (n, 4, 2)."""
        return self.corners[..., :2]

    @property
    def best(self) -> float:
        """The highest confidence; 0 where nothing was found."""
        return float(self.confidence[0]) if len(self.confidence) else 0.0

    def only(self, which: Bools) -> "Found":
        """Those of the predictions, (n,) True or False."""
        return Found(
            self.boxes[which], self.corners[which], self.confidence[which], self.class_id[which]
        )


def found_in(
    boxes: NDArray[Any], corners: NDArray[Any], confidence: NDArray[Any], class_id: NDArray[Any]
) -> Found:
    """What a network answered, in any order and precision, as `Found`."""
    order = np.argsort(-confidence, kind="stable")
    return Found(
        boxes=boxes[order].astype(np.float64),
        corners=corners[order].astype(np.float64),
        confidence=confidence[order].astype(np.float64),
        class_id=class_id[order].astype(np.int64),
    )


def turned_back(found: Found, turns: int, size_hw: tuple[int, ...]) -> Found:
    """What was found in `np.rot90(pixels, turns)`, in the pixels of a picture `size_hw` unturned.

    Examples
    --------
    >>> corners = np.array([[[0.0, 0], [9, 0], [9, 3], [0, 3]]])
    >>> found = Found(np.array([[0.0, 0, 9, 3]]), corners, np.ones(1), np.zeros(1, np.int64))
    >>> back = turned_back(found, 1, (40, 30))  # text that runs down the right border
    >>> back.quads[0].tolist(), back.boxes[0].tolist()
    ([[30.0, 0.0], [30.0, 9.0], [27.0, 9.0], [27.0, 0.0]], [27.0, 0.0, 30.0, 9.0])
    """
    corners = found.corners.copy()
    corners[..., :2] = _points_back(found.quads, turns, size_hw)
    ends = _points_back(found.boxes.reshape(-1, 2, 2), turns, size_hw)
    boxes = np.hstack([ends.min(axis=1), ends.max(axis=1)])
    return Found(boxes, corners, found.confidence, found.class_id)


def _points_back(points: Floats, turns: int, size_hw: tuple[int, ...]) -> Floats:
    """Points (n, k, 2) px; each quarter turn to the left took the picture's right border up."""
    (height, width), (x, y) = size_hw[:2], np.moveaxis(points, -1, 0)
    turned = [(x, y), (width - y, x), (width - x, height - y), (y, height - x)]
    return np.stack(turned[turns % 4], axis=-1)
