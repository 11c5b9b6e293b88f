"""Where an image's label lies, and the key by which an image is known."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def label_path_of(image: Path) -> Path:
    """Where the label of an image is: the last `/images/` becomes `/labels/`, the suffix `.txt`.

    Examples
    --------
    >>> label_path_of(Path("/d/images/val/a b.jpg")).as_posix()
    '/d/labels/val/a b.txt'
    """
    *before, after = image.as_posix().rsplit("/images/", 1)
    return Path("/labels/".join((*before, after))).with_suffix(".txt")


def is_file(path: Path) -> bool:
    """Whether there is such a file; False, too, for a name that no file can have.

    `Path.is_file` raises an OSError for a name of 300 letters.
    """
    return os.path.isfile(path)  # noqa: PTH113


def is_text(name: str) -> bool:
    """Whether a name is UTF-8; Linux allows any bytes, and no table or JSON can hold them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def image_keys(paths: Sequence[Path]) -> list[str]:
    """The key of each image: its shortest trailing path that no other image ends with.

    Raises
    ------
    ValueError
        When a path is given twice.

    Examples
    --------
    >>> image_keys([Path("/d/a/1.jpg"), Path("/d/b/1.jpg"), Path("/d/b/2.jpg")])
    ['a/1.jpg', 'b/1.jpg', '2.jpg']
    """
    keys: dict[int, str] = {}
    depth, longest = 0, max((len(path.parts) for path in paths), default=0)
    while len(keys) < len(paths):
        depth += 1
        if depth > longest:
            raise ValueError("image keys need different paths")
        open_ones = {
            i: "/".join(path.parts[-depth:]) for i, path in enumerate(paths) if i not in keys
        }
        counts = Counter(open_ones.values())
        keys |= {i: tail for i, tail in open_ones.items() if counts[tail] == 1}
    return [keys[i] for i in range(len(paths))]


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
