"""What each experiment cost: its size, how long it predicts, how long it was trained."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def cost(
    made_by: Mapping[str, Mapping[str, Any]], results: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """An experiment a row; NaN, or the empty string, where it was not recorded.

    `parameters` of the network; `ms_per_image`, what a prediction took on `device`, the reading of
    the photo included: not to be compared across devices; `input_px`; `epochs` that ran and
    `training_s` they took, to be compared on one machine only.

    Parameters
    ----------
    made_by
        Of the stored predictions, by experiment.
    results
        Ultralytics' results.csv, by experiment; empty where no training is kept.
    """
    rows = {
        name: {
            "parameters": record.get("parameters", np.nan),
            "input_px": record.get("imgsz", np.nan),
            "ms_per_image": record.get("ms_per_image", np.nan),
            "device": str(record.get("device", "")),
            "epochs": float(len(results[name])) or np.nan,
            "training_s": _seconds(results[name]),
        }
        for name, record in made_by.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("experiment")


def _seconds(results: pd.DataFrame) -> float:
    """Ultralytics counts from the start of the training, or of what was resumed of it."""
    if "time" not in results or results.empty:
        return np.nan
    time = results["time"].to_numpy(np.float64)
    restarted = np.flatnonzero(np.diff(time) < 0)
    return float(time[restarted].sum() + time[-1])
