"""Changes to single lines of a label file; every other byte stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from containerloc.quads import CORNERS, Floats

_FIRST = 5  # class and box come before the corners


@dataclass(frozen=True, eq=False)
class LineEdit:
    """What happens to one line: `order` names the corners that become TL, TR, BR, BL.

    `corners` are where they belong instead, `(4, 2)` as shares of the photo; NaN where one stays.
    """

    order: tuple[str, ...] = CORNERS
    to_border: bool = False
    remove: bool = False
    corners: Floats | None = None


def edited(content: bytes, edits: Mapping[int, LineEdit], *, dimensions: int) -> bytes:
    r"""A label file with some lines changed, by their numbers from 1.

    The numbers that stay are not written anew: a corner that is renamed keeps its digits.

    Examples
    --------
    >>> line = b"0 .5 .5 .2 .2 .1 .2 .3 .4 .5 .6 .7 .8\r\n"
    >>> edited(line, {1: LineEdit(("BL", "TL", "TR", "BR"))}, dimensions=2)
    b'0 .5 .5 .2 .2 .7 .8 .1 .2 .3 .4 .5 .6\r\n'
    """
    lines = dict(enumerate(content.decode("utf-8").splitlines(keepends=True), 1))
    for number in edits.keys() & lines.keys():
        edit = edits[number]
        lines[number] = "" if edit.remove else _changed(lines[number], edit, dimensions)
    return "".join(lines.values()).encode("utf-8")


def _changed(line: str, edit: LineEdit, dimensions: int) -> str:
    body = line.rstrip("\r\n")
    words = body.split()
    corners = [words[_FIRST + i * dimensions :][:dimensions] for i in range(len(CORNERS))]
    if edit.to_border:
        corners = [[*map(_inside, corner[:2]), *corner[2:]] for corner in corners]
    ordered = [corners[CORNERS.index(name)] for name in edit.order]
    first = words[:_FIRST]
    if edit.corners is not None:
        ordered = [_placed(words, at) for words, at in zip(ordered, edit.corners, strict=True)]
        first = [words[0], *_box(ordered, dimensions, words[1:_FIRST])]
    return " ".join([*first, *(word for corner in ordered for word in corner)]) + line[len(body) :]


def new_line(class_id: int, corners: Floats, *, dimensions: int) -> str:
    """A line for a label that nobody had drawn; `corners` `(4, 2)` as shares of the photo.

    Examples
    --------
    >>> new_line(0, np.array([[0.1, 0.2], [0.3, 0.2], [0.3, 0.4], [0.1, 0.4]]), dimensions=2)[:38]
    '0 0.200000 0.300000 0.200000 0.200000 '
    """
    words = [["", "", "2"][:dimensions]] * len(CORNERS)
    placed = [_placed(each, at) for each, at in zip(words, corners, strict=True)]
    box = _box(placed, dimensions, [])
    return " ".join([str(class_id), *box, *(word for corner in placed for word in corner)]) + "\n"


def _placed(words: list[str], at: Floats) -> list[str]:
    """A corner's words where it belongs; it is visible there."""
    if not np.isfinite(at).all():
        return words
    visibility = ["2" if float(word) == 0 else word for word in words[2:]]
    return [*(f"{value:.6f}" for value in at), *visibility]


def _box(corners: list[list[str]], dimensions: int, before: list[str]) -> list[str]:
    """The box round all corners; as it was before where one of them is hidden."""
    if dimensions == 3 and any(float(words[2]) == 0 for words in corners):
        return before
    places = np.array([words[:2] for words in corners], np.float64)
    if (places < 0).any() and dimensions == 2:  # which means hidden
        return before
    low, high = places.min(axis=0), places.max(axis=0)
    return [f"{value:.6f}" for value in (*(low + high) / 2, *(high - low))]


def _inside(word: str) -> str:
    value = float(word)
    return word if 0 <= value <= 1 else str(int(value > 1))
