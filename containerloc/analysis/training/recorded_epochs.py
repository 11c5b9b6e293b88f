"""The rules on what results.csv records: epochs twice, missing, or without validation."""

from typing import Final

import numpy as np

from containerloc.analysis.training.epochs import best_epochs
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.finding import Observation, rule
from containerloc.wording import counted

_RAN: Final = {"epochs": "epochs that ran"}


@rule(
    "epochs-repeated",
    "warning",
    evidence=_RAN | {"superseded": "rows of epochs that a later row has again"},
    advice="Train each experiment into a folder of its own, whose results.csv is of it alone.",
)
def epochs_repeated(training: TrainingEvidence) -> Observation | None:
    """results.csv has epochs twice: two trainings were written to it, or one was resumed.

    The last row of each epoch counts; of two trainings, the last.
    """
    superseded, n = training.superseded, len(training.results)
    if not superseded:
        return None
    return Observation(
        f"results.csv has {counted(superseded, 'row')} of epochs that a later row has again: two "
        f"trainings were written to it, or one was resumed. The last row of each counts, "
        f"{counted(n, 'epoch')}.",
        {"superseded": superseded, "epochs": n},
    )


@rule(
    "epochs-missing",
    "warning",
    evidence=_RAN
    | {"missing": "epochs before the last without a row", "first": "the first of them"},
    advice="Look whether lines were lost from results.csv.",
)
def epochs_missing(training: TrainingEvidence) -> Observation | None:
    """results.csv lacks epochs before its last: what they measured is not known."""
    known = training.results["epoch"].to_numpy(np.int64)
    missing = np.setdiff1d(np.arange(1, training.last_epoch + 1), known)
    if not missing.size:
        return None
    return Observation(
        f"results.csv lacks {len(missing)} of {counted(training.last_epoch, 'epoch')}, first epoch "
        f"{missing[0]}.",
        {"missing": len(missing), "first": int(missing[0]), "epochs": len(known)},
    )


@rule(
    "not-validated",
    "warning",
    evidence=_RAN,
    advice="Train with `val: true`, or compare checkpoints in pixels (notebook 06).",
)
def not_validated(training: TrainingEvidence) -> Observation | None:
    """No epoch has numbers of a validation: which one was the best is not known."""
    if best_epochs(training.results):
        return None
    n = len(training.results)
    return Observation(
        f"None of {counted(n, 'epoch')} was validated: which one was the best is not known, and "
        "nothing says why best.pt is what it is.",
        {"epochs": n},
    )
