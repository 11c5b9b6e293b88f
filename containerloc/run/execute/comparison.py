"""`containerloc compare`: notebook 08 for several experiments, and the table that it prints."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from containerloc.analysis.comparison.numbers import LEADING
from containerloc.analysis.comparison.rules_fairness import SETTING_RULES
from containerloc.analysis.comparison.rules_sameness import SAMENESS_RULES
from containerloc.errors import NotebookError
from containerloc.experiment.experiment import find_experiment
from containerloc.metric import METRICS
from containerloc.run.execute.cluster import ClusterWorkers, opened_workers, spread_over
from containerloc.run.execute.gate import refuse_missed
from containerloc.run.execute.notebooks import COMPARISON, Notebook, find_notebooks, parameters_for
from containerloc.run.execute.processes import Workers
from containerloc.run.files import record
from containerloc.run.files.locks import lock_run, remove_leftovers
from containerloc.run.files.saved import read_comparison, read_findings
from containerloc.run.prepare.comparison import Comparison, Terms, open_comparison
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.predictions import Prediction
from containerloc.run.prepare.provenance import described
from containerloc.show.charts.differences import name_tag
from containerloc.show.tables import difference_table

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CompareRequest:
    """What is asked of a comparison; `parameters` are further notebook parameters."""

    experiments: tuple[str, ...]
    selection: Selection
    terms: Terms = field(default_factory=Terms)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    dask: str = ""  # the address of a cluster, or `local`


def run_comparison(request: CompareRequest) -> Comparison:
    """Open the experiments, or refuse; then run notebook 08 and keep what it leaves.

    Raises
    ------
    UsageError, DataError
        As `open_comparison`, and for a parameter that the notebook does not declare.
    NotebookError
        When the notebook fails; it is kept, up to where it did.
    """
    files = {name: str(find_experiment(name, Path.cwd()).resolve()) for name in request.experiments}
    # The notebook runs elsewhere: there only a file or an experiment's own name can be looked up.
    reference = files.get(request.terms.reference, request.terms.reference)
    terms, selection = replace(request.terms, reference=reference), request.selection.absolute()
    given = [files[name] for name in request.experiments]
    absolute = replace(request, terms=terms, selection=selection)
    with opened_workers(request.dask) as workers:
        how = Prediction(spread=spread_over(workers))
        comparison = open_comparison(
            given,
            selection,
            terms,
            attributes=str(request.parameters.get("ATTRIBUTES", "")),
            group=str(request.parameters.get("GROUP", "")),
            prediction=how,
        )
        _execute(comparison, *_notebook(comparison, absolute, given), workers)
    return comparison


def _notebook(
    comparison: Comparison, request: CompareRequest, files: list[str]
) -> tuple[Notebook, dict[str, Any]]:
    """Notebook 08, and what it is given."""
    root = comparison.inputs[comparison.reference].experiment.root
    (notebook,) = find_notebooks(root, tuple(COMPARISON))
    standard = {
        "EXPERIMENTS": files,
        "REFERENCE": request.terms.reference,
        "SPLIT": request.selection.split,
        "DATA": request.selection.data,
        "OUT": request.selection.out,
        "SHARED_ONLY": request.terms.shared_only,
    }
    return notebook, parameters_for(notebook, {}, {**standard, **request.parameters})


def differences_table(comparison: Comparison) -> Table:
    """The leading numbers of each experiment against the reference, as notebook 08 saved them."""
    saved = pd.DataFrame(read_comparison(comparison.artifacts)["differences"])
    rows = saved[saved["metric"].isin(LEADING)]
    names = [comparison.reference, *rows["experiment"].unique()]
    tags = {name: name_tag(name, names) for name in names}
    shown = difference_table(rows.assign(experiment=rows["experiment"].replace(tags)))
    shown = shown.drop(columns=["value", "reference", "p (Holm)"], errors="ignore")
    title = f"against {tags[comparison.reference]}, over what both detect, with 95 % intervals"
    shown = shown.rename(columns={"difference (95 %)": "difference"})
    shown["number"] = [METRICS[key].words for key in rows["metric"]]
    table = Table(title=title)
    for column in shown.columns:
        table.add_column(column, overflow="fold")  # rather on two lines than cut
    for row in shown.itertuples(index=False):
        table.add_row(*row)
    return table


def said_first(comparison: Comparison) -> list[str]:
    """What must be known before any number: the same model twice, or other settings."""
    codes = [each.code for each in (*SAMENESS_RULES, *SETTING_RULES)]
    return [
        str(each["sentence"])
        for each in read_findings(comparison.artifacts)
        if each.get("code") in codes
    ]


def credits(comparison: Comparison) -> list[str]:
    """What each experiment's difference may be attributed to, one sentence each."""
    saved = read_comparison(comparison.artifacts)["experiments"]
    return [f"{name}: {each['credit']}" for name, each in saved.items() if "credit" in each]


def refuse_missed_in(comparison: Comparison) -> None:
    """TargetMissedError when any of the experiments missed a target on what was compared."""
    refuse_missed({name: run.verdicts for name, run in comparison.runs.items()})


def _execute(
    comparison: Comparison,
    notebook: Notebook,
    parameters: Mapping[str, Any],
    workers: Workers | ClusterWorkers,
) -> None:
    where = comparison.artifacts
    with lock_run(where):
        remove_leftovers(where)
        headers = {name: described(each, None) for name, each in comparison.inputs.items()}
        record.begin(where, {"experiments": headers}, [notebook.name])
        reads = [each.artifacts for each in comparison.inputs.values()]
        done = workers.executed(notebook, parameters, where, reads)
        record.note(where, notebook.name, {"parameters": parameters, **done.as_dict()})
    _log.info(f"{notebook.name}: {done.status} ({done.seconds:.1f} s)")
    if done.error:
        where.comparison.unlink(missing_ok=True)  # of an earlier run
        raise NotebookError(f"{where.notebooks / notebook.path.name}: {done.error}")
