"""The rules on how a training went: its learning rate, its warm-up, its epochs."""

import numpy as np
import pandas as pd

from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.analysis.training.rates import GROUPS, rates_off, warm_up_epochs
from containerloc.finding import Observation, rule
from containerloc.quads import Floats
from containerloc.wording import counted

HOT_WARM_UP = 3.0  # times `lr0`: a warm-up above it undoes what the weights knew
EARLY_SHARE = 0.1  # of the epochs
MIN_EPOCHS = 10  # with fewer every epoch is an early one
_QUALITIES = ("metrics/mAP50-95(B)", "metrics/mAP50-95(P)")
_OLDER_QUALITIES = ("metrics/mAP50(B)", "metrics/mAP50(P)")


def qualities(results: pd.DataFrame, columns: tuple[str, ...] = _QUALITIES) -> Floats:
    """The sum of mAP50-95 of boxes and of poses in each epoch, `(n,)`; higher is better."""
    table = results.reindex(columns=list(columns)).fillna(0.0)
    return table.sum(axis=1).to_numpy(np.float64)


def best_epochs(results: pd.DataFrame) -> tuple[int, ...]:
    """The epoch whose weights Ultralytics keeps as the best: by today's and by the older fitness.

    Today it is the sum of mAP50-95 of boxes and of poses; before 8.4 each counted 0.9 and mAP50
    0.1.
    """
    now, older = qualities(results), qualities(results, _OLDER_QUALITIES)
    fitness = (now, 0.9 * now + 0.1 * older)
    return tuple(int(results["epoch"].iloc[int(each.argmax())]) for each in fitness)


@rule(
    "stopped-before-restart",
    "warning",
    evidence={"epochs": "epochs that ran", "restart_epochs": "epochs from restart to restart"},
    advice="Judge it as a training without restarts; for restarts raise `patience`.",
)
def stopped_before_restart(training: TrainingEvidence) -> Observation | None:
    """The training ended before the first restart of the learning rate that was asked for."""
    period, n = training.schedule.restart_epochs, len(training.results)
    if not period or n > period:
        return None
    return Observation(
        f"The training ended after {counted(n, 'epoch')}, before the first restart of the "
        f"learning rate: it was to restart every {period} epochs.",
        {"epochs": n, "restart_epochs": period},
    )


