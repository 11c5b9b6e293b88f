"""`containerloc compare`: notebook 08 for several experiments, and the table that it prints."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from containerloc.analysis.comparison.numbers import LEADING
from containerloc.errors import NotebookError
from containerloc.experiment.embedded import EMBEDDED
from containerloc.experiment.experiment import find_experiment
from containerloc.run.execute.gate import refuse_missed
from containerloc.run.execute.notebooks import (
    COMPARISON,
    Notebook,
    Workers,
    find_notebooks,
    parameters_for,
)
from containerloc.run.files import record
from containerloc.run.files.json_files import read_json
from containerloc.run.files.locks import lock_run, remove_leftovers
from containerloc.run.prepare.comparison import Comparison, open_comparison
from containerloc.run.prepare.inputs import described

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CompareRequest:
    """What is asked of a comparison; empty text stands for the experiments' own choice.

    `parameters` are further notebook parameters.
    """

    experiments: tuple[str, ...]
    reference: str = ""
    split: str = "val"
    data: str = ""
    out: str = ""
    shared_only: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)


def run_comparison(request: CompareRequest) -> Comparison:
    """Open the experiments, or refuse; then run notebook 08 and keep what it leaves.

    Raises
    ------
    UsageError, DataError
        As `open_comparison`, and for a parameter that the notebook does not declare.
    NotebookError
        When the notebook fails; it is kept, up to where it did.
    """
    files = [str(find_experiment(name, Path.cwd()).resolve()) for name in request.experiments]
    reference = request.reference
    if reference and reference not in files:
        # A name as given to the command, which the notebook, elsewhere, could not look up.
        given = dict(zip(request.experiments, files, strict=True))
        reference = given.get(reference, reference)
    data = request.data if request.data in EMBEDDED or not request.data else _absolute(request.data)
    out, shared_only = _absolute(request.out), request.shared_only
    comparison = open_comparison(
        files, reference=reference, split=request.split, data=data, out=out, shared_only=shared_only
    )
    root = next(iter(comparison.inputs.values())).experiment.root
    (notebook,) = find_notebooks(root, tuple(COMPARISON))
    standard = {
        "EXPERIMENTS": files,
        "REFERENCE": reference,
        "SPLIT": request.split,
        "DATA": data,
        "OUT": out,
        "SHARED_ONLY": shared_only,
    }
    parameters = parameters_for(notebook, {}, {**standard, **request.parameters})
    _execute(comparison, notebook, parameters)
    return comparison


def differences_table(comparison: Comparison) -> Table:
    """The leading numbers of each experiment against the reference, as notebook 08 saved them."""
    saved = read_json(comparison.artifacts.comparison, {})
    table = Table(
        "experiment",
        "number",
        "its",
        "reference's",
        "difference (95 %)",
        "n",
        "verdict",
        title=f"against {saved['reference']}, over what both found",
    )
    rows = [row for row in saved["differences"] if row["metric"] in LEADING]
    for row in rows:
        digits = 2 if row["metric"].endswith("_px") else 3
        written = {key: _written(row[key], digits) for key in ("value", "reference")}
        ends = [_written(row[key], digits, sign="+") for key in ("ci_low", "ci_high")]
        difference = f"{_written(row['difference'], digits, sign='+')} ({' to '.join(ends)})"
        verdict = row["verdict"]
        if verdict == "equivalent":
            verdict += f" within {row['margin']:g}"
        table.add_row(
            row["experiment"],
            row["metric"],
            *written.values(),
            difference,
            f"{row['n']} {row['of']}",
            verdict,
        )
    return table


def credits(comparison: Comparison) -> list[str]:
    """What each experiment's difference to the reference may be credited to, a sentence each."""
    saved = read_json(comparison.artifacts.comparison, {})["experiments"]
    return [f"{name}: {each['credit']}" for name, each in saved.items() if "credit" in each]


def refuse_missed_in(comparison: Comparison) -> None:
    """TargetMissedError when any of the experiments missed a target on what was compared."""
    refuse_missed({name: run.verdicts for name, run in comparison.runs.items()})


def _execute(comparison: Comparison, notebook: Notebook, parameters: Mapping[str, Any]) -> None:
    where, workers = comparison.artifacts, Workers()
    with lock_run(where):
        remove_leftovers(where)
        headers = {name: described(each, None) for name, each in comparison.inputs.items()}
        record.begin(where, {"experiments": headers}, [notebook.name])
        try:
            done = workers.execute(notebook, parameters, where.notebooks)
        finally:
            workers.stop()
        status = "failed" if done.error else "ok"
        record.note(
            where,
            notebook.name,
            {
                "status": status,
                "seconds": round(done.seconds, 1),
                "parameters": parameters,
                "error": done.error,
                "html_error": done.html_error,
            },
        )
    _log.info(f"{notebook.name}: {status} ({done.seconds:.1f} s)")
    if done.error:
        where.comparison.unlink(missing_ok=True)  # of an earlier run
        raise NotebookError(f"{where.notebooks / notebook.path.name}: {done.error}")


def _absolute(path: str) -> str:
    return str(Path(path).resolve()) if path else ""


def _written(value: float | None, digits: int, *, sign: str = "") -> str:
    return "–" if value is None or pd.isna(value) else f"{value:{sign}.{digits}f}"
