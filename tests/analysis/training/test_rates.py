import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.training.rates import learning_rates, rates_off
from containerloc.experiment.schedule import Schedule

from .conftest import COSINE, RESTARTS, run

ARGUMENTS: dict[str, Any] = {
    "epochs": 6,
    "warmup_epochs": 1,
    "lr0": 0.01,
    "lrf": 0.1,
    "optimizer": "AdamW",
    "time": None,
}
EVERY_2_EPOCHS = Schedule("cosine_restarts", 2)


def results(rates: list[float], bias: list[float] | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "epoch": np.arange(1, len(rates) + 1),
            "train/box_loss": 1.0,
            "lr/pg0": rates,
            "lr/pg1": bias or rates,
        }
    )


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule("linear"), [0.01 * (1 - 0.9 * e / 6) for e in range(6)]),
        (
            Schedule("cosine"),
            [0.001 + 0.009 * (1 + math.cos(math.pi * e / 6)) / 2 for e in range(6)],
        ),
        (EVERY_2_EPOCHS, [0.01, 0.0055, 0.01, 0.0055, 0.01, 0.0055]),
    ],
)
def test_the_rate_asked_for_and_no_other_is_accepted(
    schedule: Schedule, expected: list[float]
) -> None:
    bias = [0.07, *expected[1:]]  # warms up from far above
    rates = learning_rates(results(expected, bias), schedule, ARGUMENTS)
    assert rates["warm_up"].tolist() == [True] + [False] * 5
    np.testing.assert_allclose(rates["asked"][1:], expected[1:])
    assert np.isnan(rates["asked"][0])
    assert rates_off(rates).empty
    one_group_off = [0.07, *expected[1:4], expected[4] * 1.01, expected[5]]
    off = rates_off(learning_rates(results(expected, one_group_off), schedule, ARGUMENTS))
    assert off["epoch"].tolist() == [5]


def test_where_no_rate_was_asked_for() -> None:
    ran = results([0.3] * 6)
    for changes in ({"optimizer": "auto"}, {"time": 0.5}):
        rates = learning_rates(ran, Schedule("cosine"), ARGUMENTS | changes)
        assert rates["asked"].isna().all()
        assert rates_off(rates).empty
    by_clock = learning_rates(ran, EVERY_2_EPOCHS, ARGUMENTS | {"time": 0.5})
    assert by_clock["asked"].notna().sum() == 5  # restarts do not depend on the end


def test_a_real_run_whose_restarts_never_happened(shared) -> None:
    ran = pd.read_csv(shared / "real_runs" / "exp003" / "results.csv")
    arguments = ARGUMENTS | {"epochs": 150, "warmup_epochs": 3, "lr0": 0.001, "lrf": 0.01}
    rates = learning_rates(ran, Schedule("cosine_restarts", 50), arguments)
    assert rates["warm_up"].sum() == 26  # 100 iterations, 4 an epoch
    assert len(rates_off(rates)) == 123  # of the other 124


def test_one_epoch_with_another_rate(audited) -> None:
    table = run()
    table.loc[20, "lr/pg1"] *= 1.01
    findings = audited(table)
    assert list(findings) == ["rate-differs"]
    assert findings["rate-differs"].evidence == {"epochs": 1, "n": 40, "first": 21}


def test_restarts_that_were_configured_and_never_ran(audited) -> None:
    findings = audited(run(COSINE), RESTARTS)
    assert list(findings) == ["restarts-not-applied"]
    assert findings["restarts-not-applied"].severity == "error"
    assert findings["restarts-not-applied"].evidence["epochs_off"] > 25
