"""Epochs that results.csv has twice, lacks, or has without a validation."""

import numpy as np

from containerloc.analysis.training.audit import training_numbers
from containerloc.analysis.training.epochs import best_epochs

from .conftest import run

QUALITIES = [f"metrics/{name}({of})" for name in ("mAP50", "mAP50-95") for of in "BP"]


def test_rows_of_a_training_before(audited) -> None:
    found = audited(run(), superseded=12)
    assert list(found) == ["epochs-repeated"]
    assert found["epochs-repeated"].evidence == {"superseded": 12, "epochs": 40}


def test_epochs_that_are_missing(audited) -> None:
    found = audited(run().drop(index=[6, 7]).reset_index(drop=True))
    assert list(found) == ["epochs-missing"]
    assert found["epochs-missing"].evidence == {"missing": 2, "first": 7, "epochs": 38}


def test_without_validation_no_epoch_is_the_best(audited) -> None:
    for table in (
        run().drop(columns=QUALITIES),
        run().assign(**dict.fromkeys(QUALITIES, np.nan)),
        run().drop(columns=[*QUALITIES, "val/box_loss", "val/pose_loss"]),
    ):
        assert best_epochs(table) == ()
        assert list(audited(table)) == ["not-validated"]
        assert training_numbers(table)["value"].to_dict() == {"training_epochs": 40}


def test_a_model_without_corners_has_a_best_epoch(audited) -> None:
    table = run().drop(columns=[name for name in QUALITIES if "(P)" in name])
    assert list(audited(table)) == ["nothing-wrong"]
    assert training_numbers(table)["value"].to_dict() == {
        "training_epochs": 40,
        "training_best_epoch": 30,
    }
