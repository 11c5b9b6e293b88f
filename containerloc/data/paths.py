"""Where an image's label lies, and the key by which an image is known."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def label_path_of(image: Path) -> Path:
    """Where the label of an image is: the last `/images/` becomes `/labels/`, the suffix `.txt`.

    Examples
    --------
    >>> label_path_of(Path("/d/images/val/a b.jpg")).as_posix()
    '/d/labels/val/a b.txt'
    """
    *before, after = image.as_posix().rsplit("/images/", 1)
    return Path("/labels/".join((*before, after))).with_suffix(".txt")


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
        open_ones = {i: "/".join(path.parts[-depth:]) for i, path in enumerate(paths)
                     if i not in keys}  # fmt: skip
        counts = Counter(open_ones.values())
        keys |= {i: tail for i, tail in open_ones.items() if counts[tail] == 1}
    return [keys[i] for i in range(len(paths))]
