"""One label file: its lines as numbers, and what is wrong with them by the trainer's own rules."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from containerloc.quads import CORNERS, Floats

# Ultralytics' tolerance for values outside 0..1 (data/utils.py, verify_image_label).
OUTSIDE_TOLERANCE = 0.01


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line; `code` is stable, `line` counts from 1, 0 is the whole file."""

    code: str
    line: int
    message: str


@dataclass(frozen=True)
class LabelLines:
    """The labels of one image: `numbers` as written, `(n, 5 + 4 * dimensions)`, and their `lines`.

    With `faults` the trainer drops the whole image, and there are no numbers. `duplicates` are
    pairs of lines: one that was left out, and the earlier one that it repeats.
    """

    numbers: Floats
    lines: NDArray[np.int64]
    faults: tuple[Fault, ...] = ()
    duplicates: tuple[tuple[int, int], ...] = ()


def parse_label_file(content: bytes, *, dimensions: int, n_classes: int) -> LabelLines:
    """The lines `class cx cy w h x1 y1 [v1] ...` of a label file, all 0..1 of the displayed size.

    Follows Ultralytics' `verify_image_label`: UTF-8 with or without a byte-order mark, any line
    ends, blank lines ignored, values up to 1 % outside the picture kept, repeated lines counted
    once, and one bad line costs the image. `dimensions` is 2 or 3 values a corner. Stricter than
    Ultralytics in one thing: infinite box sizes and visibilities are faults here as well.
    """
    nothing = LabelLines(np.empty((0, 5 + 4 * dimensions)), np.empty(0, np.int64))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault("label-file-unreadable", 0, f"this is not UTF-8 text ({error})")
        return replace(nothing, faults=(fault,))
    rows = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    rows = [(number, words) for number, words in rows if words]
    if not rows:
        return nothing
    checked = [(number, _line_fault(words, dimensions, n_classes)) for number, words in rows]
    faults = tuple(Fault(fault[0], number, fault[1]) for number, fault in checked if fault)
    if faults:
        return replace(nothing, faults=faults)
    values = np.array([[float(word) for word in words] for _, words in rows])
    return _without_duplicates(values, np.array([number for number, _ in rows]))


def _without_duplicates(values: Floats, lines: NDArray[np.int64]) -> LabelLines:
    first: dict[bytes, int] = {}
    # In float32, because that is how the trainer compares them; adding 0 makes one zero of two.
    rows = values.astype(np.float32) + np.float32(0)
    original = np.array([first.setdefault(row.tobytes(), i) for i, row in enumerate(rows)])
    keep = original == np.arange(len(values))
    pairs = tuple(zip(lines[~keep].tolist(), lines[original[~keep]].tolist(), strict=True))
    return LabelLines(values[keep], lines[keep], duplicates=pairs)


def _line_fault(words: list[str], dimensions: int, n_classes: int) -> tuple[str, str] | None:
    """Code and message of the first thing that is wrong with a line."""
    try:
        with np.errstate(over="ignore"):  # infinite, which is told below
            values = np.array([float(word) for word in words]).astype(np.float32)
    except ValueError:
        message = f"`{_first_text(words)}` is not a number; separate numbers by spaces"
        return "label-not-a-number", message
    if len(values) != 5 + 4 * dimensions:
        return "label-columns", _column_message(len(values), dimensions)
    if not np.isfinite(values).all():
        column = int(np.flatnonzero(~np.isfinite(values))[0])
        return "label-not-finite", f"{_column(column, dimensions)} is {words[column]}"
    return _class_fault(values, n_classes) or _range_fault(values, dimensions)


def _first_text(words: list[str]) -> str:
    for word in words:
        try:
            float(word)
        except ValueError:
            return word[:40]
    return ""


def _column_message(count: int, dimensions: int) -> str:
    right = 5 + 4 * dimensions
    message = f"{count} values, where class, box and 4 corners make {right}"
    corners, rest = divmod(count - 5, dimensions)
    if count == 5:
        return f"{message}: a box without corners"
    if count in (13, 17):
        return f"{message}: written for `kpt_shape: [4, {(count - 5) // 4}]`, unlike the data.yaml"
    return f"{message}: {corners} corners" if count > 5 and not rest else message


def _class_fault(values: NDArray[np.float32], n_classes: int) -> tuple[str, str] | None:
    number = float(values[0])
    if number % 1 == 0 and 0 <= number < n_classes:
        return None
    known = "only class 0" if n_classes == 1 else f"classes 0 to {n_classes - 1}"
    return "label-class", f"class {number:g}, but the data.yaml names {known}"


def _range_fault(values: NDArray[np.float32], dimensions: int) -> tuple[str, str] | None:
    corners = values[5:].reshape(4, dimensions)[:, :2]
    upper = np.zeros(len(values), bool)
    upper[5:].reshape(4, dimensions)[:, :2] = corners > 1 + OUTSIDE_TOLERANCE
    # Sizes may not be negative at all, everything else by the tolerance.
    lower = values < -OUTSIDE_TOLERANCE
    lower[3:5] = values[3:5] < 0
    wrong = np.flatnonzero(upper | lower)
    if not len(wrong):
        return None
    value, name = float(values[wrong[0]]), _column(int(wrong[0]), dimensions)
    pixels = "; these look like pixels, shares of width and height (0 to 1) are right"
    hint = pixels if value > 2 else ""
    return "label-outside-image", f"{name} is {value:g}, more than 1 % outside 0 to 1{hint}"


def _column(column: int, dimensions: int) -> str:
    """The name of a column, in words."""
    if column < 5:
        return ("class", "box centre x", "box centre y", "box width", "box height")[column]
    corner, axis = divmod(column - 5, dimensions)
    return f"corner {CORNERS[corner]} {('x', 'y', 'visibility')[axis]}"
