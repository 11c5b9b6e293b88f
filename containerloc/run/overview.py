"""What the command line shows: tables of numbers and settings, ready to print."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from rich.table import Table

from containerloc.analysis.duplicates import effective_n, groups_of, twins
from containerloc.analysis.sweep import sweep, sweep_unlabeled
from containerloc.data.joining import join_to_labels
from containerloc.data.labels import read_dataset, read_labels
from containerloc.data.predictions import read_predictions
from containerloc.errors import UsageError
from containerloc.experiment import Experiment, changes, load_experiment, resolved
from containerloc.run.artifacts import artifacts_of, read_json
from containerloc.run.gate import measured_targets
from containerloc.run.runner import Outcome

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
    return (experiment.name, when, _written(numbers, "detection_rate", "{:.1%}"), _mde(numbers),
            _written(numbers, "iou_mean", "{:.3f}"), _verdicts(experiment, numbers))  # fmt: skip


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


def sweep_table(
    predictions: Path, *, thresholds: Sequence[float], data: str = "", split: str = "val",
    images: int = 0,
) -> Table:  # fmt: skip
    """What each threshold keeps, from predictions alone; with `data`, how well it fits the labels.

    Its caption names images that the model cannot tell apart: copies, which count once. `images`
    is how many there were, where the file does not name those without a prediction.
    """
    if any(not 0 <= threshold <= 1 for threshold in thresholds):
        raise UsageError(f"thresholds lie between 0 and 1; got {', '.join(map(str, thresholds))}")
    stored = read_predictions(predictions)
    if data:
        labels = read_labels(read_dataset(data), split)
        joined, n = join_to_labels(stored, labels), len(labels.images)
        swept = sweep(joined.table, labels.table, n_images=n, thresholds=thresholds)
        table = _labeled(swept, len(labels.table))
    else:
        n = images or len(stored.images)
        if n < len(stored.images):
            raise UsageError(
                f"{n} images, but {predictions} has predictions on {len(stored.images)}"
            )
        table = _unlabeled(sweep_unlabeled(stored.table, n_images=n, thresholds=thresholds), n)
    table.caption, table.caption_justify = _same_twice(stored.table, n), "left"
    return table


def _same_twice(predictions: pd.DataFrame, n_images: int) -> str | None:
    pairs = twins(predictions)
    if pairs.empty:
        return None
    names = pd.Series(predictions["image"].unique())
    copies = len(names) - effective_n(groups_of(pairs, names))
    listed = ", ".join(f"{one} = {other}" for one, other in pairs.itertuples(index=False))
    return (
        f"The same prediction to a hundredth of a pixel, so probably the same photo: {listed}. "
        f"{n_images - copies} of the {n_images} images are different."
    )


def parsed_numbers(text: str) -> tuple[float, ...]:
    """Numbers written with commas between them.

    Examples
    --------
    >>> parsed_numbers("0.1, 0.25")
    (0.1, 0.25)
    """
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(f"`{text}`: numbers with commas between them, as in 0.1,0.25") from error


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
    counts = [f"{(verdicts == word).sum()} {word}" for word in ("met", "missed", "undecided")
              if (verdicts == word).any()]  # fmt: skip
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


def _labeled(swept: pd.DataFrame, n_labels: int) -> Table:
    table = Table("threshold", "detected", "false alarms an image", "precision", "MDE, px",
                  "IoU", "IoU, a miss 0", title="against the labels")  # fmt: skip
    for row in swept.to_dict("records"):
        forms = {"false_positives_per_image": "{:.2f}", "precision": "{:.3f}", "mde_px": "{:.2f}",
                 "iou": "{:.3f}", "iou_unconditional": "{:.3f}"}  # fmt: skip
        written = [form.format(row[key]).replace("nan", DASH) for key, form in forms.items()]
        table.add_row(f"{row['threshold']:g}", f"{row['detected']} of {n_labels}", *written)
    return table


def _unlabeled(swept: pd.DataFrame, n_images: int) -> Table:
    table = Table("threshold", "images with a prediction", "predictions an image",
                  title="without labels: what is kept, not what is right")  # fmt: skip
    for row in swept.to_dict("records"):
        kept = f"{row['images_kept']:.0f} of {n_images}"
        table.add_row(f"{row['threshold']:g}", kept, f"{row['predictions_per_image']:.2f}")
    return table
