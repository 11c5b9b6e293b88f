"""`report.md` and `report.html` beside what a run or a comparison left."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from containerloc.data.files import write_text
from containerloc.errors import UsageError
from containerloc.experiment.experiment import Experiment
from containerloc.run.execute.gate import measured_targets
from containerloc.run.execute.runner import Outcome
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import read_json
from containerloc.show.report.of_comparison import comparison_report
from containerloc.show.report.of_experiment import RunResults, experiment_report
from containerloc.show.report.parts import Report
from containerloc.show.report.render import as_html, as_markdown

_log = logging.getLogger(__name__)

NAMES: Final = ("report.md", "report.html")
_FILES: Final = {
    "metrics.json": "every number with its interval and n",
    "findings.json": "findings, with the numbers behind them",
    "per_image.csv": "one row per label: what it is matched to and how far off",
    "thresholds.csv": "what each threshold keeps and loses",
    "suspects.csv": "labels to look at again",
    "comparison.json": "everything that was compared",
    "comparison.csv": "the differences, one row per number",
    "run.json": "what was run, on what, by which versions",
}


def write_report(experiment: Experiment, where: Artifacts) -> tuple[Path, Path]:
    """Write the report on what a run of the experiment left; returns the paths of both files.

    Raises
    ------
    UsageError
        When no notebook was run for it.
    """
    metrics: dict[str, Any] = read_json(where.metrics, {})
    if not metrics:
        raise UsageError(
            f"{where.results} holds no metrics.json to report on; run it first: "
            f"containerloc run {experiment.path.name}"
        )
    run = RunResults(
        metrics=metrics,
        findings=read_json(where.findings, []),
        record=read_json(where.run_record, {}),
        verdicts=measured_targets(experiment, metrics),
        per_label=_table(where.per_image),
        figures=_figures(where),
        files=_files(where),
    )
    return _written(experiment_report(run), where.results)


def write_reports(outcomes: Sequence[Outcome]) -> tuple[Path, ...]:
    """Write the report of each experiment that has numbers; returns the HTML files.

    A report that fails, for example on findings of a user's own notebook, is logged and loses no
    run.
    """
    written = []
    for outcome in outcomes:
        if not outcome.status or not outcome.artifacts.metrics.is_file():
            continue
        try:
            written.append(write_report(outcome.experiment, outcome.artifacts)[1])
        except Exception as error:
            _log.warning(
                f"{outcome.experiment.name}: report left out: {type(error).__name__}: {error}"
            )
    return tuple(written)


def write_comparison_report(where: Artifacts) -> tuple[Path, Path]:
    """Write the report on the comparison whose `comparison.json` lies in `where`."""
    report = comparison_report(
        read_json(where.comparison, {}),
        read_json(where.findings, []),
        read_json(where.run_record, {}),
        figures=_figures(where),
        files=_files(where),
    )
    return _written(report, where.results)


def _written(report: Report, folder: Path) -> tuple[Path, Path]:
    paths = [folder / name for name in NAMES]
    for path, text in zip(paths, (as_markdown(report), as_html(report, folder)), strict=True):
        write_text(path, text)
    return paths[0], paths[1]


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame({"image": [], "class_name": [], "detected": [], "error_px": []})
    table = pd.read_csv(path, dtype={"image": "str", "class_name": "str", "order": "str"})
    return table.assign(class_name=table["class_name"].fillna("") if "class_name" in table else "")


def _figures(where: Artifacts) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in where.figures.glob("*.png")))


def _files(where: Artifacts) -> tuple[tuple[str, str], ...]:
    named = [item for item in _FILES.items() if (where.results / item[0]).is_file()]
    paths = sorted(where.notebooks.glob("*.html")) or sorted(where.notebooks.glob("*.ipynb"))
    return (*named, *((f"notebooks/{path.name}", "the notebook as it ran") for path in paths))
