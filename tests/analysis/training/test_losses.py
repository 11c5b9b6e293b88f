"""Losses and quality: each fault on a training that has it."""

import numpy as np
import pytest

from .conftest import run


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_losses_that_are_no_numbers(audited, value: float) -> None:
    table = run()
    table.loc[[1, 2], "val/box_loss"] = value
    findings = audited(table)
    assert list(findings) == ["losses-not-finite"]
    assert findings["losses-not-finite"].evidence == {"epochs": 2, "first": 2}


def test_a_loss_that_jumps(audited) -> None:
    table = run()
    table.loc[20, ["train/box_loss", "train/pose_loss"]] *= 4
    findings = audited(table)
    assert list(findings) == ["loss-exploded"]
    assert findings["loss-exploded"].evidence["epoch"] == 21


def test_a_validation_loss_that_rises_while_the_training_loss_falls(audited) -> None:
    rising = np.r_[np.linspace(6, 3, 15), np.linspace(3, 5, 25)]
    findings = audited(run(**{"val/pose_loss": rising}))
    assert list(findings) == ["overfitted"]
    assert 10 <= findings["overfitted"].evidence["epoch"] <= 20


def test_a_validation_loss_still_falling_at_the_end(audited) -> None:
    findings = audited(run(**{"val/pose_loss": np.linspace(40, 2, 40)}))
    assert set(findings) == {"still-falling", "nothing-wrong"}


def test_a_quality_that_collapses(audited) -> None:
    table = run()
    table.loc[20, ["metrics/mAP50-95(B)", "metrics/mAP50-95(P)"]] *= 0.1
    findings = audited(table)
    assert list(findings) == ["quality-collapsed"]
    assert findings["quality-collapsed"].evidence["deepest"] == 21


def test_weights_chosen_by_boxes_alone(audited) -> None:
    findings = audited(run(**{"metrics/mAP50-95(P)": 0.995}))
    assert set(findings) == {"chosen-by-boxes", "nothing-wrong"}
