"""What notebook 04 looks at: what will be trained, on what, and how it went."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from containerloc.analysis.training.arguments import argument_differences
from containerloc.analysis.training.audit import audit_findings, training_numbers
from containerloc.analysis.training.evidence import TrainingEvidence
from containerloc.analysis.training.rates import learning_rates, rates_off
from containerloc.data.dataset import read_dataset
from containerloc.data.formats.ultralytics_run import (
    audited_arguments,
    read_arguments,
    read_results,
    ultralytics_defaults,
)
from containerloc.data.labels import Labels, read_labels
from containerloc.errors import DataError
from containerloc.experiment.experiment import Experiment
from containerloc.experiment.fresh_images import Fresh
from containerloc.experiment.schedule import Schedule
from containerloc.finding import Finding
from containerloc.model.training import trainer_arguments
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.files.results import save_results
from containerloc.run.prepare.dataset import prepared_data
from containerloc.run.prepare.fresh_images import drawn_sample

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Training:
    """A training that ran: `results` and `rates` have one row per epoch.

    `superseded` counts the rows of epochs that were run again, which `results` lacks.
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
    superseded: int = 0

    def findings(self) -> tuple[Finding, ...]:
        """Whether what the recipe asked for is what ran, and how it went; none without epochs."""
        if self.results.empty:
            return ()
        return audit_findings(
            TrainingEvidence(
                self.results,
                self.rates,
                self.arguments,
                self.experiment.schedule,
                self.differences,
                self.superseded,
            )
        )

    @property
    def rates_off(self) -> pd.DataFrame:
        """The epochs whose learning rate is not the one asked for."""
        return rates_off(self.rates)

    def save(self, figures: Mapping[str, "Figure"]) -> list[str]:
        """Save numbers, findings and figures of notebook 04; returns the files written."""
        return save_results(
            self.artifacts,
            "04",
            findings=self.findings(),
            numbers=training_numbers(self.results),
            tables={},
            figures=figures,
        )


def open_training(
    experiment: Experiment, *, out: str = "", args: str = "", results: str = ""
) -> Training:
    """How the training of an experiment went, from `train/args.yaml` and `train/results.csv`.

    `args` and `results` name other files than those.

    Raises
    ------
    DataError
        When one of them is missing or broken: nothing was trained, no epoch was finished, or a
        number that the audit needs is not stated.
    """
    artifacts = artifacts_of(experiment, out)
    files = [
        Path(given) if given else artifacts.train / name
        for given, name in ((args, "args.yaml"), (results, "results.csv"))
    ]
    for file in files:
        if not file.is_file():
            raise DataError(f"{experiment.name} has no training to look at: {file} does not exist")
    ran, epochs = read_arguments(files[0]), read_results(files[1])
    asked = trainer_arguments(experiment)
    arguments = audited_arguments({**ran, **asked}, files[0])
    return Training(
        experiment,
        artifacts,
        arguments,
        epochs.table,
        rates=learning_rates(epochs.table, experiment.schedule, arguments),
        differences=argument_differences(asked, ran, ultralytics_defaults()),
        ran=ran,
        superseded=epochs.superseded,
    )


def training_of_weights(experiment: Experiment, *, out: str = "", weights: str = "") -> Training:
    """The training that made an experiment's weights; without epochs where it is not kept here.

    It has no epochs either where other `weights` than the experiment's own are judged, or where
    its files are broken; the log says so.
    """
    for place in () if weights else (out, ""):  # as weights are found
        train = artifacts_of(experiment, place).train
        if (train / "args.yaml").is_file() and (train / "results.csv").is_file():
            try:
                return open_training(experiment, out=place)
            except DataError as error:  # the predictions are judged all the same
                _log.warning(f"training left out: {error}")
                break
    nothing = argument_differences({}, {}, {})
    where, none = artifacts_of(experiment, out), pd.DataFrame()
    return Training(experiment, where, {}, none, none, nothing)


def trainer_table(experiment: Experiment, *, data: str = "") -> pd.DataFrame:
    """What Ultralytics' trainer is given, one row per argument: column `value`.

    And, above it, what our trainer adds: schedule and fresh images.
    """
    ours: dict[str, Any] = {"schedule": _written(experiment.schedule)}
    if experiment.fresh and not data:
        ours["fresh"] = _written(experiment.fresh)
    given = _given(experiment, data)
    shown = {name: _from(experiment.root, value) for name, value in {**ours, **given}.items()}
    return pd.DataFrame({"value": pd.Series(shown, dtype=object)}).rename_axis("argument")


def trainer_text(experiment: Experiment, *, data: str = "") -> str:
    """What Ultralytics' trainer would be given, in YAML; nothing is prepared or run."""
    return yaml.safe_dump(_given(experiment, data), sort_keys=False, allow_unicode=True)


def _given(experiment: Experiment, data: str) -> dict[str, Any]:
    return trainer_arguments(experiment) | ({"data": data} if data else {})


def sample_to_train_on(
    experiment: Experiment, *, split: str = "train", data: str = "", n: int = 8
) -> Labels:
    """Labels of what an experiment trains on or, with split `val`, is validated on meanwhile.

    All of a data set; of fresh images the first n, which are drawn for this.
    """
    if experiment.fresh is None or data:
        return read_labels(read_dataset(prepared_data(experiment, data)), split)
    folder = experiment.root / "data" / "fresh" / f"{experiment.name}_sample"
    return read_labels(read_dataset(drawn_sample(folder, experiment.fresh, n=n)), split)


def _written(part: Schedule | Fresh) -> str:
    """As the experiment's file would state it, without defaults that are None."""
    values = {name: value for name, value in asdict(part).items() if value is not None}
    return yaml.safe_dump(values, default_flow_style=True, sort_keys=False).strip()


def _from(root: Path, value: Any) -> Any:
    """A path below the project as it is called there; anything else unchanged."""
    if isinstance(value, str) and Path(value).is_relative_to(root):
        return Path(value).relative_to(root).as_posix()
    return value
