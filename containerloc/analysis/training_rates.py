"""The learning rate that a training ran with, against the one that its recipe asked for."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from containerloc.schedule import Schedule, rate_share


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
        Columns `epoch`, `asked`, `warm_up`, `pg0`, `pg1`, ...; an epoch a row. `asked` is NaN in
        the warm-up, which has a rate of its own for each group, and where no rate was asked for:
        with optimizer `auto`, which chooses one itself, and with `time`, which fits the epochs of
        a schedule without restarts to how fast they turn out to be.
    """
    epochs, warm_up = int(arguments["epochs"]), float(arguments["warmup_epochs"])
    epoch = results["epoch"].to_numpy(np.int64)
    share = rate_share(schedule, epochs=epochs, final=float(arguments["lrf"]))
    asked = float(arguments["lr0"]) * np.array([share(each - 1) for each in epoch.tolist()])
    warming = epoch <= min(warm_up, epochs - 1)
    by_clock = arguments.get("time") and schedule.kind != "cosine_restarts"
    unasked = arguments.get("optimizer", "auto") == "auto" or bool(by_clock)
    groups = results.filter(regex=r"^lr/pg\d+$").rename(columns=lambda name: name[3:])
    table = pd.DataFrame({"epoch": epoch, "asked": asked, "warm_up": warming})
    table["asked"] = table["asked"].mask(table["warm_up"] | unasked)
    return table.join(groups.astype(np.float64))


def rates_off(rates: pd.DataFrame) -> pd.DataFrame:
    """The rows of `learning_rates` in which a group ran with another rate than asked for.

    Ultralytics writes six digits; more than a thousandth of the rate is a difference. MuSGD's
    groups, which have rates of their own by design, count too.
    """
    groups = rates.filter(regex=r"^pg\d+$")
    return rates[(groups.sub(rates["asked"], axis=0).abs().gt(1e-3 * rates["asked"], axis=0))
                 .any(axis=1)]  # fmt: skip
