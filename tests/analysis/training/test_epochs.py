from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.training.arguments import argument_differences
from containerloc.analysis.training.audit import audit_findings, training_numbers
from containerloc.analysis.training.epochs import best_epochs
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.analysis.training.rates import learning_rates
from containerloc.experiment.schedule import Schedule, rate_share

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


def audited(
    table: pd.DataFrame, schedule: Schedule = COSINE, ran: Any = None, **changes: Any
) -> dict[str, Any]:
    arguments = ARGUMENTS | changes
    rates = learning_rates(table, schedule, arguments)
    differences = argument_differences(arguments, ran or arguments, {})
    evidence = TrainingEvidence(table, rates, arguments, schedule, differences)
    return {finding.code: finding for finding in audit_findings(evidence)}


@pytest.mark.parametrize("schedule", [Schedule("linear"), Schedule("cosine"), RESTARTS])
def test_a_sound_training_has_no_finding(said, schedule: Schedule) -> None:
    found = audited(run(schedule), schedule)
    assert list(found) == ["nothing-wrong"]
    said(found.values())


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_losses_that_are_no_numbers(value: float) -> None:
    table = run()
    table.loc[[1, 2], "val/box_loss"] = value
    found = audited(table)
    assert list(found) == ["losses-not-finite"]
    assert found["losses-not-finite"].evidence == {"epochs": 2, "first": 2}


def test_a_loss_that_jumps() -> None:
    table = run()
    table.loc[20, ["train/box_loss", "train/pose_loss"]] *= 4
    found = audited(table)
    assert list(found) == ["loss-exploded"]
    assert found["loss-exploded"].evidence["epoch"] == 21


def test_a_validation_loss_that_rises_while_the_training_loss_falls() -> None:
    rising = np.r_[np.linspace(6, 3, 15), np.linspace(3, 5, 25)]
    found = audited(run(**{"val/pose_loss": rising}))
    assert list(found) == ["overfitted"]
    assert 10 <= found["overfitted"].evidence["epoch"] <= 20


def test_a_validation_loss_still_falling_at_the_end() -> None:
    found = audited(run(**{"val/pose_loss": np.linspace(40, 2, 40)}))
    assert set(found) == {"still-falling", "nothing-wrong"}


def test_one_epoch_with_another_rate() -> None:
    table = run()
    table.loc[20, "lr/pg1"] *= 1.01
    found = audited(table)
    assert list(found) == ["rate-differs"]
    assert found["rate-differs"].evidence == {"epochs": 1, "n": 40, "first": 21}


def test_restarts_that_were_configured_and_never_ran() -> None:
    found = audited(run(COSINE), RESTARTS)
    assert list(found) == ["restarts-not-applied"]
    assert found["restarts-not-applied"].severity == "error"
    assert found["restarts-not-applied"].evidence["epochs_off"] > 25


def test_a_training_that_ended_before_the_first_restart() -> None:
    table = run(RESTARTS, epochs=9, best=9)
    found = audited(table, RESTARTS)
    assert list(found) == ["stopped-before-restart", "cut-off"]


def test_a_warm_up_from_far_above() -> None:
    table = run()
    table.loc[:2, "lr/pg1"] = [0.09, 0.06, 0.035]
    found = audited(table, warmup_epochs=3)
    assert list(found) == ["warm-up-hot"]
    assert found["warm-up-hot"].evidence == {
        "group": "pg1",
        "highest": 0.09,
        "lr0": 0.01,
        "epochs": 3,
    }


def test_a_warm_up_longer_than_asked_for() -> None:
    table = run()
    table.loc[:9, ["lr/pg0", "lr/pg1"]] = np.tile(np.linspace(0.001, 0.01, 10)[:, None], 2)
    found = audited(table, warmup_epochs=2)
    assert list(found) == ["warm-up-long"]
    assert found["warm-up-long"].evidence["ran"] == pytest.approx(10)


def test_early_stopping_and_the_mosaics_that_were_never_closed(said) -> None:
    found = audited(run(epochs=24, best=12))
    assert list(found) == ["stopped-early"]
    assert found["stopped-early"].evidence == {
        "epochs": 24,
        "asked": 40,
        "patience": 12,
        "best": 12,
    }
    said([found["stopped-early"], audited(run(epochs=36, best=24))["stopped-early"]])


def test_a_training_that_was_cut_off() -> None:
    assert list(audited(run(epochs=24, best=20))) == ["cut-off"]
    assert list(audited(run(epochs=24, best=20), time=0.1)) == ["nothing-wrong"]


def test_the_best_epoch_among_the_first() -> None:
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


def test_arguments_that_ran_otherwise() -> None:
    ran = ARGUMENTS | {"mosaic": 0.5, "workers": 3}
    found = audited(run(), ran=ran)
    assert list(found) == ["arguments-differ"]
    assert found["arguments-differ"].evidence == {"mosaic": {"asked": 1.0, "ran": 0.5}}


def test_every_argument_is_compared_with_what_is_asked_or_the_default() -> None:
    asked = {"model": "a/b/yolo11s-pose.pt", "pose": 20, "batch": 64}
    ran = {
        "model": "/elsewhere/yolo11s-pose.pt",
        "pose": 20.0,
        "batch": 32,
        "erasing": 0.4,
        "shear": 2.0,
        "workers": 9,
        "resume": False,
    }
    defaults = {"shear": 0.0, "erasing": 0.4, "cutmix": 0.0, "workers": 8}  # cutmix is newer
    table = argument_differences(asked, ran, defaults)
    assert table.index.tolist() == ["shear", "batch"]
    assert table["stated"].tolist() == [False, True]
    resumed = argument_differences(asked, ran | {"model": "last.pt", "resume": True}, {})
    assert resumed.index.tolist() == ["batch"]


def test_numbers_of_a_training() -> None:
    assert training_numbers(run())["value"].to_dict() == {
        "training_epochs": 40,
        "training_best_epoch": 30,
        "training_pose_map50_95_best": 0.9,
    }


def test_a_quality_that_collapses() -> None:
    table = run()
    table.loc[20, ["metrics/mAP50-95(B)", "metrics/mAP50-95(P)"]] *= 0.1
    found = audited(table)
    assert list(found) == ["quality-collapsed"]
    assert found["quality-collapsed"].evidence["deepest"] == 21


def test_weights_chosen_by_boxes_alone() -> None:
    found = audited(run(**{"metrics/mAP50-95(P)": 0.995}))
    assert set(found) == {"chosen-by-boxes", "nothing-wrong"}


def test_a_weight_decay_that_the_batch_scales() -> None:
    decay = {"weight_decay": 0.0005, "nbs": 64}
    found = audited(run(), batch=96, **decay)
    assert found["weight-decay-scaled"].evidence["ran"] == pytest.approx(0.00075)
    for batch in (16, 32, 64, -1, 0.5):
        assert list(audited(run(), batch=batch, **decay)) == ["nothing-wrong"]


@pytest.mark.parametrize(
    ("asked", "ran", "same"),
    [
        ("yolo11s-pose.pt", "input/yolo11s-pose.pt", True),
        ("/p/a/best.pt", "a/best.pt", True),
        ("/p/a/best.pt", "b/best.pt", False),
        ("yolo11s-pose.pt", "yolo11n-pose.pt", False),
    ],
)
def test_a_model_is_its_name_and_best_weights_are_an_experiments(
    asked: str, ran: str, same: bool
) -> None:
    assert argument_differences({"model": asked}, {"model": ran}, {}).empty == same
