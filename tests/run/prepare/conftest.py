"""Predictions without a model."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from containerloc.data.files import sha256_of
from containerloc.data.predictions import Predictions, read_predictions
from containerloc.experiment.experiment import load_experiment
from containerloc.model import inference
from containerloc.run.prepare.inputs import Inputs, Selection, open_inputs


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


@pytest.fixture
def opened() -> Callable[..., Inputs]:
    """Opens the inputs of experiment `one` with weights `mine.pt`."""

    def open_one(**more: Any) -> Inputs:
        selection = Selection(**{"weights": "mine.pt", **more})
        return open_inputs(load_experiment("experiments/one.yaml"), selection)

    return open_one
