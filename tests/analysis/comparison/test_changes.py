from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.comparison.changes import credit, things_changed, what_changed
from containerloc.analysis.comparison.cost import cost
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
    assert things_changed(table.reset_index()) == []


def test_a_change_that_no_recipe_knows() -> None:
    row = changed(of(), lr0=0.01).loc["train.lr0"]
    assert row.tolist() == [0.001, 0.01, "args.yaml", True]


def test_without_a_training_the_recipes_are_what_is_known() -> None:
    table = changed(of(pose=20.0, batch=96))
    assert table["source"].tolist() == ["recipe"] * 2
    assert things_changed(table.reset_index()) == ["train.pose", "train.batch"]


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
    assert things_changed(table.reset_index()) == ["schedule"]


@pytest.mark.parametrize(
    ("train", "ran", "said"),
    [
        ({}, {"lr0": 0.001}, "Nothing that could make a difference was changed:"),
        ({"pose": 20.0}, {"pose": 20.0}, "One thing was changed, train.pose:"),
        (
            {"pose": 20.0, "batch": 96},
            {"pose": 20.0, "batch": 96},
            "2 things were changed at once (train.pose, train.batch): no single one",
        ),
    ],
)
def test_what_may_be_credited(train, ran, said: str) -> None:
    sentence = credit(changed(of(**train), **ran).reset_index(), known=True)
    assert sentence.startswith(said)
    assert ("credited" in sentence) == (len(train) > 1)


def test_it_is_said_that_only_recipes_are_known() -> None:
    assert "by the recipes, as not both trainings are kept" in credit(
        changed(of(pose=1.0)).reset_index(), known=False
    )


def test_cost_is_what_was_recorded() -> None:
    results = pd.DataFrame({"epoch": [1, 2, 3], "time": [10.0, 20, 5]})  # resumed before epoch 3
    table = cost(
        {"a": {"parameters": 9, "ms_per_image": 12.5, "device": "cpu"}, "b": {}},
        {"a": results, "b": pd.DataFrame()},
    )
    assert table.loc["a", ["parameters", "ms_per_image", "epochs", "training_s"]].tolist() == [
        9,
        12.5,
        3,
        25,
    ]
    assert np.isnan(
        table.loc["b", ["parameters", "ms_per_image", "epochs", "training_s"]].astype(float)
    ).all()
    assert table.loc["b", "device"] == ""
