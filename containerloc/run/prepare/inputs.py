"""What a session reads: the labels of an experiment's split, and a model's predictions on it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from containerloc.data.dataset import Dataset, read_dataset
from containerloc.data.joining import join_to_labels, without_images
from containerloc.data.labels import Labels, read_labels
from containerloc.data.photo_hashes import PhotoHashes
from containerloc.data.predictions import Predictions, read_predictions, unknown_corners
from containerloc.data.tables import PROBLEM_COLUMNS, table_of
from containerloc.errors import ContainerlocError, DataError, UsageError
from containerloc.experiment.embedded import EMBEDDED
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.gate import Gate
from containerloc.experiment.predict_settings import CONFIDENCE_FLOOR
from containerloc.run.files.artifacts import Artifacts, artifacts_of, stored_predictions
from containerloc.run.files.attached import attached_weights, open_experiment
from containerloc.run.files.given import Given, given_before, given_now, given_weights
from containerloc.run.files.photo_cache import kept_hashes
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.label_faults import label_faults
from containerloc.run.prepare.predictions import Prediction, store_given, stored_or_made
from containerloc.run.prepare.weights import find_weights, own_weights
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
        Another data set than the experiment's: a data.yaml, its folder, `synthetic`, or its photos
        with other labels, `synthetic-exact` or `synthetic-faulty`.
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
        return kept_hashes(self.labels.images, self.artifacts)

    @cached_property
    def label_faults(self) -> pd.DataFrame:
        """Every fault of the split's label files, lines and geometry."""
        return label_faults(self.labels)

    @property
    def gate(self) -> Gate:
        """What it takes to be on a label: the experiment's; of one class, class is ignored."""
        return self.experiment.match.of_classes(len(self.dataset.names))

    @property
    def predicted(self) -> Predictions:
        """The predictions, where labels alone will not do."""
        assert self.predictions is not None, "opened by `label_inputs`"
        return self.predictions


def opened(file: Path | str, selection: Selection) -> tuple[Experiment, Selection]:
    """What a notebook opens: the experiment and, on Kaggle, attached weights where it has none."""
    experiment = open_experiment(file)
    given = selection.weights or selection.predictions
    if not given and not own_weights(experiment, selection.out):
        weights = attached_weights(experiment.name)
        selection = replace(selection, weights=str(weights or ""))
    return experiment, selection


@contextmanager
def naming(experiment: Experiment) -> Iterator[None]:
    """Put the experiment's name before an error, where several are opened and it is not said."""
    try:
        yield
    except ContainerlocError as error:
        if experiment.name in str(error):
            raise
        raise type(error)(f"{experiment.name}: {error}") from error


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

    Predictions or weights that are given are stored with what they are, and count for every later
    verb until others are given or the experiment is trained. Stored predictions are read when they
    were made by the same weights, on the same images, with the same settings, or when there are no
    weights to make others; else they are made, and stored. The log says which.
    """
    own = own_weights(inputs.experiment, selection.out)
    if selection.predictions:
        return _with_given(inputs, Path(selection.predictions), own)
    stored = stored_predictions(inputs.experiment, inputs.split, selection.out)
    before = None if selection.weights else given_before(stored, own)
    if again := given_weights(before):
        selection = replace(selection, weights=again)
    elif before or (stored.is_file() and not own and not selection.weights):
        kept = _kept(inputs, stored, before, own)
        if kept:
            return kept
    weights = find_weights(inputs.experiment, selection.out, selection.weights)
    given = given_now("weights", weights, own) if selection.weights and weights != own else None
    made = stored_or_made(
        inputs.artifacts.predictions(inputs.split),
        weights,
        inputs.labels,
        settings=inputs.experiment.predict,
        how=replace(prediction, given=given),
    )
    return _joined(inputs, made)


def _with_given(inputs: Inputs, file: Path, own: Path | None) -> Inputs:
    predictions = read_predictions(file)
    _log.info(f"predictions: read from {file} ({len(predictions.images)} images)")
    if unknown := unknown_corners(predictions.table):
        _log.warning(f"{file}: {unknown}")
    joined = _joined(inputs, predictions)
    given = given_now("predictions", file, own)
    store_given(inputs.artifacts.predictions(inputs.split), predictions, given)
    return joined


def _kept(inputs: Inputs, stored: Path, given: Given | None, own: Path | None) -> Inputs | None:
    """The inputs with stored predictions; None where they do not fit and weights can make others.

    Raises
    ------
    DataError
        When they are damaged or of other images, and there are no weights.
    """
    origin = f"given as {given.file}" if given else "there are no weights to make others"
    try:
        kept = _joined(inputs, read_predictions(stored))
    except DataError as error:
        why = f"{inputs.experiment.name}: the stored predictions cannot be used: {error}"
        if not own:
            raise DataError(f"{why}; there are no weights to make others") from error
        _log.warning(why)
        return None
    _log.info(f"predictions: read from {stored} ({origin})")
    return kept


def _joined(inputs: Inputs, predictions: Predictions) -> Inputs:
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
