"""Did the training run as the recipe asked? Arguments, learning rate, epochs and losses."""

from typing import Final

import pandas as pd

from containerloc.analysis.training import arguments, epochs, losses
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Finding, Rule, applied, findings
from containerloc.wording import counted

QUALITY: Final = "metrics/mAP50-95(P)"
# In the order in which findings of equal severity are read.
RULES: Final[tuple[Rule, ...]] = (
    epochs.stopped_before_restart,
    epochs.restarts_not_applied,
    arguments.arguments_differ,
    epochs.rate_differs,
    losses.losses_not_finite,
    losses.loss_exploded,
    losses.quality_collapsed,
    epochs.warm_up_hot,
    epochs.warm_up_long,
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
    values = {
        "training_epochs": len(results),
        "training_best_epoch": best,
        "training_pose_map50_95_best": float(
            results.loc[results["epoch"] == best, QUALITY].iloc[0]
        ),
    }
    return pd.DataFrame({"value": values})
