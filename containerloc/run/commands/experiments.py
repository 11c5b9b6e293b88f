"""What `containerloc list` and `containerloc show` print; both start fast: no pandas, no SciPy."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from rich import box
from rich.table import Table

from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, changes, load_experiment, resolved
from containerloc.experiment.gate import Gate
from containerloc.experiment.targets import Target, verdict_counts
from containerloc.metric import METRICS
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.files.saved import read_metrics, read_record
from containerloc.wording import DASH

_HEADLINE: Final = {"detection_rate": "detected", "mde_px": "MDE, px", "iou_mean": "IoU"}


def experiments_table(start: Path, *, out: str = "") -> Table:
    """Every experiment of the project, the newest run first; a dash where nothing was run.

    A file that is no experiment is named with what is wrong with it.

    Raises
    ------
    UsageError
        When there is no experiment here.
    """
    files = sorted((start / "experiments").rglob("*.yaml"))
    if not files:
        raise UsageError(
            f"{start / 'experiments'}: there is no experiment here; `containerloc init FOLDER` "
            "writes a project"
        )
    rows: list[tuple[str, ...]] = []
    gates: list[Gate] = []
    for file in files:
        try:
            experiment = load_experiment(file)
        except UsageError as error:
            rows.append((file.name, "", str(error)))
            continue
        rows.append(_listed(experiment, out))
        gates.append(measured_gate(experiment, artifacts_of(experiment, out)))
    table = headline_table("experiment", "run", gates=gates)
    for row in sorted(rows, key=lambda row: row[1], reverse=True):
        table.add_row(*row)
    return table


def _listed(experiment: Experiment, out: str) -> tuple[str, ...]:
    where = artifacts_of(experiment, out)
    try:
        numbers, record = read_metrics(where), read_record(where)
    except UsageError as error:
        return experiment.path.name, "", str(error)
    started = str(record.get("started", ""))[:16].replace("T", " ")
    return experiment.name, started, *headline_cells(experiment.targets, numbers)


def measured_gate(experiment: Experiment, where: Artifacts) -> Gate:
    """What it took to be found: the class counts only where the run had several."""
    return experiment.match.of_classes(2 if where.per_class.is_file() else 1)


def headline_table(*before: str, after: Sequence[str] = (), gates: Iterable[Gate]) -> Table:
    """An empty table of headline numbers, with other columns before and after them.

    `gates` are those of the experiments in it: what it took to be found.
    """
    found = " Or: ".join(dict.fromkeys(gate.sentence for gate in gates))
    caption = f"{METRICS['mde_px'].words} ± its spread and polygon IoU: of detected labels. {found}"
    columns = (*before, *_HEADLINE.values(), "targets", *after)
    table = Table(caption=caption, caption_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:  # rather on two lines than cut; names come in parts
        table.add_column(column, overflow="fold", no_wrap=column == columns[0])
    return table


def headline_cells(targets: Sequence[Target], numbers: Mapping[str, Any]) -> list[str]:
    """The headline numbers of `metrics.json` and how many targets are met, for `headline_table`."""
    spread = _written(numbers, "error_std_px")
    cells = [_written(numbers, key) for key in _HEADLINE]
    if spread != DASH:
        cells[1] += f" ± {spread}"
    return [*cells, written_verdicts(targets, numbers)]


def _written(numbers: Mapping[str, Any], key: str) -> str:
    return METRICS[key].written(numbers.get(key, {}).get("value"))


def written_verdicts(targets: Sequence[Target], numbers: Mapping[str, Any]) -> str:
    """How many targets are met, missed, undecided or not measured; a dash for none measured."""
    rows = [(target, numbers.get(target.metric)) for target in targets]
    if not any(row for _, row in rows):
        return DASH
    return verdict_counts(
        target.verdict(row.get("ci_low"), row.get("ci_high")) if row else "not measured"
        for target, row in rows
    )


def experiment_text(experiment: Experiment) -> tuple[str, Table | None]:
    """An experiment as resolved, in YAML, with the base's value beside each that it changes.

    The table lists those changes; it is None for an experiment without a base.
    """
    text = yaml.safe_dump(resolved(experiment), sort_keys=False, allow_unicode=True, width=1000)
    if len(experiment.lineage) == 1:
        return text, None
    base = load_experiment(experiment.lineage[1])
    changed = changes(experiment, base)
    table = Table("key", base.path.name, experiment.path.name, title=f"changes against {base.name}")
    for key, values in changed.items():
        table.add_row(key, *(DASH if value is None else str(value) for value in values))
    return _marked(text, {key: before for key, (before, _) in changed.items()}), table


def _marked(text: str, before: Mapping[str, Any]) -> str:
    """The YAML with `# was ...` behind each line whose value differs in the base."""
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
