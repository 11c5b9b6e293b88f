"""What the figures take from the tables: quads, shapes and errors of the rows that have them."""

import numpy as np
import pandas as pd

from containerloc.data.tables import CORNER_COLUMNS
from containerloc.quads import CORNERS, Floats


def quads_in(per_label: pd.DataFrame, side: str) -> Floats:
    """Corners of the `"true"` or `"predicted"` quad of each row.

    Shape `(n, 4, 2)`, pixels; NaN where missing.
    """
    columns = [f"{side}_{column}" for column in CORNER_COLUMNS]
    return per_label.loc[:, columns].to_numpy(np.float64).reshape(-1, 4, 2)


def of_corners(per_label: pd.DataFrame, quantity: str) -> Floats:
    """A quantity in pixels of each corner, such as `"along"`. Shape `(n, 4)`; NaN for a miss."""
    columns = [f"{quantity}_{corner.lower()}_px" for corner in CORNERS]
    return per_label.loc[:, columns].to_numpy(np.float64)


def measured(per_label: pd.DataFrame) -> pd.DataFrame:
    """The rows with a distance error: found, and no corner missing in the label."""
    kept: pd.DataFrame = per_label.loc[per_label["error_px"].notna()]
    return kept


def missed(per_label: pd.DataFrame) -> pd.DataFrame:
    """The rows that no prediction was matched to."""
    kept: pd.DataFrame = per_label.loc[~per_label["detected"].astype(bool)]
    return kept
