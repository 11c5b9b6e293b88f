"""What notebooks open: labels, and predictions that are made once."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from containerloc.data.files import sha256_of
from containerloc.data.predictions import Predictions, read_predictions
from containerloc.errors import DataError, UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.model import inference
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.prepare import dataset as embedded
from containerloc.run.prepare.inputs import Inputs, Selection, label_inputs, open_inputs


@pytest.fixture
def calls(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The weights of each prediction, which takes what the file of predictions says."""
    made: list[Path] = []

    def predict(weights: Path, images: pd.DataFrame, **_: Any) -> Predictions:
        made.append(weights)
        stored = read_predictions(project / "predictions.json")
        by = {"weights": weights.name, "weights_sha256": sha256_of(weights), "device": "cpu"}
        return replace(stored, images=tuple(images["image"]), made_by=by)

    monkeypatch.setattr(inference, "predict", predict)
    (project / "mine.pt").write_bytes(b"weights")
    return made


def opened(**more: Any) -> Inputs:
    selection = Selection(**{"weights": "mine.pt", **more})
    return open_inputs(load_experiment("experiments/one.yaml"), selection)


def test_labels_alone_need_no_weights(project):
    inputs = label_inputs(load_experiment("experiments/one.yaml"), Selection("train"))
    assert list(inputs.labels.images["image"]) == ["train_0.png", "train_1.png", "train_2.png"]
    assert inputs.predictions is None
    assert inputs.confidence == 0.25


def test_the_second_time_nothing_is_predicted(calls, caplog):
    first, second = opened(), opened()
    assert len(calls) == 1
    pd.testing.assert_frame_equal(first.predictions.table, second.predictions.table)
    assert "predictions: made on cpu in " in caplog.text
    assert "predictions: reused (3 images, made on cpu by mine.pt" in caplog.text


@pytest.mark.parametrize("change", ["weights", "image", "settings", "parquet", "json"])
def test_whatever_changes_they_are_made_anew(calls, project, write_experiment, change):
    stored = opened().artifacts.predictions("val")
    if change == "weights":
        (project / "mine.pt").write_bytes(b"others")
    elif change == "image":
        Image.new("L", (64, 48)).save(project / "data" / "images" / "val" / "val_0.png")
    elif change == "settings":
        write_experiment("one", "predict: {iou: 0.5}")
    elif change == "parquet":
        stored.write_bytes(b"half of it")
    else:
        stored.with_suffix(".json").unlink()
    opened()
    opened()
    assert len(calls) == 2


def test_other_labels_need_no_new_prediction(calls, project):
    before = opened().labels
    label = project / "data" / "labels" / "val" / "val_0.txt"
    label.write_text(label.read_text().replace("0.625", "0.65"))
    assert opened().labels.content_hash != before.content_hash
    assert len(calls) == 1


def test_the_embedded_photos_are_judged_by_exact_labels_apart(
    calls, project, write_experiment, monkeypatch
):
    write_experiment("one", data="synthetic")
    monkeypatch.setattr(embedded, "draw", lambda folder: project / "data" / "data.yaml")
    shutil.copytree(project / "data", project / "data" / "exact")
    label = project / "data" / "exact" / "labels" / "val" / "val_0.txt"
    label.write_text(label.read_text().replace("0.625", "0.65"))
    noisy, exact = opened(), opened(data="synthetic-exact")
    assert len(calls) == 1
    assert exact.data_yaml == project / "data" / "exact" / "data.yaml"
    assert noisy.labels.content_hash != exact.labels.content_hash
    assert exact.artifacts.predictions("val") == noisy.artifacts.predictions("val")
    assert exact.artifacts.weights == noisy.artifacts.weights
    assert exact.artifacts.metrics.parent == noisy.artifacts.metrics.parent / "exact_labels"
    assert noisy.artifacts.metrics.parent == noisy.artifacts.folder


def test_an_experiment_on_exact_labels_has_them_in_its_own_place(project, write_experiment):
    one = load_experiment(write_experiment("one", data="synthetic-exact"))
    assert artifacts_of(one, data="synthetic-exact") == artifacts_of(one)


def test_another_confidence_needs_no_new_prediction(calls, write_experiment):
    assert opened().confidence == 0.25
    write_experiment("one", "predict: {conf: 0.4}")
    assert opened().confidence == 0.4
    assert opened(confidence=0.6).confidence == 0.6
    assert len(calls) == 1


def test_an_image_that_the_model_cannot_read_costs_no_other(calls, monkeypatch):
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


def test_a_file_of_predictions_needs_no_model(project):
    inputs = opened(weights="", predictions="predictions.json")
    assert list(inputs.predictions.table["image"]) == ["val_0.png", "val_1.png", "val_2.png"]
    assert not inputs.artifacts.folder.exists()


def test_what_is_asked_must_make_sense(project):
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
