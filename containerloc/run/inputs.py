"""What a notebook starts from: experiment, labels and predictions, found, made or refused."""

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from containerloc.data.joining import join_to_labels
from containerloc.data.labels import Labels, read_dataset, read_labels
from containerloc.data.predictions import (
    Predictions,
    read_predictions,
    write_predictions,
)
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.errors import ContainerlocError, UsageError
from containerloc.experiment import SYNTHETIC, Experiment, load_experiment
from containerloc.model import inference
from containerloc.run.artifacts import Artifacts, artifacts_of


@dataclass(frozen=True)
class Inputs:
    """Everything a notebook reads; `predictions` is None where only labels were asked for."""

    experiment: Experiment
    artifacts: Artifacts
    split: str
    data_yaml: Path
    labels: Labels
    predictions: Predictions | None
    confidence: float


@dataclass(frozen=True)
class Prediction:
    """How predictions are made where they have to be: where, in which batches, by whose leave."""

    device: str = "auto"
    batch: int = 8
    trust_weights: bool = False


def open_labels(experiment: Path | str, *, split: str, data: str = "", out: str = "") -> Inputs:
    """The labels of a split of an experiment's data.

    Parameters
    ----------
    experiment
        Its YAML file.
    data
        Another data set than the experiment's: a data.yaml, its folder, or `synthetic`.
    out
        Where artifacts go, instead of `artifacts/localization` beside `experiments`.
    """
    loaded = load_experiment(experiment)
    data_yaml = prepared_data(loaded, data)
    labels = read_labels(read_dataset(data_yaml), split)
    return Inputs(
        loaded, artifacts_of(loaded, out), split, data_yaml, labels, None, loaded.predict.conf
    )


def open_inputs(
    experiment: Path | str, *, split: str, data: str = "", weights: str = "",
    predictions: str = "", confidence: float = 0.0, out: str = "",
    prediction: Prediction = Prediction(),
) -> Inputs:  # fmt: skip
    """The labels of a split and what a model predicts on it.

    Stored predictions are read when they were made by the same weights, on the same data, with
    the same settings; else they are made, and stored. A line on stderr says which.

    Parameters
    ----------
    experiment, split, data, out
        As for `open_labels`.
    weights
        Another checkpoint than the experiment's own `train/weights/best.pt`.
    predictions
        A file of predictions (ours, or Ultralytics' predictions.json): no model is needed.
    confidence
        The threshold to judge at; 0 stands for the experiment's `predict.conf`.
    """
    floor = inference.CONFIDENCE_FLOOR
    if confidence and not floor <= confidence <= 1:
        raise UsageError(f"confidence {confidence}: must lie in [{floor}, 1]")
    if weights and predictions:
        raise UsageError("weights and predictions are both given: which one is meant?")
    inputs = open_labels(experiment, split=split, data=data, out=out)
    if predictions:
        found = read_predictions(Path(predictions))
        say(f"predictions: read from {predictions} ({len(found.images)} images)")
    else:
        found = _stored_or_made(inputs, find_weights(inputs.experiment, out, weights), prediction)
    labels = _without_unread(inputs.labels, found)
    joined = join_to_labels(found, labels)
    return replace(
        inputs, labels=labels, predictions=joined, confidence=confidence or inputs.confidence
    )


def prepared_data(experiment: Experiment, data: str = "") -> Path:
    """The data.yaml to use; the embedded data set is built when it is not there yet."""
    wanted = data or experiment.data
    if wanted != SYNTHETIC:
        path = Path(wanted).resolve()
        return path / "data.yaml" if path.is_dir() else path
    folder = experiment.root / "data" / "synthetic"
    try:
        from containerloc.synthetic.dataset import build_dataset
    except ImportError as error:
        raise UsageError(
            f"the embedded data set needs `{error.name}`: pip install 'containerloc[synthetic]'"
        ) from error
    if not folder.exists():
        say(f"data: drawing the embedded data set in {folder}, once")
    return build_dataset(folder, jobs=os.cpu_count() or 1, progress=True)


