"""Learning rate, warm-up and epochs: each fault on a training that has it."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.training.epochs import best_epochs

from .conftest import COSINE, RESTARTS, run


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


def test_a_training_that_ended_before_the_first_restart(audited) -> None:
    table = run(RESTARTS, epochs=9, best=9)
    findings = audited(table, RESTARTS)
    assert list(findings) == ["stopped-before-restart", "cut-off"]


def test_a_warm_up_from_far_above(audited) -> None:
    table = run()
    table.loc[:2, "lr/pg1"] = [0.09, 0.06, 0.035]
    findings = audited(table, warmup_epochs=3)
    assert list(findings) == ["warm-up-hot"]
    assert findings["warm-up-hot"].evidence == {
        "group": "pg1",
        "highest": 0.09,
        "lr0": 0.01,
        "epochs": 3,
    }


def test_a_warm_up_longer_than_asked_for(audited) -> None:
    table = run()
    table.loc[:9, ["lr/pg0", "lr/pg1"]] = np.tile(np.linspace(0.001, 0.01, 10)[:, None], 2)
    findings = audited(table, warmup_epochs=2)
    assert list(findings) == ["warm-up-long"]
    assert findings["warm-up-long"].evidence["ran"] == pytest.approx(10)


def test_early_stopping_and_the_mosaics_that_were_never_closed(audited) -> None:
    findings = audited(run(epochs=24, best=12))
    assert list(findings) == ["stopped-early"]
    assert findings["stopped-early"].evidence == {
        "epochs": 24,
        "asked": 40,
        "patience": 12,
        "best": 12,
    }
    assert "stopped-early" in audited(run(epochs=36, best=24))


def test_a_training_that_was_cut_off(audited) -> None:
    assert list(audited(run(epochs=24, best=20))) == ["cut-off"]
    assert list(audited(run(epochs=24, best=20), time=0.1)) == ["nothing-wrong"]


def test_the_best_epoch_among_the_first(audited) -> None:
    assert list(audited(run(best=3))) == ["best-epoch-early"]


def test_the_fitness_of_either_version_counts() -> None:
    table = pd.DataFrame(
        {
            "epoch": [1, 2],
            "metrics/mAP50(B)": [0.99, 0.5],
            "metrics/mAP50-95(B)": [0.50, 0.51],
            "metrics/mAP50(P)": [0.99, 0.5],
            "metrics/mAP50-95(P)": [0.5, 0.5],
        }
    )
    assert best_epochs(table) == (2, 1)
