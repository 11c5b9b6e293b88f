"""The columns in which quads travel: one label or prediction a row, corners as eight numbers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from containerloc.quads import CORNERS

CORNER_COLUMNS = tuple(f"{corner.lower()}_{axis}_px" for corner in CORNERS for axis in "xy")
BOX_COLUMNS = ("box_left_px", "box_top_px", "box_right_px", "box_bottom_px")
VISIBILITY_COLUMNS = tuple(f"{corner.lower()}_visibility" for corner in CORNERS)
CONFIDENCE_COLUMNS = tuple(f"{corner.lower()}_confidence" for corner in CORNERS)

LABEL_COLUMNS = ("image", "line", "class_id", *BOX_COLUMNS, *CORNER_COLUMNS, *VISIBILITY_COLUMNS)
PREDICTION_COLUMNS = (
    "image",
    "class_id",
    "confidence",
    *BOX_COLUMNS,
    *CORNER_COLUMNS,
    *CONFIDENCE_COLUMNS,
)
IMAGE_COLUMNS = ("image", "path", "label_path", "width_px", "height_px", "n_labels")
PROBLEM_COLUMNS = ("code", "severity", "image", "file", "line", "message")

_DTYPES = {
    "image": "str",
    "path": "str",
    "label_path": "str",
    "code": "str",
    "severity": "str",
    "file": "str",
    "message": "str",
    "line": "int64",
    "class_id": "int64",
    "width_px": "int64",
    "height_px": "int64",
    "n_labels": "int64",
}


def table_of(columns: Mapping[str, ArrayLike], names: tuple[str, ...]) -> pd.DataFrame:
    """A table with exactly the columns `names`, typed, also when it is empty; absent ones are NaN.

    Text columns default to the empty string, counts to 0, everything else to NaN.
    """
    n = max((np.shape(values)[0] for values in columns.values()), default=0)
    filled: dict[str, object] = {}
    for name in names:
        dtype = _DTYPES.get(name, "float64")
        default = {"str": "", "int64": 0}.get(dtype, np.nan)
        values = columns.get(name, [default] * n)
        filled[name] = pd.Series(np.asarray(values), dtype=dtype)
    return pd.DataFrame(filled, columns=list(names))


def quads_of(table: pd.DataFrame) -> NDArray[np.float64]:
    """Corners of each row.

    Shape `(n, 4, 2)`, pixels, TL, TR, BR, BL. Missing corners are NaN.
    """
    return table.loc[:, list(CORNER_COLUMNS)].to_numpy(np.float64).reshape(-1, 4, 2)


def quad_columns(quads: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """The eight corner columns of `quads`, shape `(n, 4, 2)`; the inverse of `quads_of`."""
    return dict(zip(CORNER_COLUMNS, np.asarray(quads, np.float64).reshape(-1, 8).T, strict=True))


def boxes_of(table: pd.DataFrame) -> NDArray[np.float64]:
    """Boxes of each row: shape `(n, 4)`, pixels, left, top, right, bottom."""
    return table.loc[:, list(BOX_COLUMNS)].to_numpy(np.float64)
