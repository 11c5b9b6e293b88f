"""What a run is asked for, and everything that can be refused before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from containerloc.errors import UsageError
from containerloc.experiment.embedded import EMBEDDED
from containerloc.experiment.experiment import Experiment, find_experiment, load_experiment
from containerloc.run.execute.notebooks import COMPARISON, Notebook, find_notebooks, parameters_for
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.prepare.predictions import find_weights


@dataclass(frozen=True)
class Request:
    """What is asked of a run; empty text stands for the experiment's own choice.

    `only` holds numbers of notebooks, `parameters` further notebook parameters, `jobs` how many
    notebooks run at a time.
    """

    experiments: tuple[str, ...]
    only: tuple[str, ...] = ()
    split: str = "val"
    weights: str = ""
    data: str = ""
    predictions: str = ""
    out: str = ""
    jobs: int = 1
    resume: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)


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
    if len(files) > 1 and (request.weights or request.predictions):
        raise UsageError(
            f"weights or predictions belong to one experiment; {len(files)} were asked for"
        )
    if not COMPARISON.keys().isdisjoint(number.zfill(2) for number in request.only):
        raise UsageError("notebook 08 takes several experiments: containerloc compare A B")
    if request.predictions and not Path(request.predictions).is_file():
        raise UsageError(f"no such file of predictions: {request.predictions}")
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
    standard = {
        "EXPERIMENT": str(experiment.path),
        "SPLIT": request.split,
        # `synthetic` and `synthetic-exact` are words, not paths
        "DATA": request.data if request.data in EMBEDDED else _absolute(request.data),
        "OUT": _absolute(request.out),
        "WEIGHTS": _absolute(request.weights),
        "PREDICTIONS": _absolute(request.predictions),
    }
    tasks = tuple(
        Task(notebook, parameters_for(notebook, standard, request.parameters))
        for notebook in find_notebooks(experiment.root, request.only)
    )
    return Plan(experiment, artifacts_of(experiment, request.out, request.data), tasks)


def _absolute(path: str) -> str:
    return str(Path(path).resolve()) if path else ""


def missing_weights(plan: Plan, request: Request) -> str:
    """Why the experiment has nothing to predict with; empty when it has, or need not."""
    if request.predictions or not plan.needs_predictions:
        return ""
    try:
        find_weights(plan.experiment, request.out, request.weights)
    except UsageError as error:
        return str(error)
    return ""
