"""A folder of images with rising numbers, which some add to while others read and delete."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from containerloc.data.paths import label_path_of


def numbered_image(images: Path, number: int) -> Path:
    """Where image `number` of a folder lies.

    Examples
    --------
    >>> numbered_image(Path("/d/images/train"), 7).as_posix()
    '/d/images/train/00000007.jpg'
    """
    return images / f"{number:08d}.jpg"


def finished_numbers(images: Path) -> NDArray[np.int64]:
    """The numbers of a folder's finished images, rising: those whose label, written last, is there.

    Only the label folder is listed: there may be thousands, and they are asked for often.
    """
    labels = label_path_of(numbered_image(images, 0)).parent
    names = os.listdir(labels)  # noqa: PTH208 - half the time of Path.iterdir
    return np.array(sorted(int(name[:-4]) for name in names if name.endswith(".txt")), np.int64)
