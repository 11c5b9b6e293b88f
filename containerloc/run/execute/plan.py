"""What a run is asked for, and everything that can be refused before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, find_experiment, load_experiment
from containerloc.experiment.project import shipped_project
from containerloc.run.execute.notebooks import (
    COMPARISON,
    TRAINING,
    Notebook,
    find_notebooks,
    parameters_for,
)
from containerloc.run.files.artifacts import Artifacts, artifacts_of, stored_predictions
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.predictions import Prediction
from containerloc.run.prepare.weights import find_weights


@dataclass(frozen=True)
class Request:
    """What is asked of a run.

    `only` holds numbers of notebooks, `parameters` further notebook parameters, `jobs` how many
    notebooks run at a time.
    """

    experiments: tuple[str, ...]
    selection: Selection
    only: tuple[str, ...] = ()
    jobs: int = 1
    resume: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    dask: str = ""  # the address of a cluster, or `local`
    prediction: Prediction = Prediction()  # noqa: RUF009 - frozen


@dataclass(frozen=True)
class Task:
    """One notebook of one experiment with the parameters that it will be given."""

    notebook: Notebook
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """One experiment of a request, found and checked; nothing has run."""

    experiment: Experiment
    artifacts: Artifacts
    tasks: tuple[Task, ...]

    @property
    def needs_predictions(self) -> bool:
        """Whether any of its notebooks looks at predictions."""
        return any(task.notebook.needs_predictions for task in self.tasks)


def experiments_to_run(start: Path) -> list[str]:
    """The experiments of a run that names none: the project's, else the demo of the package."""
    own = sorted((start / "experiments").glob("*.yaml"))
    demo = sorted((shipped_project() / "experiments" / "demo").glob("*.yaml"))
    return [str(file) for file in own or demo]


def plans_of(request: Request) -> tuple[Plan, ...]:
    """One plan for each experiment asked for.

    Raises
    ------
    UsageError
        For an experiment that is not found or cannot be read, a notebook that is missing or does
        not declare a parameter, files that cannot belong to all experiments, two experiments
        that would write to the same folder.
    """
    files = list(
        dict.fromkeys(find_experiment(name, Path.cwd()).resolve() for name in request.experiments)
    )
    chosen = request.selection
    if len(files) > 1 and (chosen.weights or chosen.predictions):
        raise UsageError(
            f"weights or predictions belong to one experiment; {len(files)} were asked for"
        )
    if not COMPARISON.keys().isdisjoint(number.zfill(2) for number in request.only):
        raise UsageError("notebook 08 takes several experiments: containerloc compare A B")
    if request.dask and not TRAINING.keys().isdisjoint(n.zfill(2) for n in request.only):
        raise UsageError("notebook 04 trains, where it is asked for: leave --dask out")
    if chosen.predictions and not Path(chosen.predictions).is_file():
        raise UsageError(f"no such file of predictions: {chosen.predictions}")
    plans = tuple(_plan(load_experiment(file), request) for file in files)
    for one, other in combinations(plans, 2):
        if one.artifacts == other.artifacts:
            raise UsageError(
                f"{one.experiment.path} and {other.experiment.path} are both named"
                f" `{one.experiment.name}` and would share"
                f" {one.artifacts.folder}"
            )
    return plans


def _plan(experiment: Experiment, request: Request) -> Plan:
    chosen = request.selection.absolute()
    standard = {"EXPERIMENT": str(experiment.path)}
    for name in ("split", "data", "out", "weights", "predictions"):
        standard[name.upper()] = getattr(chosen, name)
    tasks = tuple(
        Task(notebook, parameters_for(notebook, standard, request.parameters))
        for notebook in find_notebooks(experiment.root, request.only)
    )
    return Plan(experiment, artifacts_of(experiment, chosen.out, chosen.data), tasks)


def missing_weights(plan: Plan, selection: Selection) -> str:
    """Why the experiment has nothing to predict with; empty when it has, or need not."""
    if selection.predictions or not plan.needs_predictions:
        return ""
    stored = stored_predictions(plan.experiment, selection.split, selection.out)
    if stored.is_file() and not selection.weights:
        return ""
    try:
        find_weights(plan.experiment, selection.out, selection.weights)
    except UsageError as error:
        return str(error)
    return ""
