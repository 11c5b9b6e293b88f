"""What `containerloc run` prints when it is over, and where it logs the numbers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from containerloc.errors import UsageError
from containerloc.experiment.targets import Target
from containerloc.finding import Finding
from containerloc.metric import METRICS
from containerloc.parsing import parse_yaml
from containerloc.run.commands.experiments import written_verdicts
from containerloc.run.execute.gate import measured_targets, refuse_missed
from containerloc.run.execute.runner import Outcome
from containerloc.run.files import tracking
from containerloc.run.files.artifacts import from_here
from containerloc.run.files.saved import read_findings, read_metrics
from containerloc.show.report.naming import cause_name
from containerloc.show.report.order import to_mend
from containerloc.wording import DASH, listed


def outcome_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """One line per experiment: targets, what to mend first, how many detected, the median error."""
    return [f"{each.experiment.name}: {_told(each)}" for each in outcomes]


def _told(outcome: Outcome) -> str:
    failed = [name[:2] for name, status in outcome.status.items() if status == "failed"]
    if not outcome.status:
        return "stopped" if outcome.exit_code else "skipped: no weights"
    parts = [f"notebook {listed(failed)} failed"] if failed else []
    numbers = read_metrics(outcome.artifacts)
    parts.append(_verdicts(outcome.experiment.targets, numbers))
    parts.append(_mend_first(outcome))
    for key, words in (("detection_rate", "detected"), ("error_median_px", "median error")):
        if numbers.get(key, {}).get("value") is not None:
            parts.append(f"{words} {METRICS[key].with_interval(numbers[key], with_n=False)}")
    return "; ".join(filter(None, parts))


def _verdicts(targets: Sequence[Target], numbers: Mapping[str, Any]) -> str:
    counts = written_verdicts(targets, numbers)
    return "" if counts == DASH else f"targets {counts}"


def _mend_first(outcome: Outcome) -> str:
    """The cause that the report names first."""
    causes = to_mend(Finding.of(row) for row in read_findings(outcome.artifacts))
    return f"fix first: {cause_name(causes[0].cause.code)}" if causes else "nothing to fix"


def open_next(outcomes: Sequence[Outcome], reports: Sequence[Path] = ()) -> str:
    """The one page to open next, relative to where the user stands; empty where there is none.

    The notebook that failed, else the report of the last experiment, else its analysis.
    """
    pages = []
    for outcome in outcomes:
        failed = [name for name, status in outcome.status.items() if status == "failed"]
        analysis = [name for name in outcome.status if name.startswith("06")]
        for name in [*failed, *analysis, *list(outcome.status)[-1:]][:1]:
            page = outcome.artifacts.notebooks / f"{name}.html"
            pages.append((not failed, page if page.is_file() else page.with_suffix(".ipynb")))
    broken = [page for is_fine, page in pages if not is_fine]
    for page in [*broken, *list(reports)[-1:], *(page for _, page in pages[-1:])][:1]:
        return from_here(page)
    return ""


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


def given_parameters(
    pairs: Sequence[str] | None, *, attributes: str = "", group: str = ""
) -> dict[str, Any]:
    """Notebook parameters of `-p`, and those that options of their own stand for.

    Raises
    ------
    UsageError
        As `parsed_parameters`, and for a file of attributes that is not there.
    """
    if attributes and not Path(attributes).is_file():
        raise UsageError(f"no such file of attributes: {attributes}")
    path = str(Path(attributes).resolve()) if attributes else ""  # notebooks run elsewhere
    named = {name: value for name, value in (("ATTRIBUTES", path), ("GROUP", group)) if value}
    return named | parsed_parameters(pairs or [])


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
