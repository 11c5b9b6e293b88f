"""What each experiment costs: its size, how long it predicts, how long its training took."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def cost(
    made_by: Mapping[str, Mapping[str, Any]], results: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The cost of each experiment, one row each; NaN or an empty string where it is not recorded.

    `parameters` of the network, its `input_px`; `ms_per_image` that a prediction took on `device`,
    reading the photo included; `epochs` that ran and the `training_s` they took. Compare times
    only between runs on the same machine.

    Parameters
    ----------
    made_by
        What made the stored predictions, by experiment.
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
    """Ultralytics restarts its clock when a training is resumed: the sum over all its parts."""
    if "time" not in results or results.empty:
        return np.nan
    time = results["time"].to_numpy(np.float64)
    restarted = np.flatnonzero(np.diff(time) < 0)
    return float(time[restarted].sum() + time[-1])
