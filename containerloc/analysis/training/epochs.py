"""The epochs of a training: how many ran, which was the best, and the rules on both."""

import numpy as np
import pandas as pd

from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Observation, rule
from containerloc.quads import Floats
from containerloc.wording import counted

EARLY_SHARE = 0.1  # of the epochs
MIN_EPOCHS = 10  # with fewer every epoch is an early one
QUALITIES = ("metrics/mAP50-95(B)", "metrics/mAP50-95(P)")
_OLDER_QUALITIES = ("metrics/mAP50(B)", "metrics/mAP50(P)")
_RAN = {"epochs": "epochs that ran"}
_BEST = {"best": "the best epoch"}
_END = _RAN | {
    "asked": "epochs asked for",
    "patience": "epochs without gain after which early stopping ends a training",
}


def qualities(results: pd.DataFrame, columns: tuple[str, ...] = QUALITIES) -> Floats:
    """The sum of mAP50-95 of boxes and of poses in each epoch, `(n,)`; higher is better."""
    table = results.reindex(columns=list(columns)).fillna(0.0)
    return table.sum(axis=1).to_numpy(np.float64)


def best_epochs(results: pd.DataFrame) -> tuple[int, ...]:
    """The epoch whose weights Ultralytics keeps as the best: by today's and by the older fitness.

    Today it is the sum of mAP50-95 of boxes and of poses; before 8.4 each counted 0.9 and mAP50
    0.1. Empty where no epoch was validated.
    """
    if results.reindex(columns=[*QUALITIES, *_OLDER_QUALITIES]).isna().all(axis=None):
        return ()
    now, older = qualities(results), qualities(results, _OLDER_QUALITIES)
    fitness = (now, 0.9 * now + 0.1 * older)
    return tuple(int(results["epoch"].iloc[int(each.argmax())]) for each in fitness)


@rule(
    "stopped-before-restart",
    "warning",
    evidence=_RAN | {"restart_epochs": "epochs from restart to restart"},
    advice="Judge it as a training without restarts; to see restarts, raise `patience`.",
)
def stopped_before_restart(training: TrainingEvidence) -> Observation | None:
    """The training ended before the first restart of the learning rate that was asked for."""
    period, n = training.schedule.restart_epochs, len(training.results)
    if not period or n > period:
        return None
    return Observation(
        f"The training ended after {counted(n, 'epoch')}, before the learning rate restarted for "
        f"the first time: it was to restart every {period} epochs.",
        {"epochs": n, "restart_epochs": period},
    )


def _early_end(training: TrainingEvidence) -> tuple[dict[str, int], int | None] | None:
    """How an early end came: epochs, and the best one where patience ran out; None on time."""
    arguments, last = training.arguments, training.last_epoch
    asked, patience = int(arguments["epochs"]), int(arguments.get("patience") or 0)
    if arguments.get("time") or last >= asked:
        return None
    stopped = (best for best in best_epochs(training.results) if best + patience == last)
    return {"epochs": last, "asked": asked, "patience": patience}, next(stopped, None)


@rule(
    "cut-off",
    "warning",
    evidence=_END,
    advice="Resume it with `containerloc train EXPERIMENT --resume`.",
)
def cut_off(training: TrainingEvidence) -> Observation | None:
    """Fewer epochs ran than asked for, and early stopping is not the reason."""
    end, best = _early_end(training) or ({}, 0)
    if best is not None:
        return None
    return Observation(
        f"The training was cut off after {end['epochs']} of {end['asked']} epochs; early stopping "
        "is not the reason.",
        end,
    )


@rule(
    "stopped-early",
    "warning",
    evidence=_END | _BEST,
    advice="Raise `patience`, or ask for fewer epochs, so that the whole schedule runs.",
)
def stopped_early(training: TrainingEvidence) -> Observation | None:
    """Early stopping ended the training before the schedule had lowered the learning rate."""
    end, best = _early_end(training) or ({}, None)
    if best is None:
        return None
    closing = int(training.arguments.get("close_mosaic") or 0)
    with_mosaic = training.arguments.get("mosaic") and end["epochs"] <= end["asked"] - closing
    mosaic = f", and the last {closing} epochs, which use whole images, did not run"
    return Observation(
        f"Early stopping ended the training after {end['epochs']} of {end['asked']} epochs, "
        f"{end['patience']} after the best, epoch {best}: the learning rate did not reach its "
        f"final value{mosaic if closing and with_mosaic else ''}.",
        end | {"best": best},
    )


@rule(
    "best-epoch-early",
    "warning",
    evidence=_BEST | _RAN,
    advice="Compare `last.pt` with `best.pt` in pixels (notebook 06): losses and mAP disagree. "
    "Where best.pt is better, too, lower `lr0`.",
    consequences=("stopped-early", "stopped-before-restart"),
)
def best_epoch_early(training: TrainingEvidence) -> Observation | None:
    """The best epoch is among the first tenth of at least 10, and the course does not say why."""
    ran, best = training.last_epoch, next(iter(best_epochs(training.results)), None)
    if best is None or ran < MIN_EPOCHS or best > max(1, EARLY_SHARE * ran):
        return None
    return Observation(
        f"The best weights are those of epoch {best} of {ran}: by the trainer's own measure, no "
        "later epoch was better.",
        {"best": best, "epochs": ran},
    )
