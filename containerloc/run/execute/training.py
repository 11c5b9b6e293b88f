"""Training an experiment: its data prepared, its artifacts in their place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from containerloc.experiment.experiment import Experiment, load_experiment
from containerloc.model.training import is_trained, train, trainer_arguments
from containerloc.model.window_record import next_index
from containerloc.run.files.artifacts import artifacts_of, save_figure, sole_training
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.fresh_images import fresh_images
from containerloc.run.prepare.predictions import say
from containerloc.run.prepare.training import open_training


@dataclass(frozen=True)
class Compute:
    """What to train with: devices, bfloat16 on a CPU, processes that draw fresh images."""

    device: str = "auto"
    bfloat16: bool = False
    jobs: int = 1


def train_experiment(
    file: Path, *, resume: bool = False, data: str = "", out: str = "", compute: Compute = Compute()
) -> Path:
    """Train the experiment in the file; returns the best weights, where runs look for them.

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
    experiment = load_experiment(file)
    if data:
        experiment = replace(experiment, data=data, fresh=None)
    artifacts = artifacts_of(experiment, out)
    with sole_training(artifacts):
        if is_trained(artifacts.folder, resume=resume):
            say(f"{experiment.name} was trained to its end before")
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
    _save_curves(file, out)
    return artifacts.weights


def trainer_text(file: Path, *, data: str = "") -> str:
    """What Ultralytics' trainer would be given, in YAML; nothing is prepared or run."""
    experiment = load_experiment(file)
    arguments = trainer_arguments(experiment) | ({"data": data} if data else {})
    return yaml.safe_dump(arguments, sort_keys=False, allow_unicode=True)


@contextmanager
def _data_to_train_on(experiment: Experiment, *, jobs: int, first: int) -> Iterator[Path]:
    """The data.yaml to train on: what is there or is built once, or what is drawn meanwhile."""
    if experiment.fresh is None:
        yield prepared_data(experiment)
        return
    folder = experiment.root / "data" / "fresh" / experiment.name
    with fresh_images(folder, experiment.fresh, jobs=jobs, first=first) as data_yaml:
        yield data_yaml


def _save_curves(file: Path, out: str) -> None:
    from containerloc.show.charts.training import training_curves

    trained = open_training(file, out=out)
    curves = training_curves(trained.results, trained.rates)
    save_figure(curves, trained.artifacts.figures / "04_training_curves.png")
