"""Changes to single lines of a label file; every other byte stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from containerloc.quads import CORNERS

_FIRST = 5  # class and box come before the corners


@dataclass(frozen=True)
class LineEdit:
    """What happens to one line: `order` names the corners that become TL, TR, BR, BL."""

    order: tuple[str, ...] = CORNERS
    to_border: bool = False
    remove: bool = False


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
    ordered = [word for name in edit.order for word in corners[CORNERS.index(name)]]
    return " ".join([*words[:_FIRST], *ordered]) + line[len(body) :]


def _inside(word: str) -> str:
    value = float(word)
    return word if 0 <= value <= 1 else str(int(value > 1))
