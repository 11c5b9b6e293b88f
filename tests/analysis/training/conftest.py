"""A sound training, what may be wrong with it, and the audit of it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.training.arguments import argument_differences
from containerloc.analysis.training.audit import audit_findings
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.analysis.training.rates import learning_rates
from containerloc.experiment.schedule import Schedule, rate_share
from containerloc.finding import Finding

EPOCHS = 40
ARGUMENTS: dict[str, Any] = {
    "epochs": EPOCHS,
    "warmup_epochs": 0,
    "lr0": 0.01,
    "lrf": 0.0,
    "optimizer": "AdamW",
    "time": None,
    "patience": 12,
    "mosaic": 1.0,
    "close_mosaic": 10,
}
COSINE, RESTARTS = Schedule("cosine"), Schedule("cosine_restarts", 10)


def run(
    schedule: Schedule = COSINE, epochs: int = EPOCHS, best: int = 30, **columns: Any
) -> pd.DataFrame:
    """A sound training: losses fall, the rate is the one asked for, one epoch is the best."""
    epoch = np.arange(1, epochs + 1)
    share = rate_share(schedule, epochs=EPOCHS, final=0.0)
    falling = 1 + 3 * np.exp(-epoch / 8)
    quality = 0.9 - 0.004 * np.abs(epoch - best)
    table = {
        "epoch": epoch,
        "train/box_loss": falling,
        "train/pose_loss": 2 * falling,
        "val/box_loss": falling,
        "val/pose_loss": 2 * falling,
        "metrics/mAP50(B)": 0.99,
        "metrics/mAP50-95(B)": quality,
        "metrics/mAP50(P)": 0.99,
        "metrics/mAP50-95(P)": quality,
        "lr/pg0": [0.01 * share(e) for e in range(epochs)],
        "lr/pg1": [0.01 * share(e) for e in range(epochs)],
    }
    return pd.DataFrame(table | columns)


@pytest.fixture
def audited(said) -> Callable[..., Mapping[str, Finding]]:
    """The findings on such a training by code; what they say stands in the snapshot."""

    def audit(
        table: pd.DataFrame,
        schedule: Schedule = COSINE,
        ran: Any = None,
        superseded: int = 0,
        **changes: Any,
    ) -> Mapping[str, Finding]:
        arguments = ARGUMENTS | changes
        rates = learning_rates(table, schedule, arguments)
        differences = argument_differences(arguments, ran or arguments, {})
        evidence = TrainingEvidence(table, rates, arguments, schedule, differences, superseded)
        findings = audit_findings(evidence)
        said(each for each in findings if each.code != "nothing-wrong")
        return {each.code: each for each in findings}

    return audit
