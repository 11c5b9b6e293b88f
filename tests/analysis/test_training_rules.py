from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.training_rates import learning_rates
from containerloc.analysis.training_rules import training_findings, training_numbers
from containerloc.schedule import Schedule

ARGUMENTS: dict[str, Any] = {"epochs": 4, "warmup_epochs": 0, "lr0": 0.01, "lrf": 0.0,
                             "optimizer": "AdamW", "time": None}  # fmt: skip


def results(**changes: list[float]) -> pd.DataFrame:
    columns = {"epoch": [1, 2, 3, 4], "train/box_loss": [4.0, 3, 2, 1], "val/box_loss": [4.0] * 4,
               "metrics/mAP50-95(P)": [0.1, 0.2, 0.5, 0.4],
               "lr/pg0": [0.01, 0.0075, 0.005, 0.0025]}  # fmt: skip
    return pd.DataFrame(columns | changes)


def codes(table: pd.DataFrame, **changes: Any) -> dict[str, Any]:
    arguments = ARGUMENTS | changes
    rates = learning_rates(table, Schedule("linear"), arguments)
    return {finding.code: finding for finding in training_findings(table, rates, arguments)}


def test_a_sound_training() -> None:
    found = codes(results())
    assert list(found) == ["nothing-wrong"]
    assert "0.500, came in epoch 3" in found["nothing-wrong"].sentence


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_losses_that_are_no_numbers(value: float) -> None:
    found = codes(results(**{"val/box_loss": [4.0, value, value, 4.0]}))["losses-not-finite"]
    assert (found.severity, found.evidence) == ("error", {"epochs": 2, "first": 2})


def test_another_rate_than_asked_for() -> None:
    found = codes(results(**{"lr/pg0": [0.01, 0.01, 0.005, 0.0025]}))["rate-differs"]
    assert found.evidence == {"epochs": 1, "n": 4, "first": 2}
    assert "0.01 instead of 0.0075" in found.sentence


def test_fewer_epochs_than_asked_for() -> None:
    assert codes(results(), epochs=9)["ended-early"].evidence == {"epochs": 4, "asked": 9}
    assert list(codes(results(), epochs=100, time=0.1)) == ["nothing-wrong"]


def test_numbers_of_a_training() -> None:
    numbers = training_numbers(results())
    assert numbers["value"].to_dict() == {
        "training_epochs": 4, "training_best_epoch": 3, "training_pose_map50_95_best": 0.5,
    }  # fmt: skip
