"""Did the training run as the recipe asked? Arguments, learning rate, epochs and losses."""

from typing import Final

import pandas as pd

from containerloc.analysis.training import arguments, epochs, losses, rates, warm_up
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Finding, Rule, applied, findings
from containerloc.wording import counted

# In the order in which findings of equal severity are read.
RULES: Final[tuple[Rule, ...]] = (
    epochs.stopped_before_restart,
    rates.restarts_not_applied,
    arguments.arguments_differ,
    rates.rate_differs,
    losses.losses_not_finite,
    losses.loss_exploded,
    losses.quality_collapsed,
    warm_up.warm_up_hot,
    warm_up.warm_up_long,
    epochs.cut_off,
    epochs.stopped_early,
    epochs.best_epoch_early,
    losses.overfitted,
    losses.still_falling,
    arguments.defaults_differ,
    arguments.weight_decay_scaled,
    losses.chosen_by_boxes,
)


def audit_findings(training: TrainingEvidence) -> tuple[Finding, ...]:
    """The findings on a training, worst first."""
    n, best = len(training.results), epochs.best_epochs(training.results)[0]
    return findings(
        applied(RULES, training),
        if_none=f"The training ran as the recipe asked: {counted(n, 'epoch')}, the best of them "
        f"epoch {best}.",
    )


def training_numbers(results: pd.DataFrame) -> pd.DataFrame:
    """What is kept of a training: its epochs and its best quality, column `value`."""
    best = epochs.best_epochs(results)[0]
    of_poses = results.loc[results["epoch"] == best, epochs.QUALITIES[1]]
    values = {
        "training_epochs": len(results),
        "training_best_epoch": best,
        "training_pose_map50_95_best": float(of_poses.iloc[0]),
    }
    return pd.DataFrame({"value": values})
