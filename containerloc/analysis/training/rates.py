"""The learning rate that a training ran with, against the one that its recipe asked for."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.experiment.schedule import Schedule, rate_share

GROUPS: Final = r"^pg\d+$"  # the columns of the parameter groups


def learning_rates(
    results: pd.DataFrame, schedule: Schedule, arguments: Mapping[str, Any]
) -> pd.DataFrame:
    """The learning rate of each epoch: asked for, and of each parameter group.

    Parameters
    ----------
    results
        Ultralytics' results.csv: columns `epoch`, from 1, and `lr/pg0`, `lr/pg1`, ...
    schedule
        The experiment's.
    arguments
        Every argument of the training with its default filled in.

    Returns
    -------
    DataFrame
        Columns `epoch`, `asked`, `warm_up`, `pg0`, `pg1`, ...; one row per epoch. `asked` is NaN in
        the warm-up, which has a rate of its own for each group and lasts as long as
        `warm_up_epochs` says, and where no rate was asked for:
        with optimizer `auto`, which chooses one itself, and with `time`, which fits the epochs of
        a schedule without restarts to how fast they turn out to be.
    """
    epochs, warm_up = int(arguments["epochs"]), warm_up_epochs(results, arguments)
    epoch = results["epoch"].to_numpy(np.int64)
    share = rate_share(schedule, epochs=epochs, final=float(arguments["lrf"]))
    asked = float(arguments["lr0"]) * np.array([share(each - 1) for each in epoch.tolist()])
    warming = epoch <= min(np.ceil(warm_up - 0.05), epochs - 1)
    by_clock = arguments.get("time") and schedule.kind != "cosine_restarts"
    unasked = arguments.get("optimizer", "auto") == "auto" or bool(by_clock)
    groups = results.filter(regex=r"^lr/pg\d+$").rename(columns=lambda name: name[3:])
    table = pd.DataFrame({"epoch": epoch, "asked": asked, "warm_up": warming})
    table["asked"] = table["asked"].mask(table["warm_up"] | unasked)
    return table.join(groups.astype(np.float64))


def warm_up_epochs(results: pd.DataFrame, arguments: Mapping[str, Any]) -> float:
    """How many epochs the warm-up really lasted, as the first two rates tell; at least those asked.

    In the warm-up the rate of the weights rises by the same amount in each iteration, from 0 to
    `lr0`. Some versions of Ultralytics warm up for at least 100 iterations, which is far longer
    than asked for where an epoch has few.

    Examples
    --------
    >>> ran = pd.DataFrame({"lr/pg0": [0.0951, 0.0891], "lr/pg1": [0.00005, 0.00011]})
    >>> round(warm_up_epochs(ran, {"warmup_epochs": 3, "lr0": 0.001}), 1)
    16.7
    """
    asked = float(arguments["warmup_epochs"])
    groups = results.filter(regex=r"^lr/pg\d+$").to_numpy(np.float64)
    if not asked or len(groups) < 2 or not groups.shape[1]:
        return asked
    first, second = groups[:2].min(axis=1)
    rise = second - first
    rising = np.isfinite(rise) and rise > 0 and first < 0.9 * float(arguments["lr0"])
    return max(asked, float(arguments["lr0"] / rise)) if rising else asked


def rates_off(rates: pd.DataFrame) -> pd.DataFrame:
    """The rows of `learning_rates` in which a group ran with another rate than asked for.

    Ultralytics writes six digits; more than a thousandth of the rate is a difference. MuSGD's
    groups, which have rates of their own by design, count too.
    """
    off = rates.filter(regex=GROUPS).sub(rates["asked"], axis=0).abs()
    return rates[off.gt(1e-3 * rates["asked"], axis=0).any(axis=1)]
