"""What notebooks open: labels, and predictions that are made once."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from containerloc.data.predictions import Predictions
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.model import inference
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.prepare import dataset as embedded
from containerloc.run.prepare.inputs import Selection, label_inputs, naming
from containerloc.run.prepare.weights import train_experiment


def test_labels_alone_need_no_weights(project):
    inputs = label_inputs(load_experiment("experiments/one.yaml"), Selection("train"))
    assert list(inputs.labels.images["image"]) == ["train_0.png", "train_1.png", "train_2.png"]
    assert inputs.predictions is None
    assert inputs.confidence == 0.25


def test_the_embedded_photos_are_judged_by_exact_labels_apart(
    opened, calls, project, write_experiment, monkeypatch
):
    write_experiment("one", data="synthetic")
    monkeypatch.setattr(embedded, "draw", lambda folder: project / "data" / "data.yaml")
    shutil.copytree(project / "data", project / "data" / "exact")
    label = project / "data" / "exact" / "labels" / "val" / "val_0.txt"
    label.write_text(label.read_text().replace("0.625", "0.65"))
    noisy, exact = opened(), opened(data="synthetic-exact")
    assert len(calls) == 1
    assert exact.dataset.path == project / "data" / "exact" / "data.yaml"
    assert noisy.labels.content_hash != exact.labels.content_hash
    assert exact.artifacts.predictions("val") == noisy.artifacts.predictions("val")
    assert exact.artifacts.weights == noisy.artifacts.weights
    assert exact.artifacts.metrics.parent == noisy.artifacts.metrics.parent / "exact_labels"
    assert noisy.artifacts.metrics.parent == noisy.artifacts.folder


def test_an_experiment_on_exact_labels_has_them_in_its_own_place(project, write_experiment):
    one = load_experiment(write_experiment("one", data="synthetic-exact"))
    assert artifacts_of(one, data="synthetic-exact") == artifacts_of(one)


def test_another_confidence_needs_no_new_prediction(opened, calls, write_experiment):
    assert opened().confidence == 0.25
    write_experiment("one", "predict: {conf: 0.4}")
    assert opened().confidence == 0.4
    assert opened(confidence=0.6).confidence == 0.6
    assert len(calls) == 1


def test_an_image_that_the_model_cannot_read_costs_no_other(opened, calls, monkeypatch):
    whole = inference.predict

    def without_one(weights: Path, images: pd.DataFrame, **options: Any) -> Predictions:
        made = whole(weights, images.iloc[1:], **options)
        skipped = [{"image": "val_0.png", "reason": "cannot read it"}]
        table = made.table[made.table["image"] != "val_0.png"]
        return replace(made, table=table, made_by={**made.made_by, "skipped": skipped})

    monkeypatch.setattr(inference, "predict", without_one)
    for _ in range(2):
        inputs = opened()
        assert list(inputs.labels.images["image"]) == ["val_1.png", "val_2.png"]
        assert set(inputs.labels.table["image"]) == {"val_1.png", "val_2.png"}
        assert inputs.labels.n_skipped_images == 1
        problem = inputs.labels.problems.iloc[-1]
        assert (problem["image"], problem["message"]) == ("val_0.png", "cannot read it")


def test_a_file_of_predictions_needs_no_model(opened, project):
    inputs = opened(weights="", predictions="predictions.json")
    assert list(inputs.predictions.table["image"]) == ["val_0.png", "val_1.png", "val_2.png"]


def test_given_once_predictions_are_known_to_every_verb(opened, project, calls, caplog):
    given = opened(weights="", predictions="predictions.json")
    (project / "predictions.json").unlink()
    later = opened(weights="")
    pd.testing.assert_frame_equal(given.predictions.table, later.predictions.table)
    assert "predictions.json" in later.predictions.made_by["given"]["file"]
    assert not calls


def test_given_once_weights_are_known_to_every_verb(opened, project, calls, write_experiment):
    opened()
    assert len(calls) == 1
    assert opened(weights="").predictions.made_by["weights"] == "mine.pt"
    write_experiment("one", "predict: {iou: 0.5}")
    assert opened(weights="").predictions.made_by["iou"] == 0.5  # made anew by the same weights
    assert len(calls) == 2
    (project / "mine.pt").unlink()
    opened(weights="")
    assert len(calls) == 2


def test_what_was_given_counts_until_something_else_is(opened, project, calls):
    opened(weights="", predictions="predictions.json")
    own = opened(weights="").artifacts.weights
    own.parent.mkdir(parents=True)
    own.write_bytes(b"trained")
    assert opened(weights="").predictions.made_by["weights"] == "best.pt"
    opened(weights="", predictions="predictions.json")
    assert "given" in opened(weights="").predictions.made_by
    assert "given" not in opened(weights=str(own)).predictions.made_by
    assert "given" not in opened(weights="").predictions.made_by


def test_given_predictions_of_other_images(opened, project, calls):
    opened(weights="", predictions="predictions.json")
    photo = project / "data" / "images" / "val" / "val_0.png"
    photo.rename(photo.with_name("other.png"))
    with pytest.raises(DataError, match="one: the stored predictions cannot be used"):
        opened(weights="")


def test_an_error_names_the_experiment_once(project):
    one = load_experiment("experiments/one.yaml")
    with pytest.raises(UsageError, match=r"^one: no$"), naming(one):
        raise UsageError("no")
    with pytest.raises(DataError, match=r"^in one$"), naming(one):
        raise DataError("in one")


def test_what_is_asked_must_make_sense(opened, project):
    with pytest.raises(UsageError, match="both given"):
        opened(predictions="predictions.json")
    with pytest.raises(UsageError, match=r"confidence 1\.5"):
        opened(confidence=1.5)
    with pytest.raises(UsageError, match=r"no such weights: .*mine\.pt"):
        opened()
    with pytest.raises(UsageError, match=r"one has no weights: .*best\.pt does not exist"):
        opened(weights="")
    with pytest.raises(DataError, match="no split `test`"):
        opened(split="test")
    with pytest.raises(DataError, match="nowhere"):
        opened(data="nowhere.yaml")


def test_an_experiment_may_judge_the_weights_of_another(opened, project, calls, write_experiment):
    write_experiment("one", "weights: ../mine.pt")
    stored = opened(weights="").artifacts.predictions("val")
    assert calls == [project / "mine.pt"]
    with pytest.raises(UsageError, match="key `weights` names a trained model"):
        train_experiment(load_experiment("experiments/one.yaml"))
    write_experiment("one", "weights: ../none.pt")
    opened(weights="")  # as without weights of its own: what is stored is read
    stored.unlink()
    with pytest.raises(UsageError, match=r"one\.yaml: key `weights`: no such file: .*none\.pt"):
        opened(weights="")