@rule(
    "restarts-not-applied",
    "error",
    evidence={
        "restart_epochs": "epochs from restart to restart",
        "epochs_off": "epochs with another learning rate than asked for",
        "n": "epochs that ran",
    },
    advice="Whatever this run is compared with, restarts are not what made the difference. Train "
    "with `containerloc train`, which applies them.",
    explains=("rate-differs",),
)
def restarts_not_applied(training: TrainingEvidence) -> Observation | None:
    """Restarts of the learning rate were asked for, and no epoch shows one."""
    period, rates = training.schedule.restart_epochs, training.rates
    if not period or len(training.results) <= period:
        return None
    highest = rates.filter(regex=GROUPS).max(axis=1).to_numpy()
    starts = np.arange(period, len(training.results), period)
    starts = starts[~rates["warm_up"].to_numpy(bool)[starts - 1]]
    if not starts.size or (highest[starts] > 1.5 * highest[starts - 1]).any():
        return None
    off = len(rates_off(rates))
    return Observation(
        f"The learning rate was to restart every {period} epochs but only fell: in {off} of "
        f"{counted(len(rates), 'epoch')} it was not the one asked for.",
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
    ran = ", ".join(f"{rate:.3g}" for rate in off.filter(regex=GROUPS).iloc[0])
    return Observation(
        f"In {len(off)} of {counted(n, 'epoch')} the learning rate was not the one asked for; "
        f"first in epoch {first['epoch']:.0f}: {ran} instead of {first['asked']:.3g}.",
        {"epochs": len(off), "n": n, "first": int(first["epoch"])},
    )


@rule(
    "warm-up-hot",
    "warning",
    evidence={
        "group": "parameter group",
        "highest": "its highest learning rate",
        "lr0": "the base rate",
        "epochs": f"epochs above {HOT_WARM_UP:g} times the base rate",
    },
    advice="Set `warmup_bias_lr: 0.0`; Ultralytics' default, 0.1, is made for SGD at lr0 0.01.",
)
def warm_up_hot(training: TrainingEvidence) -> Observation | None:
    """A parameter group was warmed up from far above the base rate."""
    groups = training.rates.filter(regex=GROUPS)
    base, highest = float(training.arguments["lr0"]), groups.max()
    if groups.empty or not highest.max() > HOT_WARM_UP * base:
        return None
    name, top = str(highest.idxmax()), float(highest.max())
    above = int((groups[name] > HOT_WARM_UP * base).sum())
    return Observation(
        f"Group {name} began at a learning rate of {top:.3g}, {top / base:.0f} times the base rate "
        f"of {base:g}, and stayed above {HOT_WARM_UP:g} times it for {counted(above, 'epoch')}: "
        "this shakes what the pretrained weights knew.",
        {"group": name, "highest": top, "lr0": base, "epochs": above},
    )


@rule(
    "warm-up-long",
    "warning",
    evidence={"asked": "epochs of warm-up asked for", "ran": "epochs that it lasted"},
    advice="Count the warm-up when you choose `epochs` and `patience`; a smaller batch makes it "
    "shorter.",
)
def warm_up_long(training: TrainingEvidence) -> Observation | None:
    """The warm-up took far longer than was asked for."""
    asked = float(training.arguments["warmup_epochs"])
    ran = warm_up_epochs(training.results, training.arguments)
    if ran <= 1.5 * asked + 1:
        return None
    return Observation(
        f"The warm-up lasted {ran:.0f} epochs instead of the {asked:g} asked for: this version of "
        "Ultralytics warms up for at least 100 iterations, and an epoch here has few.",
        {"asked": asked, "ran": ran},
    )


def _best_before_patience_ran_out(training: TrainingEvidence) -> int | None:
    """The best epoch after which early stopping ended the training; None where it did not."""
    patience = int(training.arguments.get("patience") or 0)
    best = best_epochs(training.results)
    return next((each for each in best if each + patience == training.last_epoch), None)


def _ended_early(training: TrainingEvidence) -> bool:
    timed = bool(training.arguments.get("time"))
    return not timed and training.last_epoch < int(training.arguments["epochs"])


def _end(training: TrainingEvidence) -> dict[str, int]:
    arguments, patience = training.arguments, int(training.arguments.get("patience") or 0)
    return {"epochs": training.last_epoch, "asked": int(arguments["epochs"]), "patience": patience}


_END = {
    "epochs": "epochs that ran",
    "asked": "epochs asked for",
    "patience": "epochs without gain after which early stopping ends a training",
}


@rule("cut-off", "warning", evidence=_END, advice="Go on with `containerloc train --resume`.")
def cut_off(training: TrainingEvidence) -> Observation | None:
    """Fewer epochs ran than asked for, and not because of early stopping."""
    if not _ended_early(training) or _best_before_patience_ran_out(training) is not None:
        return None
    end = _end(training)
    return Observation(
        f"The training was cut off after {end['epochs']} of {end['asked']} epochs; early stopping "
        "did not do it.",
        end,
    )


@rule(
    "stopped-early",
    "warning",
    evidence=_END | {"best": "the best epoch"},
    advice="Raise `patience`, or ask for fewer epochs, so that the whole schedule runs.",
)
def stopped_early(training: TrainingEvidence) -> Observation | None:
    """Early stopping ended the training before the schedule had lowered the learning rate."""
    best = _best_before_patience_ran_out(training)
    if not _ended_early(training) or best is None:
        return None
    end, closing = _end(training), int(training.arguments.get("close_mosaic") or 0)
    with_mosaic = training.arguments.get("mosaic") and end["epochs"] <= end["asked"] - closing
    mosaic = (
        f", and the last {closing} epochs, with whole images instead of mosaics, did not run"
        if closing and with_mosaic
        else ""
    )
    return Observation(
        f"Early stopping ended the training after {end['epochs']} of {end['asked']} epochs, "
        f"{end['patience']} after the best, epoch {best}: the learning rate did not fall to its "
        f"end{mosaic}.",
        end | {"best": best},
    )


@rule(
    "best-epoch-early",
    "warning",
    evidence={"best": "the best epoch", "epochs": "epochs that ran"},
    advice="If mAP was close to 1 all along it cannot see corners come closer: state "
    "`kpt_oks_sigmas` in the data.yaml. Else look for a learning rate too high.",
)
def best_epoch_early(training: TrainingEvidence) -> Observation | None:
    """The best epoch is among the first tenth of at least 10."""
    ran, best = training.last_epoch, best_epochs(training.results)[0]
    if ran < MIN_EPOCHS or best > max(1, EARLY_SHARE * ran):
        return None
    return Observation(
        f"The best weights are those of epoch {best} of {ran}: by the trainer's measure nothing "
        "was gained after it.",
        {"best": best, "epochs": ran},
    )
