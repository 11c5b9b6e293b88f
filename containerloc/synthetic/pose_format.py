"""The files of Ultralytics' pose format: the label line, the data.yaml, the picture."""

import cv2
import numpy as np

from containerloc.errors import DataError
from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Picture

SPLITS = ("train", "val", "test")
# Without `path`, Ultralytics looks beside the data.yaml; `path: .` is the working directory to it.
# Ultralytics' own sigma, 0.25, forgives 15 px on an ID of 300 x 70 px: neither the loss nor the
# choice of the best epoch would see what is left to gain.
DATA_YAML = """\
train: images/train
val: images/val
test: images/test
kpt_shape: [4, 3]
flip_idx: [1, 0, 3, 2]
kpt_oks_sigmas: [0.1, 0.1, 0.1, 0.1]
names:
  0: container_id
"""


def label_line(quad: Floats, size_wh: tuple[float, float], *, box_shift_px: float = 0.0) -> str:
    """Return one line of a label file for a quad (4, 2) px in a picture (w, h).

    A NaN corner is written `0 0 0`, which is how the format says *not labelled*; the box is the
    hull of the other corners, moved to the right by `box_shift_px`. Without any corner there is no
    line. What lies outside the picture is clipped to its border: Ultralytics would throw the whole
    label away.

    Examples
    --------
    >>> label_line(np.array([[10.0, 20], [30, 20], [30, 40], [np.nan, np.nan]]), (100, 100))[:46]
    '0 0.200000000 0.300000000 0.200000000 0.200000'
    """
    if np.isnan(quad).all():
        return ""
    points = np.clip(quad / np.array(size_wh), 0.0, 1.0)
    away = np.array([box_shift_px / size_wh[0], 0.0])
    low = np.clip(np.nanmin(points, axis=0) + away, 0.0, 1.0)
    high = np.clip(np.nanmax(points, axis=0) + away, 0.0, 1.0)
    numbers = [f"{value:.9f}" for value in (*(low + high) / 2, *(high - low))]
    for x, y in points:
        numbers.append("0 0 0" if np.isnan(x) or np.isnan(y) else f"{x:.9f} {y:.9f} 2")
    return "0 " + " ".join(numbers) + "\n"


def jpeg_of(image: Picture, *, quality: int = 92) -> bytes:
    """Return a picture (h, w, 3) RGB as the content of a JPEG file.

    Raises
    ------
    DataError : OpenCV was built without JPEG.
    """
    bgr = np.ascontiguousarray(image[..., ::-1])
    done, content = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise DataError("OpenCV could not encode a JPEG")
    return content.tobytes()
