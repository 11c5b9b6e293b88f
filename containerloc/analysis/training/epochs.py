"""The rules on how a training went: its learning rate, its warm-up, its epochs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from containerloc.analysis.training.rates import rates_off, warm_up_epochs
from containerloc.experiment.schedule import Schedule
from containerloc.finding import Finding
from containerloc.wording import counted

HOT = 3.0  # times `lr0`: a warm-up above it undoes what the weights knew
EARLY_SHARE = 0.1  # of the epochs
_QUALITIES = ("metrics/mAP50-95(B)", "metrics/mAP50-95(P)")
_OLDER_QUALITIES = ("metrics/mAP50(B)", "metrics/mAP50(P)")


def best_epochs(results: pd.DataFrame) -> tuple[int, ...]:
    """The epoch whose weights Ultralytics keeps as the best: by now's fitness, and by the older.

    Now it is the sum of mAP50-95 of boxes and of poses; before 8.4 each counted 0.9 and mAP50 0.1.
    """
    now = results.reindex(columns=list(_QUALITIES)).fillna(0.0).sum(axis=1).to_numpy()
    older = results.reindex(columns=list(_OLDER_QUALITIES)).fillna(0.0).sum(axis=1).to_numpy()
    fitness = (now, 0.9 * now + 0.1 * older)
    return tuple(int(results["epoch"].iloc[int(each.argmax())]) for each in fitness)


def restarts_never_ran(
    results: pd.DataFrame, rates: pd.DataFrame, schedule: Schedule
) -> Finding | None:
    """Restarts that were asked for, and of which no epoch shows any."""
    period = schedule.restart_epochs
    if not period:
        return None
    if len(results) <= period:
        return Finding(
            "restarts-never-came",
            "warning",
            f"The training ended after {counted(len(results), 'epoch')}, and the learning rate "
            f"was to restart every {period}: no restart ever came.",
            {"epochs": len(results), "restart_epochs": period},
            advice="Judge it as a training without restarts; for restarts raise `patience`.",
        )
    highest = rates.filter(regex=r"^pg\d+$").max(axis=1).to_numpy()
    places = np.arange(period, len(results), period)
    places = places[~rates["warm_up"].to_numpy(bool)[places - 1]]
    if not places.size or (highest[places] > 1.5 * highest[places - 1]).any():
        return None
    off = rates_off(rates)
    return Finding(
        "restarts-never-ran",
        "error",
        f"The learning rate was to restart every {period} epochs and never did: it only fell. In "
        f"{counted(len(off), 'epoch')} of {len(rates)} it was not the one asked for.",
        {"restart_epochs": period, "epochs_off": len(off), "n": len(rates)},
        advice="Whatever this run is compared with, restarts are not what made the difference. "
        "Train with `containerloc train`, which applies them.",
    )


def rate_differs(rates: pd.DataFrame) -> Finding | None:
    """Epochs after the warm-up whose learning rate was not the one asked for."""
    off = rates_off(rates)
    if off.empty:
        return None
    first = off.iloc[0]
    groups = [name for name in map(str, off) if name.startswith("pg")]
    ran = ", ".join(f"{first[name]:.3g}" for name in groups)
    return Finding(
        "rate-differs",
        "error",
        f"In {counted(len(off), 'epoch')} of {len(rates)} the learning rate was not the one asked "
        f"for; first in epoch {first['epoch']:.0f}: {ran} instead of {first['asked']:.3g}.",
        {"epochs": len(off), "n": len(rates), "first": int(first["epoch"])},
        advice="Train with `containerloc train`, which applies the experiment's schedule.",
    )


def warm_up_hot(rates: pd.DataFrame, arguments: Mapping[str, Any]) -> Finding | None:
    """A parameter group that was warmed up from far above the base rate."""
    groups = rates.filter(regex=r"^pg\d+$")
    base = float(arguments["lr0"])
    highest = groups.max()
    if groups.empty or not highest.max() > HOT * base:
        return None
    name, top = str(highest.idxmax()), float(highest.max())
    above = int((groups[name] > HOT * base).sum())
    return Finding(
        "warm-up-hot",
        "warning",
        f"Group {name} began at a learning rate of {top:.3g}, {top / base:.0f} times the base rate "
        f"of {base:g}, and stayed above {HOT:g} times it for {counted(above, 'epoch')}: what the "
        "pretrained weights knew is shaken first.",
        {"group": name, "highest": top, "lr0": base, "epochs": above},
        advice="Set `warmup_bias_lr: 0.0`; Ultralytics' default, 0.1, is made for SGD at lr0 0.01.",
    )


def warm_up_long(results: pd.DataFrame, arguments: Mapping[str, Any]) -> Finding | None:
    """A warm-up that took far longer than was asked for."""
    asked, ran = float(arguments["warmup_epochs"]), warm_up_epochs(results, arguments)
    if ran <= 1.5 * asked + 1:
        return None
    return Finding(
        "warm-up-long",
        "warning",
        f"The warm-up lasted {ran:.0f} epochs; {asked:g} were asked for: this version of "
        "Ultralytics warms up for 100 iterations at least, and an epoch here has few.",
        {"asked": asked, "ran": ran},
        advice="Count the warm-up when you choose `epochs` and `patience`; a smaller batch makes "
        "it shorter.",
    )


def ended_early(results: pd.DataFrame, arguments: Mapping[str, Any]) -> Finding | None:
    """Fewer epochs than asked for, because of `patience` or cut off."""
    epochs, ran = int(arguments["epochs"]), int(results["epoch"].iloc[-1])
    if arguments.get("time") or ran >= epochs:
        return None
    patience = int(arguments.get("patience") or 0)
    best = next((each for each in best_epochs(results) if each + patience == ran), None)
    evidence = {"epochs": ran, "asked": epochs, "patience": patience}
    if best is None:
        return Finding(
            "cut-off",
            "warning",
            f"The training was cut off after {ran} of {epochs} epochs; "
            f"early stopping did not do it.",
            evidence,
            advice="Go on with `containerloc train --resume`.",
        )
    return Finding(
        "stopped-early",
        "warning",
        f"Early stopping ended the training after {ran} of {epochs} epochs, {patience} after "
        f"epoch {best}, the best: the learning rate never came to its end"
        f"{_mosaic(ran, arguments)}.",
        evidence | {"best": best},
        advice="Raise `patience`, or ask for fewer epochs, so that the schedule runs whole.",
    )


def _mosaic(ran: int, arguments: Mapping[str, Any]) -> str:
    last = int(arguments.get("close_mosaic") or 0)
    if not last or not arguments.get("mosaic") or ran > int(arguments["epochs"]) - last:
        return ""
    return f", and the last {last} epochs, with whole images instead of mosaics, never came"


def best_epoch_early(results: pd.DataFrame) -> Finding | None:
    """The best epoch among the very first ones."""
    ran, best = int(results["epoch"].iloc[-1]), best_epochs(results)[0]
    if ran < 10 or best > max(1, EARLY_SHARE * ran):
        return None
    return Finding(
        "best-epoch-early",
        "warning",
        f"The best weights are those of epoch {best} of {ran}: by the trainer's measure nothing "
        "was gained after it.",
        {"best": best, "epochs": ran},
        advice="If mAP was close to 1 all along it cannot see corners come closer: state "
        "`kpt_oks_sigmas` in the data.yaml. Else look for a learning rate too high.",
    )
