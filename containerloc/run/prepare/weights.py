"""The weights of an experiment: found, or trained on data that is prepared for it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.model.portable import is_portable, make_portable
from containerloc.model.training import is_trained, train
from containerloc.model.window_record import next_index
from containerloc.run.files.artifacts import Artifacts, artifacts_of, from_here
from containerloc.run.files.locks import lock_training
from containerloc.run.files.results import save_figure
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.fresh_images import fresh_images
from containerloc.run.prepare.training import open_training

_log = logging.getLogger(__name__)

CURVES: Final = "04_training_curves.png"


@dataclass(frozen=True)
class Compute:
    """What to train with: devices, bfloat16 on a CPU, processes that draw fresh images."""

    device: str = "auto"
    bfloat16: bool = False
    jobs: int = 1


def find_weights(experiment: Experiment, out: str = "", weights: str = "") -> Path:
    """The checkpoint given, else the experiment's own; never another experiment's.

    Raises
    ------
    UsageError
        When the file does not exist.
    """
    if weights:
        path = Path(weights).resolve()
        if not path.is_file():
            raise UsageError(f"no such weights: {path}")
        return path
    own = own_weights(experiment, out)
    if own:
        return own
    if experiment.weights:
        raise UsageError(f"{experiment.path}: key `weights`: no such file: {experiment.weights}")
    missing, file = artifacts_of(experiment).weights, from_here(experiment.path)
    raise UsageError(
        f"{experiment.name} has no weights: {missing} does not exist; train it"
        f" (containerloc train {file}), or give weights or predictions"
    )


def own_weights(experiment: Experiment, out: str = "") -> Path | None:
    """The checkpoint that the experiment names, else that its training left; None if not there."""
    if experiment.weights:
        places = [Path(experiment.weights)]
    else:  # Artifacts that go elsewhere are no reason to train again.
        places = [artifacts_of(experiment, place).weights for place in (out, "")]
    return next((place for place in places if place.is_file()), None)


def train_experiment(
    experiment: Experiment,
    *,
    resume: bool = False,
    data: str = "",
    out: str = "",
    compute: Compute = Compute(),
) -> Path:
    """Train the experiment; returns the best weights, where runs look for them.

    A training that is there is never overwritten: with `resume` an interrupted one goes on and a
    finished one is left as it is, without it both are refused. Curves are drawn at the end.

    Parameters
    ----------
    data
        Another data set than the experiment's, also than the images it would draw.
    out
        Where artifacts go, instead of `artifacts/localization` beside `experiments`.

    Raises
    ------
    UsageError
        As `model.training.train`, and when another training is at work on the same experiment.
    """
    if experiment.weights:
        raise UsageError(
            f"{experiment.path}: key `weights` names a trained model, which is judged, not trained;"
            " remove it to train"
        )
    if data:
        experiment = replace(experiment, data=data, fresh=None)
    artifacts = artifacts_of(experiment, out)
    with lock_training(artifacts):
        if is_trained(artifacts.folder, resume=resume):
            _log.info(f"{experiment.name} was trained to its end before")
            _finish(experiment, artifacts, out)
            return artifacts.weights
        first = next_index(artifacts.train) if resume else 0
        with _data_to_train_on(experiment, jobs=compute.jobs, first=first) as data_yaml:
            train(
                experiment,
                data_yaml,
                artifacts.folder,
                device=compute.device,
                resume=resume,
                bfloat16=compute.bfloat16,
            )
    _save_curves(experiment, out)
    return artifacts.weights


@contextmanager
def _data_to_train_on(experiment: Experiment, *, jobs: int, first: int) -> Iterator[Path]:
    """The data.yaml to train on: what is there or is built once, or what is drawn meanwhile."""
    if experiment.fresh is None:
        yield prepared_data(experiment)
        return
    folder = experiment.root / "data" / "fresh" / experiment.name
    with fresh_images(folder, experiment.fresh, jobs=jobs, first=first) as data_yaml:
        yield data_yaml


def _finish(experiment: Experiment, artifacts: Artifacts, out: str) -> None:
    """Do what a training that was killed after its last epoch left to do."""
    if not is_portable(artifacts.train):
        make_portable(artifacts.train, root=experiment.root)
    is_drawn = (artifacts.figures / CURVES).exists()
    if not is_drawn and (artifacts.train / "results.csv").exists():
        _save_curves(experiment, out)


def _save_curves(experiment: Experiment, out: str) -> None:
    from containerloc.show.charts.training import training_curves

    trained = open_training(experiment, out=out)
    curves = training_curves(trained.results, trained.rates)
    save_figure(curves, trained.artifacts.figures / CURVES)
