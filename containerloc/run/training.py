"""Training an experiment: its data prepared, its artifacts in their place."""

from pathlib import Path

import yaml

from containerloc.experiment import load_experiment
from containerloc.model.training import train, trainer_arguments
from containerloc.run.artifacts import artifacts_of
from containerloc.run.embedded import prepared_data


def train_experiment(
    file: Path, *, device: str = "auto", resume: bool = False, bfloat16: bool = False,
    data: str = "", out: str = "",
) -> Path:  # fmt: skip
    """Train the experiment in the file; returns the best weights, where runs look for them."""
    experiment = load_experiment(file)
    return train(
        experiment, prepared_data(experiment, data), artifacts_of(experiment, out).folder,
        device=device, resume=resume, bfloat16=bfloat16,
    )  # fmt: skip


def trainer_text(file: Path, *, data: str = "") -> str:
    """What Ultralytics' trainer would be given, in YAML; nothing is prepared or run."""
    experiment = load_experiment(file)
    arguments = trainer_arguments(experiment) | ({"data": data} if data else {})
    return yaml.safe_dump(arguments, sort_keys=False, allow_unicode=True)
