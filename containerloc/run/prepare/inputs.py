"""What a session reads: the labels of an experiment's split, and a model's predictions on it."""

import logging
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from containerloc.data.dataset import Dataset, read_dataset
from containerloc.data.joining import join_to_labels, without_images
from containerloc.data.labels import Labels, read_labels
from containerloc.data.photo_hashes import PhotoHashes, hash_photos
from containerloc.data.predictions import Predictions, read_predictions
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.errors import UsageError
from containerloc.experiment.embedded import EMBEDDED
from containerloc.experiment.experiment import Experiment
from containerloc.model.inference import CONFIDENCE_FLOOR
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.files.attached import attached_weights, open_experiment
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.label_faults import label_faults
from containerloc.run.prepare.predictions import Prediction, stored_or_made
from containerloc.run.prepare.weights import find_weights
from containerloc.wording import listed

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Selection:
    """What is judged: a split of some data, by some model, at some threshold.

    An empty text, and a confidence of 0, stand for the experiment's own choice.

    Parameters
    ----------
    split
        Which images: `train`, `val` or `test`.
    data
        Another data set than the experiment's: a data.yaml, its folder, `synthetic`, or
        `synthetic-exact` for its photos with exact labels.
    out
        Where artifacts go, instead of `artifacts/localization` beside `experiments`.
    weights
        Another checkpoint than the experiment's own `train/weights/best.pt`.
    predictions
        A file of predictions (ours, or Ultralytics' predictions.json): no model is needed.
    confidence
        The threshold to judge at.
    """

    split: str = "val"
    data: str = ""
    out: str = ""
    weights: str = ""
    predictions: str = ""
    confidence: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.confidence and not CONFIDENCE_FLOOR <= self.confidence <= 1:
            raise UsageError(f"confidence {self.confidence}: must lie in [{CONFIDENCE_FLOOR}, 1]")
        if self.weights and self.predictions:
            raise UsageError("weights and predictions are both given: which one is meant?")

    def absolute(self) -> "Selection":
        """The same with absolute paths, for a process that runs in another folder."""
        data = self.data if self.data in EMBEDDED else _absolute(self.data)
        out, weights = _absolute(self.out), _absolute(self.weights)
        predictions = _absolute(self.predictions)
        return replace(self, data=data, out=out, weights=weights, predictions=predictions)


def _absolute(path: str) -> str:
    return str(Path(path).resolve()) if path else ""


@dataclass(frozen=True)
class Inputs:
    """Everything a notebook reads; `predictions` is None where only labels were asked for."""

    experiment: Experiment
    artifacts: Artifacts
    split: str
    dataset: Dataset
    labels: Labels
    predictions: Predictions | None
    confidence: float

    @cached_property
    def photo_hashes(self) -> PhotoHashes:
        """Hashes of the split's photos, by which copies of them are found."""
        return hash_photos(self.labels.images)

    @cached_property
    def label_faults(self) -> pd.DataFrame:
        """Every fault of the split's label files, lines and geometry."""
        return label_faults(self.labels)

    @property
    def predicted(self) -> Predictions:
        """The predictions, where labels alone will not do."""
        assert self.predictions is not None, "opened by `label_inputs`"
        return self.predictions


def opened(file: Path | str, selection: Selection) -> tuple[Experiment, Selection]:
    """What a notebook opens: the experiment and, on Kaggle, attached weights where it has none."""
    experiment = open_experiment(file)
    given = selection.weights or selection.predictions
    if not given and not artifacts_of(experiment, selection.out).weights.is_file():
        weights = attached_weights(experiment.name)
        selection = replace(selection, weights=str(weights or ""))
    return experiment, selection


def label_inputs(experiment: Experiment, selection: Selection) -> Inputs:
    """The labels of a split of an experiment's data, without predictions."""
    dataset = read_dataset(prepared_data(experiment, selection.data))
    return Inputs(
        experiment,
        artifacts_of(experiment, selection.out, selection.data),
        selection.split,
        dataset,
        labels=read_labels(dataset, selection.split),
        predictions=None,
        confidence=selection.confidence or experiment.predict.conf,
    )


def open_inputs(
    experiment: Experiment,
    selection: Selection,
    *,
    prediction: Prediction = Prediction(),  # noqa: B008 - frozen
) -> Inputs:
    """The labels of a split and what a model predicts on it, as by `with_predictions`."""
    return with_predictions(label_inputs(experiment, selection), selection, prediction=prediction)


def with_predictions(
    inputs: Inputs,
    selection: Selection,
    *,
    prediction: Prediction = Prediction(),  # noqa: B008 - frozen
) -> Inputs:
    """The inputs with what the model of their experiment predicts.

    Stored predictions are read when they were made by the same weights, on the same images, with
    the same settings; else they are made, and stored. The log says which.
    """
    if selection.predictions:
        predictions = read_predictions(Path(selection.predictions))
        n_images = len(predictions.images)
        _log.info(f"predictions: read from {selection.predictions} ({n_images} images)")
    else:
        predictions = stored_or_made(
            inputs.artifacts.predictions(inputs.split),
            find_weights(inputs.experiment, selection.out, selection.weights),
            inputs.labels,
            settings=inputs.experiment.predict,
            how=prediction,
        )
    labels = _without_unread(inputs.labels, predictions)
    return replace(inputs, labels=labels, predictions=join_to_labels(predictions, labels))


def _without_unread(labels: Labels, predictions: Predictions) -> Labels:
    """The labels without the images that the model's reader refused, which become problems."""
    reasons = {each["image"]: each["reason"] for each in predictions.made_by.get("skipped", ())}
    if not reasons:
        return labels
    _log.warning(f"images left out, which the model's reader refused: {listed(sorted(reasons))}")
    lost = labels.images[labels.images["image"].isin(list(reasons))]
    problems = lost.rename(columns={"path": "file"}).assign(
        code="image-unread", severity="error", line=0, message=lost["image"].map(reasons)
    )
    known = [labels.problems, table_of(dict(problems), PROBLEM_COLUMNS)]
    return replace(
        without_images(labels, reasons),
        problems=pd.concat(known, ignore_index=True),
        n_skipped_images=labels.n_skipped_images + len(lost),
    )
