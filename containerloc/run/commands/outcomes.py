"""What `containerloc run` prints when it is over, and where it logs the numbers."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from containerloc.errors import UsageError
from containerloc.parsing import parse_yaml
from containerloc.run.commands.experiments import headline_cells, headline_table, measured_gate
from containerloc.run.execute.gate import measured_targets, refuse_missed
from containerloc.run.execute.runner import Outcome
from containerloc.run.files import tracking
from containerloc.run.files.artifacts import from_here
from containerloc.run.files.saved import read_metrics


def outcome_table(outcomes: Sequence[Outcome]) -> Table:
    """The headline numbers of each experiment; a dash stands for what no notebook has written."""
    gates = [measured_gate(outcome.experiment, outcome.artifacts) for outcome in outcomes]
    table = headline_table("experiment", after=["notebooks"], gates=gates)
    for outcome in outcomes:
        numbers = read_metrics(outcome.artifacts) if outcome.status else {}
        cells = headline_cells(outcome.experiment.targets, numbers)
        table.add_row(outcome.experiment.name, *cells, _statuses(outcome))
    return table


def _statuses(outcome: Outcome) -> str:
    if not outcome.status:
        return "stopped" if outcome.exit_code else "skipped: no weights"
    return ", ".join(f"{name[:2]} {status}" for name, status in outcome.status.items())


def open_next(outcomes: Sequence[Outcome]) -> list[str]:
    """The notebook to open next of each experiment, relative to where the user stands.

    The one that failed, else the analysis of predictions, else the last; as HTML, where
    nbconvert could write it.
    """
    paths = []
    for outcome in outcomes:
        failed = [name for name, status in outcome.status.items() if status == "failed"]
        analysis = [name for name in outcome.status if name.startswith("06")]
        for name in [*failed, *analysis, *list(outcome.status)[-1:]][:1]:
            page = outcome.artifacts.notebooks / f"{name}.html"
            paths.append(from_here(page if page.is_file() else page.with_suffix(".ipynb")))
    return paths


def log_outcomes(outcomes: Sequence[Outcome], *, mlflow: str = "", wandb: str = "") -> None:
    """Log each experiment that ran to MLflow, to Weights & Biases, or to both."""
    for outcome in outcomes:
        if outcome.status and mlflow:
            tracking.log_to_mlflow(outcome.experiment, outcome.artifacts, mlflow)
        if outcome.status and wandb:
            tracking.log_to_wandb(outcome.experiment, outcome.artifacts, wandb)


def exit_code(outcomes: Sequence[Outcome], *, gate: bool) -> int:
    """The worst exit code of a run; TargetMissedError under `gate` where only a target failed."""
    code = max(outcome.exit_code for outcome in outcomes)
    if gate and not code:
        left = [(each.experiment, read_metrics(each.artifacts)) for each in outcomes]
        refuse_missed({each.name: measured_targets(each, numbers) for each, numbers in left})
    return code


def parsed_parameters(pairs: Sequence[str]) -> dict[str, Any]:
    """Notebook parameters written `NAME=VALUE`, the value in YAML.

    Examples
    --------
    >>> parsed_parameters(["CONFIDENCE=0.5", "SPLIT=test"])
    {'CONFIDENCE': 0.5, 'SPLIT': 'test'}
    """
    for pair in pairs:
        if "=" not in pair:
            raise UsageError(f"parameter `{pair}`: NAME=VALUE is right, as in CONFIDENCE=0.5")
    split = (pair.split("=", 1) for pair in pairs)
    try:
        return {name: parse_yaml(value) for name, value in split}
    except ValueError as error:
        raise UsageError(f"parameters {', '.join(pairs)}: no YAML: {error}") from error