def find_weights(experiment: Experiment, out: str = "", weights: str = "") -> Path:
    """The checkpoint given, else the experiment's own; never another experiment's.

    Raises
    ------
    UsageError
        When the file does not exist.
    """
    path = Path(weights).resolve() if weights else artifacts_of(experiment, out).weights
    if path.is_file():
        return path
    if weights:
        raise UsageError(f"no such weights: {path}")
    raise UsageError(
        f"{experiment.name} has no weights: {path} does not exist; train it"
        f" (containerloc train {experiment.path.name}), or give weights or predictions"
    )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def say(line: str) -> None:
    """One line on stderr, where it does not mix with results."""
    print(line, file=sys.stderr, flush=True)


def _without_unread(labels: Labels, predictions: Predictions) -> Labels:
    """The labels without the images that the model's reader refused, which become problems."""
    unread = {str(each["image"]): str(each["reason"])
              for each in predictions.made_by.get("skipped", ())}  # fmt: skip
    if not unread:
        return labels
    say(f"images left out, which the model's reader refused: {', '.join(sorted(unread))}")
    lost = labels.images[labels.images["image"].isin(list(unread))]
    problems = table_of({
        "code": ["image-unread"] * len(lost), "severity": ["error"] * len(lost),
        "image": lost["image"], "file": lost["path"], "line": [0] * len(lost),
        "message": lost["image"].map(unread),
    }, PROBLEM_COLUMNS)  # fmt: skip
    return replace(
        labels,
        images=labels.images.drop(lost.index).reset_index(drop=True),
        table=labels.table[~labels.table["image"].isin(list(unread))].reset_index(drop=True),
        problems=pd.concat([labels.problems, problems], ignore_index=True),
        n_skipped_images=labels.n_skipped_images + len(lost),
    )


def _stored_or_made(inputs: Inputs, weights: Path, prediction: Prediction) -> Predictions:
    path = inputs.artifacts.predictions(inputs.split)
    wanted = _identity(inputs, weights)
    if path.exists():
        try:
            stored = read_predictions(path)
        except ContainerlocError as error:
            say(f"predictions: the stored ones cannot be used ({error})")
        else:
            changed = [key for key in wanted if stored.made_by.get(key) != wanted[key]]
            if not changed:
                device = stored.made_by.get("device", "unknown device")
                say(f"predictions: reused ({len(stored.images)} images, made on {device} by"
                    f" {weights.name} {wanted['weights_sha256'][:12]})")  # fmt: skip
                return stored
            say(f"predictions: the stored ones differ in {', '.join(changed)}")
    return _made(inputs, weights, wanted, prediction)


def _made(
    inputs: Inputs, weights: Path, wanted: Mapping[str, Any], prediction: Prediction
) -> Predictions:
    start = perf_counter()
    made = inference.predict(
        weights, inputs.labels.images, settings=inputs.experiment.predict,
        device=prediction.device, batch=prediction.batch, trust_weights=prediction.trust_weights,
    )  # fmt: skip
    made = replace(made, made_by={**made.made_by, **wanted, "split": inputs.split})
    path = inputs.artifacts.predictions(inputs.split)
    write_predictions(made, path)
    say(f"predictions: made on {made.made_by.get('device')} in {perf_counter() - start:.1f} s"
        f" ({len(made.images)} images)")  # fmt: skip
    return made


def _identity(inputs: Inputs, weights: Path) -> dict[str, Any]:
    """What stored predictions must have been made by to stand for new ones."""
    settings = inputs.experiment.predict
    return {
        "weights_sha256": sha256_of(weights),
        "data_hash": inputs.labels.content_hash,
        "iou": settings.iou,
        "imgsz": settings.imgsz,
        "conf_floor": inference.CONFIDENCE_FLOOR,
    }
