"""How many epochs ran and which was best: each fault on a training that has it."""

import pandas as pd

from containerloc.analysis.training.epochs import best_epochs

from .conftest import RESTARTS, run


def test_a_training_that_ended_before_the_first_restart(audited) -> None:
    table = run(RESTARTS, epochs=9, best=9)
    findings = audited(table, RESTARTS)
    assert list(findings) == ["stopped-before-restart", "cut-off"]


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
