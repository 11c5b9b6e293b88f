"""What the command line shows: tables of numbers and settings, ready to print."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from rich.table import Table

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, changes, load_experiment, resolved
from containerloc.run.execute.gate import measured_targets
from containerloc.run.execute.runner import Outcome
from containerloc.run.files.artifacts import artifacts_of, read_json

DASH = "–"


def outcome_table(outcomes: Sequence[Outcome]) -> Table:
    """The headline numbers of each experiment; a dash stands for what no notebook has written."""
    headings = ("detection rate", "MDE, px", "polygon IoU", "targets", "notebooks")
    table = Table("experiment", *headings, title="of detected IDs, but for the detection rate")
    for outcome in outcomes:
        numbers = read_json(outcome.artifacts.metrics, {}) if outcome.status else {}
        table.add_row(
            outcome.experiment.name,
            _written(numbers, "detection_rate", "{:.1%}"),
            _mde(numbers),
            _written(numbers, "iou_mean", "{:.3f}"),
            _verdicts(outcome.experiment, numbers),
            _statuses(outcome),
        )
    return table


def experiments_table(start: Path, *, out: str = "") -> Table:
    """Every experiment of the project, the newest run first; a dash where nothing was run.

    A file that is no experiment is named with what is wrong with it.

    Raises
    ------
    UsageError
        When there is no folder `experiments` here.
    """
    files = sorted((start / "experiments").rglob("*.yaml"))
    if not files:
        raise UsageError(f"{start / 'experiments'}: there is no experiment here")
    headings = ("run", "detection rate", "MDE, px", "polygon IoU", "targets")
    table = Table("experiment", *headings, title="of detected IDs, but for the detection rate")
    rows = sorted((_listed(file, out) for file in files), key=lambda row: row[1], reverse=True)
    for row in rows:
        table.add_row(*row)
    return table


def _listed(file: Path, out: str) -> tuple[str, ...]:
    try:
        experiment = load_experiment(file)
        where = artifacts_of(experiment, out)
        numbers, ran = read_json(where.metrics, {}), read_json(where.run_record, {})
    except UsageError as error:
        return file.name, "", str(error), DASH, DASH, DASH
    when = str(ran.get("started", ""))[:16].replace("T", " ")
    if not numbers:
        return experiment.name, when, DASH, DASH, DASH, DASH
    return (
        experiment.name,
        when,
        _written(numbers, "detection_rate", "{:.1%}"),
        _mde(numbers),
        _written(numbers, "iou_mean", "{:.3f}"),
        _verdicts(experiment, numbers),
    )


def open_next(outcomes: Sequence[Outcome]) -> list[str]:
    """The notebook to open next of each experiment, relative to where the user stands.

    The one that failed, else the analysis of predictions, else the last.
    """
    paths = []
    for outcome in outcomes:
        failed = [name for name, status in outcome.status.items() if status == "failed"]
        analysis = [name for name in outcome.status if name.startswith("06")]
        for name in [*failed, *analysis, *list(outcome.status)[-1:]][:1]:
            paths.append(from_here(outcome.artifacts.notebooks / f"{name}.html"))
    return paths


def experiment_text(file: Path) -> tuple[str, Table | None]:
    """An experiment as resolved, in YAML, what its base has otherwise marked; and those changes.

    The table is None for an experiment without a base.
    """
    experiment = load_experiment(file)
    if len(experiment.lineage) == 1:
        return _yaml(experiment), None
    base = load_experiment(experiment.lineage[1])
    changed = changes(experiment, base)
    table = Table("key", base.path.name, experiment.path.name, title=f"changes against {base.name}")
    for key, before, after in changed.itertuples(index=False):
        table.add_row(key, *(DASH if value is None else str(value) for value in (before, after)))
    return _marked(
        _yaml(experiment), dict(zip(changed["key"], changed["before"], strict=True))
    ), table


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
        return {name: yaml.safe_load(value) for name, value in split}
    except yaml.YAMLError as error:
        raise UsageError(f"parameters {', '.join(pairs)}: no YAML: {error}") from error


def _written(numbers: Mapping[str, Any], key: str, form: str) -> str:
    value = numbers.get(key, {}).get("value")
    return DASH if value is None else form.format(value)


def _mde(numbers: Mapping[str, Any]) -> str:
    mean, spread = (_written(numbers, key, "{:.2f}") for key in ("mde_px", "error_std_px"))
    return mean if DASH in (mean, spread) else f"{mean} ± {spread}"


def _verdicts(experiment: Experiment, numbers: Mapping[str, Any]) -> str:
    """How many targets are met, missed, undecided, or not measured yet."""
    verdicts = measured_targets(experiment, numbers)["verdict"]
    counts = [
        f"{(verdicts == word).sum()} {word}"
        for word in ("met", "missed", "undecided")
        if (verdicts == word).any()
    ]
    if len(verdicts) < len(experiment.targets):
        counts.append(f"{len(experiment.targets) - len(verdicts)} not measured")
    return ", ".join(counts) if len(verdicts) else DASH


def _statuses(outcome: Outcome) -> str:
    if not outcome.status:
        return "stopped" if outcome.exit_code else "skipped: no weights"
    return ", ".join(f"{name[:2]} {status}" for name, status in outcome.status.items())


def from_here(path: Path) -> str:
    """A path relative to where the user stands, as far as there is one."""
    return os.path.relpath(path) if path.drive == Path.cwd().drive else str(path)


def _yaml(experiment: Experiment) -> str:
    return yaml.safe_dump(resolved(experiment), sort_keys=False, allow_unicode=True, width=1000)


def _marked(text: str, before: Mapping[str, Any]) -> str:
    """The YAML with `# was ...` behind each line whose value the base has otherwise."""
    lines: list[str] = []
    parents: list[str] = []
    names: list[str] = []
    for line in text.splitlines():
        depth, key = (len(line) - len(line.lstrip())) // 2, line.split(":")[0].strip()
        parents = [*parents[:depth], key]
        name = ".".join(parents)
        names.append(name)
        if name in before:
            line += "  # new" if before[name] is None else f"  # was {before[name]}"
        lines.append(line)
    gone = [f"# gone: {key}: {value}" for key, value in before.items() if key not in names]
    return "\n".join([*lines, *gone])
