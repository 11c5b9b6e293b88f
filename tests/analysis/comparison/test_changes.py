from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from containerloc.analysis.comparison.changes import (
    credit_sentence,
    effective_changes,
    what_changed,
)
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.experiment.schedule import Schedule
from containerloc.experiment.targets import Target

BASE = Experiment(
    "base",
    "",
    "data.yaml",
    "yolo11s-pose.pt",
    {"pose": 12.0, "batch": 64},
    Schedule(),
    PredictSettings(),
    (),
    (Path("base.yaml"),),
)
RAN = {
    "pose": 12.0,
    "batch": 64,
    "model": "yolo11s-pose.pt",
    "lr0": 0.001,
    "workers": 8,
    "cos_lr": False,
    "epochs": 100,
}


def of(**train) -> Experiment:
    return replace(BASE, name="new", train={**BASE.train, **train})


def changed(experiment: Experiment, **ran) -> pd.DataFrame:
    after = {**RAN, **ran} if ran else {}
    return what_changed(experiment, BASE, ran=after, reference_ran=RAN if ran else {}).set_index(
        "key"
    )


def test_a_change_that_both_say() -> None:
    row = changed(of(pose=20.0), pose=20.0).loc["train.pose"]
    assert row.tolist() == [12.0, 20.0, "recipe and args.yaml", True]


def test_a_change_that_never_ran_does_not_count() -> None:
    table = changed(of(pose=20.0), pose=12.0)
    assert table.loc["train.pose", ["source", "counts"]].tolist() == ["recipe, did not run", False]
    assert effective_changes(table.reset_index()) == []


def test_a_change_that_no_recipe_knows() -> None:
    row = changed(of(), lr0=0.01).loc["train.lr0"]
    assert row.tolist() == [0.001, 0.01, "args.yaml", True]


def test_without_a_training_the_recipes_are_what_is_known() -> None:
    table = changed(of(pose=20.0, batch=96))
    assert table["source"].tolist() == ["recipe"] * 2
    assert effective_changes(table.reset_index()) == ["train.pose", "train.batch"]


def test_promises_and_the_machine_make_no_difference() -> None:
    new = replace(
        of(workers=2), targets=(Target("mde_px", "below", 8.0),), predict=PredictSettings(conf=0.4)
    )
    table = changed(new, workers=2)
    assert not table["counts"].any()
    assert {"train.workers", "targets.mde_px.below", "predict.conf"} == set(table.index)


def test_a_schedule_is_one_thing() -> None:
    new = replace(of(), schedule=Schedule("cosine_restarts", 50))
    table = changed(new, cos_lr=True)
    assert "train.cos_lr" not in table.index
    assert effective_changes(table.reset_index()) == ["schedule"]


@pytest.mark.parametrize("train", [{}, {"pose": 20.0}, {"pose": 20.0, "batch": 96}])
def test_only_a_single_change_may_be_the_cause(train) -> None:
    table = changed(of(**train), **(train or {"lr0": 0.001})).reset_index()
    sentence = credit_sentence(table, trainings_kept=True)
    assert ("may be the cause" in sentence) == (len(train) == 1)
    assert ("cannot be attributed" in sentence) == (len(train) > 1)
    assert all(f"train.{name}" in sentence for name in train)


def test_the_credit_names_its_basis() -> None:
    table = changed(of(pose=1.0)).reset_index()
    by_recipes = credit_sentence(table, trainings_kept=False)
    assert "recipes" in by_recipes
    assert by_recipes != credit_sentence(table, trainings_kept=True)
