"""Did the training run as the recipe asked? Arguments, learning rate, epochs and losses."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.training import (
    arguments,
    course,
    epochs,
    losses,
    rates,
    recorded_epochs,
    warm_up,
)
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Finding, Rule, applied, beneath_causes, findings
from containerloc.wording import counted

# In the order in which findings of equal severity are read.
RULES: Final[tuple[Rule, ...]] = (
    recorded_epochs.epochs_repeated,
    recorded_epochs.epochs_missing,
    epochs.stopped_before_restart,
    rates.restarts_not_applied,
    arguments.arguments_differ,
    rates.rate_differs,
    losses.losses_not_finite,
    losses.loss_exploded,
    losses.quality_collapsed,
    warm_up.warm_up_hot,
    course.rate_too_high,
    warm_up.warm_up_long,
    epochs.cut_off,
    epochs.stopped_early,
    epochs.best_epoch_early,
    course.learned_nothing,
    recorded_epochs.not_validated,
    losses.overfitted,
    course.nothing_left,
    course.still_rising,
    losses.still_falling,
    arguments.defaults_differ,
    arguments.weight_decay_scaled,
    losses.chosen_by_boxes,
)


def audit_findings(training: TrainingEvidence) -> tuple[Finding, ...]:
    """The findings on a training, worst first."""
    ran = counted(len(training.results), "epoch")
    best = [f", the best of them epoch {each}" for each in epochs.best_epochs(training.results)[:1]]
    return findings(
        beneath_causes(applied(RULES, training), RULES),
        if_none=f"The training ran as the recipe asked: {ran}{''.join(best)}.",
    )


def training_numbers(results: pd.DataFrame) -> pd.DataFrame:
    """What is kept of a training: its epochs and its best quality, column `value`.

    Without the best epoch where none was validated, without its quality where that is not known.
    """
    values: dict[str, float] = {"training_epochs": len(results)}
    for best in epochs.best_epochs(results)[:1]:
        poses = results.reindex(columns=[epochs.QUALITIES[1]])[results["epoch"] == best]
        quality = float(poses.to_numpy(np.float64)[0, 0])
        values |= {"training_best_epoch": best, "training_pose_map50_95_best": quality}
    return pd.DataFrame({"value": pd.Series(values, dtype=object)}).dropna()
