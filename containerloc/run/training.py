"""Training an experiment: its data prepared, its artifacts in their place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import yaml

from containerloc.experiment import Experiment, load_experiment
from containerloc.model.training import is_trained, train, trainer_arguments
from containerloc.model.window_record import next_index
from containerloc.run.artifacts import artifacts_of
from containerloc.run.embedded import prepared_data
from containerloc.run.fresh import fresh_images
from containerloc.run.predicting import say


def train_experiment(
    file: Path, *, device: str = "auto", resume: bool = False, bfloat16: bool = False,
    jobs: int = 1, data: str = "", out: str = "",
) -> Path:  # fmt: skip
    """Train the experiment in the file; returns the best weights, where runs look for them.

    `jobs` is how many processes draw, where the experiment asks for fresh images.
    """
    experiment = load_experiment(file)
    if data:  # instead of what the experiment would draw
        experiment = replace(experiment, data=data, fresh=None)
    artifacts = artifacts_of(experiment, out)
    if is_trained(artifacts.folder, resume=resume):
        say(f"{experiment.name} was trained to its end before")
        return artifacts.weights
    first = next_index(artifacts.train) if resume else 0
    with _training_data(experiment, jobs=jobs, first=first) as data_yaml:
        return train(
            experiment, data_yaml, artifacts.folder,
            device=device, resume=resume, bfloat16=bfloat16,
        )  # fmt: skip


def trainer_text(file: Path, *, data: str = "") -> str:
    """What Ultralytics' trainer would be given, in YAML; nothing is prepared or run."""
    experiment = load_experiment(file)
    arguments = trainer_arguments(experiment) | ({"data": data} if data else {})
    return yaml.safe_dump(arguments, sort_keys=False, allow_unicode=True)


@contextmanager
def _training_data(experiment: Experiment, *, jobs: int, first: int) -> Iterator[Path]:
    """The data.yaml to train on: what is there or is built once, or what is drawn meanwhile."""
    if experiment.fresh is None:
        yield prepared_data(experiment)
        return
    folder = experiment.root / "data" / "fresh" / experiment.name
    with fresh_images(folder, experiment.fresh, jobs=jobs, first=first) as data_yaml:
        yield data_yaml
