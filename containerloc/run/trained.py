"""What notebook 04 looks at: what will be trained on, and how a training went."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from containerloc.analysis.training_rates import learning_rates
from containerloc.data.labels import Labels, read_dataset, read_labels
from containerloc.errors import DataError
from containerloc.experiment import Experiment, load_experiment
from containerloc.model.training import trainer_arguments
from containerloc.run.artifacts import Artifacts, artifacts_of
from containerloc.run.embedded import prepared_data
from containerloc.run.fresh import drawn_sample


@dataclass(frozen=True)
class Training:
    """A training that ran: an epoch a row in `results` and `rates`.

    `arguments` are what the experiment asks for and, where it says nothing, what ran.
    """

    experiment: Experiment
    artifacts: Artifacts
    arguments: Mapping[str, Any]
    results: pd.DataFrame
    rates: pd.DataFrame


def open_training(experiment: Path | str, *, out: str = "") -> Training:
    """How the training of an experiment went, from `train/args.yaml` and `train/results.csv`.

    Raises
    ------
    DataError
        When one of them is missing: nothing was trained, or no epoch was finished.
    """
    loaded = load_experiment(experiment)
    artifacts = artifacts_of(loaded, out)
    files = artifacts.train / "args.yaml", artifacts.train / "results.csv"
    for file in files:
        if not file.is_file():
            raise DataError(f"{loaded.name} has no training to look at: {file} does not exist")
    ran = yaml.safe_load(files[0].read_text(encoding="utf-8"))
    arguments = {**ran, **trainer_arguments(loaded)}
    results = pd.read_csv(files[1])
    rates = learning_rates(results, loaded.schedule, arguments)
    return Training(loaded, artifacts, arguments, results, rates)


def sample_to_train_on(
    experiment: Path | str, *, split: str = "train", data: str = "", n: int = 8
) -> Labels:
    """Labels of what an experiment trains on or, with split `val`, is validated on meanwhile.

    Of fresh images the first n, which are drawn for this; of a data set, all.
    """
    loaded = load_experiment(experiment)
    if loaded.fresh is None or data:
        return read_labels(read_dataset(prepared_data(loaded, data)), split)
    folder = loaded.root / "data" / "fresh" / f"{loaded.name}_sample"
    return read_labels(read_dataset(drawn_sample(folder, loaded.fresh, n=n)), split)
