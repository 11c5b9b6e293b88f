"""`containerloc propose`: the next experiment as YAML, each line with its reason."""

import os
import textwrap
from collections.abc import Sequence
from pathlib import Path

import yaml

from containerloc.analysis.diagnosis.proposal import Change, proposal
from containerloc.data.files import write_text
from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment, load_experiment
from containerloc.experiment.project import recipe_folder
from containerloc.quoting import visible
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.files.saved import read_findings


def propose_next(experiment: Experiment, *, out: str = "", artifacts: str = "") -> tuple[Path, int]:
    """Write the next experiment; returns its file and how many keys it changes, 0 for no file.

    `out` is the file, `<experiment>_next.yaml` beside the experiment by default.

    Raises
    ------
    UsageError
        When nothing was run for the experiment, or the file exists already.
    """
    where = artifacts_of(experiment, artifacts)
    if not where.findings.is_file():
        raise UsageError(
            f"{where.results} holds no findings.json; run it first: containerloc run "
            f"{experiment.path.name}"
        )
    changes = proposal(read_findings(where), experiment)
    beside = recipe_folder(experiment.path) / f"{experiment.path.stem}_next.yaml"
    path = Path(out).absolute() if out else beside
    if not changes:
        return path, 0
    if path.exists():
        raise UsageError(f"{path} exists already; give another --out, or remove it")
    write_text(path, proposed_text(experiment, changes, path))
    load_experiment(path)  # what is proposed can be run
    return path, len(changes)


def proposed_text(experiment: Experiment, changes: Sequence[Change], path: Path) -> str:
    """The YAML: a base, and only what the findings justify, with the reasons as comments."""
    try:
        base = Path(os.path.relpath(experiment.path, path.parent)).as_posix()
    except ValueError:  # on another drive of Windows
        base = experiment.path.as_posix()
    head = {
        "name": f"{experiment.name}_next",
        "base": base,
        "description": f"What the findings on {experiment.name} justify changing.",
    }
    lines = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=1000).splitlines()
    for room in ("train", "predict", "reading", "targets"):
        mine = [change for change in changes if change.key.startswith(f"{room}.")]
        if mine:
            lines.append(f"{room}:")
        for change in mine:
            lines += [f"  # {line}" for line in textwrap.wrap(visible(change.reason), 88)]
            key = change.key.split(".")[1]
            value = yaml.safe_dump(change.value, default_flow_style=True).splitlines()[0]
            lines.append(f"  {key}: {value}")
    if len({change.key for change in changes if not change.key.startswith("targets.")}) > 1:
        lines.append(
            "# More than one key changes: no single one can be credited with a difference."
        )
    return "\n".join(lines) + "\n"
