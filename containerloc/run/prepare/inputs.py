"""What a notebook starts from: experiment, labels and predictions, found, made or refused."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from containerloc.data.dataset import read_dataset
from containerloc.data.files import sha256_of
from containerloc.data.joining import join_to_labels
from containerloc.data.labels import Labels, read_labels
from containerloc.data.predictions import Predictions, read_predictions
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, load_experiment, resolved
from containerloc.model.inference import CONFIDENCE_FLOOR
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.files.record import from_root, git_commit
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.predictions import Prediction, find_weights, say, stored_or_made


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


def open_labels(experiment: Path | str, *, split: str, data: str = "", out: str = "") -> Inputs:
    """The labels of a split of an experiment's data.

    Parameters
    ----------
    experiment
        Its YAML file.
    data
        Another data set than the experiment's: a data.yaml, its folder, `synthetic`, or
        `synthetic-exact` for its photos with exact labels.
    out
        Where artifacts go, instead of `artifacts/localization` beside `experiments`.
    """
    loaded = load_experiment(experiment)
    data_yaml = prepared_data(loaded, data)
    labels = read_labels(read_dataset(data_yaml), split)
    return Inputs(
        loaded, artifacts_of(loaded, out, data), split, data_yaml, labels, None, loaded.predict.conf
    )


def open_inputs(
    experiment: Path | str,
    *,
    split: str,
    data: str = "",
    weights: str = "",
    predictions: str = "",
    confidence: float = 0.0,
    out: str = "",
    prediction: Prediction = Prediction(),  # noqa: B008 - frozen
) -> Inputs:
    """The labels of a split and what a model predicts on it.

    Stored predictions are read when they were made by the same weights, on the same images, with
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
    if confidence and not CONFIDENCE_FLOOR <= confidence <= 1:
        raise UsageError(f"confidence {confidence}: must lie in [{CONFIDENCE_FLOOR}, 1]")
    if weights and predictions:
        raise UsageError("weights and predictions are both given: which one is meant?")
    inputs = open_labels(experiment, split=split, data=data, out=out)
    if predictions:
        found = read_predictions(Path(predictions))
        say(f"predictions: read from {predictions} ({len(found.images)} images)")
    else:
        found = stored_or_made(
            inputs.artifacts.predictions(split),
            find_weights(inputs.experiment, out, weights),
            inputs.labels,
            settings=inputs.experiment.predict,
            how=prediction,
        )
    labels = _without_unread(inputs.labels, found)
    joined = join_to_labels(found, labels)
    return replace(
        inputs, labels=labels, predictions=joined, confidence=confidence or inputs.confidence
    )


def _without_unread(labels: Labels, predictions: Predictions) -> Labels:
    """The labels without the images that the model's reader refused, which become problems."""
    unread = {
        str(each["image"]): str(each["reason"]) for each in predictions.made_by.get("skipped", ())
    }
    if not unread:
        return labels
    say(f"images left out, which the model's reader refused: {', '.join(sorted(unread))}")
    lost = labels.images[labels.images["image"].isin(list(unread))]
    problems = table_of(
        {
            "code": ["image-unread"] * len(lost),
            "severity": ["error"] * len(lost),
            "image": lost["image"],
            "file": lost["path"],
            "line": [0] * len(lost),
            "message": lost["image"].map(unread),
        },
        PROBLEM_COLUMNS,
    )
    return replace(
        labels,
        images=labels.images.drop(lost.index).reset_index(drop=True),
        table=labels.table[~labels.table["image"].isin(list(unread))].reset_index(drop=True),
        problems=pd.concat([labels.problems, problems], ignore_index=True),
        n_skipped_images=labels.n_skipped_images + len(lost),
    )


PACKAGES: Final = (
    "containerloc",
    "numpy",
    "pandas",
    "scipy",
    "shapely",
    "pyarrow",
    "papermill",
    "nbconvert",
    "ipykernel",
    "torch",
    "ultralytics",
)


def described(inputs: Inputs, predictions_file: Path | None) -> dict[str, Any]:
    """Everything that names a run, without the notebooks."""
    labels, root = inputs.labels, inputs.experiment.root
    made_by = inputs.predictions.made_by if inputs.predictions else {}
    return {
        "experiment": from_root(resolved(inputs.experiment), root),
        "experiment_files": from_root([str(path) for path in inputs.experiment.lineage], root),
        "split": inputs.split,
        "data": {
            "path": from_root(str(inputs.data_yaml), root),
            "sha256": labels.content_hash,
            "images": len(labels.images),
            "labels": len(labels.table),
            "skipped_images": labels.n_skipped_images,
        },
        "weights": _weights(made_by),
        "predictions": from_root(_predictions(inputs.predictions, predictions_file), root),
        "device": made_by.get("device"),
        "seed": inputs.experiment.train.get("seed"),
        "git_commit": git_commit(inputs.experiment.root),
        "versions": {
            "python": platform.python_version(),
            "platform": platform.platform(),
            **{name: _version(name) for name in PACKAGES},
        },
    }


def _weights(made_by: Mapping[str, Any]) -> dict[str, Any] | None:
    if "weights_sha256" not in made_by:
        return None
    return {"file": made_by.get("weights"), "sha256": made_by["weights_sha256"]}


def _predictions(predictions: Predictions | None, file: Path | None) -> dict[str, Any] | None:
    if predictions is None or file is None:
        return None
    return {
        "path": str(file),
        "sha256": sha256_of(file),
        "images": len(predictions.images),
        "rows": len(predictions.table),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
