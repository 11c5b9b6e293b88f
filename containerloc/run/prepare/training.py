"""What notebook 04 looks at: what will be trained, on what, and how it went."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from containerloc.analysis.training.audit import argument_differences, audit_findings
from containerloc.analysis.training.rates import learning_rates
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import Labels, read_labels
from containerloc.data.ultralytics_run import read_arguments, read_results, ultralytics_defaults
from containerloc.errors import DataError
from containerloc.experiment.experiment import Experiment, load_experiment
from containerloc.experiment.fresh_images import Fresh
from containerloc.experiment.schedule import Schedule
from containerloc.finding import Finding
from containerloc.model.training import trainer_arguments
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.fresh_images import drawn_sample
from containerloc.run.prepare.predictions import say


@dataclass(frozen=True)
class Training:
    """A training that ran: an epoch a row in `results` and `rates`.

    `arguments` are what the experiment asks for and, where it says nothing, what ran;
    `differences` those that ran with another value than asked for; `ran` all that really ran.
    """

    experiment: Experiment
    artifacts: Artifacts
    arguments: Mapping[str, Any]
    results: pd.DataFrame
    rates: pd.DataFrame
    differences: pd.DataFrame
    ran: Mapping[str, Any] = field(default_factory=dict)

    def findings(self) -> tuple[Finding, ...]:
        """Whether what the recipe asked for is what ran, and how it went; none without epochs."""
        if self.results.empty:
            return ()
        return audit_findings(
            self.results,
            self.rates,
            arguments=self.arguments,
            schedule=self.experiment.schedule,
            differences=self.differences,
        )


def open_training(
    experiment: Path | str, *, out: str = "", args: str = "", results: str = ""
) -> Training:
    """How the training of an experiment went, from `train/args.yaml` and `train/results.csv`.

    `args` and `results` name other files than those.

    Raises
    ------
    DataError
        When one of them is missing or broken: nothing was trained, or no epoch was finished.
    """
    loaded = load_experiment(experiment)
    artifacts = artifacts_of(loaded, out)
    files = [
        Path(given) if given else artifacts.train / name
        for given, name in ((args, "args.yaml"), (results, "results.csv"))
    ]
    for file in files:
        if not file.is_file():
            raise DataError(f"{loaded.name} has no training to look at: {file} does not exist")
    ran, epochs = read_arguments(files[0]), read_results(files[1])
    asked = trainer_arguments(loaded)
    return Training(
        loaded,
        artifacts,
        {**ran, **asked},
        epochs,
        rates=learning_rates(epochs, loaded.schedule, {**ran, **asked}),
        differences=argument_differences(asked, ran, ultralytics_defaults()),
        ran=ran,
    )


def training_behind(experiment: Path | str, *, out: str = "", weights: str = "") -> Training:
    """The training that made an experiment's weights; without epochs where it is not kept here.

    It is not known either where other `weights` than the experiment's own are judged, nor where
    its files are broken: stderr says so.
    """
    loaded = load_experiment(experiment)
    for place in () if weights else (out, ""):  # as weights are found
        train = artifacts_of(loaded, place).train
        if (train / "args.yaml").is_file() and (train / "results.csv").is_file():
            try:
                return open_training(experiment, out=place)
            except DataError as error:  # the predictions are judged all the same
                say(f"training left out: {error}")
                break
    nothing = argument_differences({}, {}, {})
    return Training(loaded, artifacts_of(loaded, out), {}, pd.DataFrame(), pd.DataFrame(), nothing)


def trainer_table(experiment: Path | str, *, data: str = "") -> pd.DataFrame:
    """What Ultralytics' trainer will be given, an argument a row: column `value`.

    And, above it, what our trainer adds: schedule and fresh images.
    """
    loaded = load_experiment(experiment)
    ours: dict[str, Any] = {"schedule": _written(loaded.schedule)}
    if loaded.fresh and not data:
        ours["fresh"] = _written(loaded.fresh)
    given = trainer_arguments(loaded) | ({"data": data} if data else {})
    shown = {name: _from(loaded.root, value) for name, value in {**ours, **given}.items()}
    return pd.DataFrame({"value": pd.Series(shown, dtype=object)}).rename_axis("argument")


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


def _written(part: Schedule | Fresh) -> str:
    """As the experiment's file states it, but for what it leaves out."""
    values = {name: value for name, value in asdict(part).items() if value is not None}
    return yaml.safe_dump(values, default_flow_style=True, sort_keys=False).strip()


def _from(root: Path, value: Any) -> Any:
    """A path below the project as it is called there; anything else unchanged."""
    if isinstance(value, str) and Path(value).is_relative_to(root):
        return Path(value).relative_to(root).as_posix()
    return value
