"""The learning rate that a training ran with, against the one that its recipe asked for."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.analysis.training.warm_up import warm_up_epochs
from containerloc.experiment.schedule import Schedule, rate_share
from containerloc.finding import Observation, rule
from containerloc.wording import counted, number


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
        Columns `epoch`, `asked`, `warm_up`, `pg0`, `pg1`, ...; one row per epoch. `asked` is NaN
        - in the warm-up, in which each group has a rate of its own (see `warm_up_epochs`),
        - with optimizer `auto`, which chooses a rate itself,
        - with `time` and no restarts: the schedule then depends on how fast the epochs are.
    """
    epochs, warm_up = int(arguments["epochs"]), warm_up_epochs(results, arguments)
    epoch = results["epoch"].to_numpy(np.int64)
    share = rate_share(schedule, epochs=epochs, final=float(arguments["lrf"]))
    asked = float(arguments["lr0"]) * np.array([share(each - 1) for each in epoch.tolist()])
    warming = epoch <= min(np.ceil(warm_up - 0.05), epochs - 1)
    by_clock = bool(arguments.get("time")) and schedule.kind != "cosine_restarts"
    unasked = arguments.get("optimizer", "auto") == "auto" or by_clock
    asked = np.where(warming | unasked, np.nan, asked)
    groups = results.filter(like="lr/pg").rename(columns=lambda name: name.removeprefix("lr/"))
    table = pd.DataFrame({"epoch": epoch, "asked": asked, "warm_up": warming})
    return table.join(groups.astype(np.float64))


def rates_off(rates: pd.DataFrame) -> pd.DataFrame:
    """The rows of `learning_rates` in which a group ran with another rate than asked for.

    Ultralytics writes six digits; more than a thousandth of the rate is a difference. MuSGD's
    groups, which have rates of their own by design, count too.
    """
    off = rates.filter(like="pg").sub(rates["asked"], axis=0).abs()
    return rates[off.gt(1e-3 * rates["asked"], axis=0).any(axis=1)]


@rule(
    "restarts-not-applied",
    "error",
    evidence={
        "restart_epochs": "epochs from restart to restart",
        "epochs_off": "epochs with another learning rate than asked for",
        "n": "epochs that ran",
    },
    advice="Restarts cannot explain how this run differs from others. Train with `containerloc "
    "train`, which applies them.",
    explains=("rate-differs",),
)
def restarts_not_applied(training: TrainingEvidence) -> Observation | None:
    """Restarts of the learning rate were asked for, and no epoch shows one."""
    period, rates = training.schedule.restart_epochs, training.rates
    starts = np.arange(period or len(rates), len(rates), period or 1)
    starts = starts[~rates["warm_up"].to_numpy(bool)[starts - 1]]
    highest = rates.filter(like="pg").max(axis=1).to_numpy(np.float64)
    if (
        not starts.size
        or np.isnan(highest).all()
        or (highest[starts] > 1.5 * highest[starts - 1]).any()
    ):
        return None
    off = len(rates_off(rates))
    return Observation(
        f"The learning rate only fell, although it was to restart every {period} epochs: in {off} "
        f"of {counted(len(rates), 'epoch')} it was not the one asked for.",
        {"restart_epochs": period, "epochs_off": off, "n": len(rates)},
    )


@rule(
    "rate-differs",
    "error",
    evidence={
        "epochs": "epochs with another learning rate than asked for",
        "n": "epochs that ran",
        "first": "the first of them",
    },
    advice="Train with `containerloc train`, which applies the experiment's schedule.",
)
def rate_differs(training: TrainingEvidence) -> Observation | None:
    """Epochs after the warm-up ran with another learning rate than asked for."""
    off, n = rates_off(training.rates), len(training.rates)
    if off.empty:
        return None
    first = off.iloc[0]
    ran = ", ".join(f"{number(rate)}" for rate in off.filter(like="pg").iloc[0])
    return Observation(
        f"In {len(off)} of {counted(n, 'epoch')} the learning rate was not the one asked for; "
        f"first in epoch {first['epoch']:.0f}: {ran} instead of {number(first['asked'])}.",
        {"epochs": len(off), "n": n, "first": int(first["epoch"])},
    )
