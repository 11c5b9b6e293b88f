"""Faults of pictures: what makes an ID harder to see, or a file easy to misread."""

from collections.abc import Sequence

import cv2
import numpy as np

from containerloc.quads import CORNERS, Floats
from containerloc.synthetic.draw.arrays import Picture
from containerloc.synthetic.faults import Fault

TURNED_KINDS = ("exif", "exif_ignored")
_TURNED_BACK = b"Exif\0\0MM\0*\0\0\0\b\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"  # orientation 6


def with_fault(image: Picture, quad: Floats, fault: Fault, *, seed: Sequence[int]) -> Picture:
    """Return the picture (h, w, 3) with the fault; quad (4, 2) px of its ID.

    Faults of labels, of files and of the data set leave it as it is.
    """
    match fault.kind:
        case "occlude":
            return occluded(image, quad, fault, seed=seed)
        case "night":
            return darkened(image, seed=seed)
        case "low_resolution":
            return shrunk(image, fault.size_px)
    return image


def occluded(image: Picture, quad: Floats, fault: Fault, *, seed: Sequence[int]) -> Picture:
    """Return the picture with a tilted square of one color centered on the fault's corner.

    The side of the square is the fault's `size_px`; the quad (4, 2) px is in label coordinates.
    """
    rng = np.random.default_rng(seed)
    center = quad[CORNERS.index(fault.corner)] - 0.5  # OpenCV counts from pixel centers
    turn = float(rng.uniform(0, 90))
    square = cv2.boxPoints((center.tolist(), (fault.size_px, fault.size_px), turn))
    color = [int(value) for value in rng.integers(40, 200, 3)]
    painted = np.array(image, np.uint8)
    cv2.fillPoly(painted, [np.rint(square * 16).astype(np.int32)], color, cv2.LINE_AA, 4)
    return painted


def darkened(image: Picture, *, seed: Sequence[int]) -> Picture:
    """Return the picture with at most a tenth of full light, and the noise of too little."""
    rng = np.random.default_rng(seed)
    light = cv2.GaussianBlur(image, (0, 0), max(image.shape) / 1600).astype(np.float64)
    light *= min(25 / max(light.mean(), 1.0), 1.0)
    noise = rng.standard_normal(image.shape) * np.sqrt(light * 0.8 + 4)
    return np.clip(light + noise, 0, 255).astype(np.uint8)


def shrunk(image: Picture, longer_px: float) -> Picture:
    """Return the picture with a longer side of `longer_px`, unless it is smaller already."""
    scale = min(longer_px / max(image.shape), 1.0)
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def in_stored_frame(
    quad: Floats, size_wh: tuple[float, float]
) -> tuple[Floats, tuple[float, float]]:
    """Return quad and size of a picture that `exif` stores a quarter turn against the clock.

    Examples
    --------
    >>> quad, size = in_stored_frame(np.array([[1.0, 2]]), (10, 20))
    >>> quad.tolist(), size
    ([[2.0, 9.0]], (20, 10))
    """
    width, height = size_wh
    return np.stack([quad[:, 1], width - quad[:, 0]], axis=1), (height, width)


def tagged(jpeg: bytes) -> bytes:
    """Return the bytes of a JPEG with the EXIF tag that has it turned a quarter clockwise."""
    length = (len(_TURNED_BACK) + 2).to_bytes(2, "big")
    return jpeg[:2] + b"\xff\xe1" + length + _TURNED_BACK + jpeg[2:]
