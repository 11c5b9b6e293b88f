"""The tables that travel between modules: their columns and types, stated once.

One row per label or prediction; its corners are eight columns, in pixels of the displayed image.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from containerloc.quads import CORNERS, Floats
from containerloc.quoting import spreadsheet_text, text_of_cell

CORNER_COLUMNS: Final = tuple(f"{corner.lower()}_{axis}_px" for corner in CORNERS for axis in "xy")
BOX_COLUMNS = ("box_left_px", "box_top_px", "box_right_px", "box_bottom_px")
VISIBILITY_COLUMNS = tuple(f"{corner.lower()}_visibility" for corner in CORNERS)
VISIBILITIES: Final = (0, 1, 2)  # hidden, hidden but placed, seen; of COCO and of Ultralytics
CONFIDENCE_COLUMNS = tuple(f"{corner.lower()}_confidence" for corner in CORNERS)

LABEL_COLUMNS = (
    *("image", "line", "class_id", "class_name"),
    *(*BOX_COLUMNS, *CORNER_COLUMNS, *VISIBILITY_COLUMNS),
)
PREDICTION_COLUMNS = (
    *("image", "class_id", "confidence"),
    *(*BOX_COLUMNS, *CORNER_COLUMNS, *CONFIDENCE_COLUMNS),
)
IMAGE_COLUMNS = ("image", "path", "label_path", "width_px", "height_px", "n_labels")
# Of a label in a file of another tool.
ANNOTATION_COLUMNS = ("image", "line", "class_name", *CORNER_COLUMNS)


class Problem(NamedTuple):
    """What is wrong with an image, a label file or one of its lines.

    `code` is stable; `severity` is `error`, `warning` or `info`; `line` counts from 1, 0 is the
    whole file; `image` is empty where the problem is the split's.
    """

    code: str
    severity: str
    image: str
    file: str
    line: int
    message: str


PROBLEM_COLUMNS = Problem._fields

_INTEGERS = ("line", "class_id", "width_px", "height_px", "n_labels")
_TEXTS = ("image", "class_name", "path", "label_path", "code", "severity", "file", "message")
_DTYPES = dict.fromkeys(_TEXTS, "str") | dict.fromkeys(_INTEGERS, "int64")
_DEFAULTS = {"str": "", "int64": 0, "float64": np.nan}


def table_of(columns: Mapping[str, ArrayLike], names: tuple[str, ...]) -> pd.DataFrame:
    """A table with exactly the columns `names`, typed, also when it is empty; absent ones are NaN.

    Text columns default to the empty string, counts to 0, everything else to NaN.
    """
    n = max((np.shape(values)[0] for values in columns.values()), default=0)
    dtypes = {name: _DTYPES.get(name, "float64") for name in names}
    filled = {
        name: pd.Series(np.asarray(columns.get(name, [_DEFAULTS[dtype]] * n)), dtype=dtype)
        for name, dtype in dtypes.items()
    }
    return pd.DataFrame(filled, columns=list(names))


def problem_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """The problems, one row each, columns `PROBLEM_COLUMNS`."""
    columns = zip(PROBLEM_COLUMNS, zip(*problems, strict=True), strict=False)
    return table_of(dict(columns), PROBLEM_COLUMNS)


def prediction_table(boxes: Floats, keypoints: Floats, **columns: ArrayLike) -> pd.DataFrame:
    """Predictions as a table, columns `PREDICTION_COLUMNS`.

    `boxes` are `(n, 4)` px, `keypoints` `(n, 4, 2)` px, or `(n, 4, 3)` where the model states how
    sure it is of each corner; `columns` are the image, class and confidence of each prediction.
    """
    values = {**columns, **box_columns(boxes), **quad_columns(keypoints[..., :2])}
    if keypoints.shape[2] == 3:
        values |= dict(zip(CONFIDENCE_COLUMNS, keypoints[..., 2].T, strict=True))
    return table_of(values, PREDICTION_COLUMNS)


def annotation_table(rows: Iterable[tuple[str, int, str, ArrayLike]]) -> pd.DataFrame:
    """A table of labels, columns `ANNOTATION_COLUMNS`.

    `rows` are the image, line, class name and quad `(4, 2)` of each label.
    """
    images, lines, names, quads = list(zip(*rows, strict=True)) or ((), (), (), ())
    which: dict[str, ArrayLike] = {"image": images, "line": lines, "class_name": names}
    return table_of({**which, **quad_columns(quads)}, ANNOTATION_COLUMNS)


def quads_of(table: pd.DataFrame) -> Floats:
    """Corners of each row: `(n, 4, 2)`, pixels, TL, TR, BR, BL. Missing corners are NaN."""
    return table.loc[:, list(CORNER_COLUMNS)].to_numpy(np.float64).reshape(-1, 4, 2)


def quad_columns(quads: ArrayLike) -> dict[str, Floats]:
    """The eight corner columns of `quads`, shape `(n, 4, 2)`; the inverse of `quads_of`."""
    return dict(zip(CORNER_COLUMNS, np.asarray(quads, np.float64).reshape(-1, 8).T, strict=True))


def box_columns(boxes: Floats) -> dict[str, Floats]:
    """The four box columns of `boxes`, shape `(n, 4)`; the inverse of `boxes_of`."""
    return dict(zip(BOX_COLUMNS, boxes.T, strict=True))


def boxes_of(table: pd.DataFrame) -> Floats:
    """Boxes of each row: shape `(n, 4)`, pixels, left, top, right, bottom."""
    return table.loc[:, list(BOX_COLUMNS)].to_numpy(np.float64)


def for_spreadsheets(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is written as CSV: no text, nor name of a column, begins a formula."""
    written = {
        spreadsheet_text(str(name)): each.map(_cell) if each.dtype.kind == "O" else each
        for name, each in table.items()
    }
    return pd.DataFrame(written, index=table.index)


def read_spreadsheet(path: Path, **options: Any) -> pd.DataFrame:
    """The table whose `for_spreadsheets` was written; `options` are those of `pandas.read_csv`.

    A carriage return in a name ends no line, but where a spreadsheet has ended all lines by it.
    """
    ends = None if b"\r\n" in path.read_bytes() else "\n"
    return _from_spreadsheet(pd.read_csv(path, lineterminator=ends, **options))


def _from_spreadsheet(table: pd.DataFrame) -> pd.DataFrame:
    columns = {
        text_of_cell(str(name)): each.map(_text) if each.dtype.kind == "O" else each
        for name, each in table.items()
    }
    return pd.DataFrame(columns, index=table.index)


def _cell(value: Any) -> Any:
    return spreadsheet_text(value) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return text_of_cell(value) if isinstance(value, str) else value
