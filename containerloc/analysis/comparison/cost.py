"""What each experiment costs: its size, how long it predicts, how many epochs it was trained."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

QUIET: Final = 0.1  # of the cores, used by others while a time was taken
_CONDITIONS: Final = ("machine", "cores", "threads", "engine", "batch")


def cost(
    made_by: Mapping[str, Mapping[str, Any]], results: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The cost of each experiment, one row each; NaN or an empty string where it is not recorded.

    `parameters` of the network, its `input_px`; `ms_per_image` that a prediction took on `device`,
    reading the photo included, NaN for all where not all were timed alike; `epochs` that ran. How
    long a training took is left out: nothing records on what machine, and what else that did.

    Parameters
    ----------
    made_by
        What made the stored predictions, by experiment.
    results
        Ultralytics' results.csv, by experiment; empty where no training is kept.
    """
    timed = are_timed_alike(made_by.values())
    rows = {
        name: {
            "parameters": record.get("parameters", np.nan),
            "input_px": record.get("imgsz", np.nan),
            "ms_per_image": record.get("ms_per_image", np.nan) if timed else np.nan,
            "device": str(record.get("device", "")),
            "epochs": float(len(results[name])) or np.nan,
        }
        for name, record in made_by.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("experiment")


def are_timed_alike(records: Iterable[Mapping[str, Any]]) -> bool:
    """Whether times may be compared: one device and machine, the same threads, hardly any load.

    Not where the conditions of any are not on record.

    Examples
    --------
    >>> quiet = {"machine": "Linux", "cores": 4, "threads": 2, "batch": 8, "busy": 0.02}
    >>> one, other = ({"device": "cpu", "timing": quiet | {"busy": busy}} for busy in (0.0, 0.6))
    >>> are_timed_alike([one, one]), are_timed_alike([one, other]), are_timed_alike([one, {}])
    (True, False, False)
    """
    known = [(record.get("device"), record.get("timing") or {}) for record in records]
    conditions = {(device, *map(timing.get, _CONDITIONS)) for device, timing in known}
    are_quiet = all(timing.get("busy", np.inf) <= QUIET for _, timing in known)
    return are_quiet and len(conditions) == 1
