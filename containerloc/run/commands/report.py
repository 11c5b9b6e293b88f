"""`report.md` and `report.html` beside what a run or a comparison left."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from containerloc.analysis.diagnosis.proposal import proposal
from containerloc.data.files import write_atomically, write_text
from containerloc.errors import UsageError, raised_as
from containerloc.experiment.experiment import Experiment
from containerloc.quoting import visible
from containerloc.run.commands.propose import proposed_text
from containerloc.run.execute.gate import measured_targets
from containerloc.run.execute.runner import Outcome
from containerloc.run.files.artifacts import Artifacts, artifacts_of, stored_predictions
from containerloc.run.files.failure import exit_code_of, failure_text
from containerloc.run.files.json_files import DAMAGED
from containerloc.run.files.report_sources import photos_of, unmatched_predictions
from containerloc.run.files.saved import (
    read_class_table,
    read_comparison,
    read_findings,
    read_metrics,
    read_per_label,
    read_record,
)
from containerloc.show.report.cases import FOLDER, Shown, cases_of
from containerloc.show.report.changed import Photographed
from containerloc.show.report.next_experiment import NextExperiment
from containerloc.show.report.of_comparison import comparison_report
from containerloc.show.report.of_experiment import RunResults, experiment_report
from containerloc.show.report.parts import Report
from containerloc.show.report.render import as_html, as_markdown, pictures_of

_log = logging.getLogger(__name__)

NAMES: Final = ("report.md", "report.html")
_FILES: Final = {
    "metrics.json": "every number with its interval and n",
    "findings.json": "findings, with the numbers behind them",
    "per_image.csv": "one row per label: what it is matched to and how far off",
    "per_class.csv": "the numbers of each class by itself",
    "confusion.csv": "which class is predicted on which",
    "thresholds.csv": "what each threshold keeps and loses",
    "suspects.csv": "labels to look at again",
    "review.html": "every case, to be looked at one by one and judged",
    "review.csv": "what people said of the cases",
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
    metrics: dict[str, Any] = read_metrics(where)
    if not metrics:
        raise UsageError(
            f"{where.results} holds no metrics.json to report on; run it first: "
            f"containerloc run {experiment.path.name}"
        )
    run = RunResults(
        metrics=metrics,
        findings=read_findings(where),
        record=read_record(where),
        verdicts=measured_targets(experiment, metrics),
        per_label=read_per_label(where.per_image),
        per_class=read_class_table(where.per_class),
        confusion=read_class_table(where.confusion),
        figures=_figures(where),
        files=_files(where),
        **_sources(experiment, where, metrics),
    )
    return _written(experiment_report(run), where.results)


def _sources(
    experiment: Experiment, where: Artifacts, metrics: Mapping[str, Any]
) -> dict[str, Any]:
    """Photos, predictions on no label, and the next experiment, as far as they are known."""
    record, findings = read_record(where), read_findings(where)
    stored = stored_predictions(
        experiment, str(record.get("split", "val")), str(where.folder.parent)
    )
    threshold = metrics.get("threshold_in_use", {}).get("value")
    changes = proposal(findings, experiment)
    beside = experiment.path.with_name(f"{experiment.path.stem}_next.yaml")
    lines = proposed_text(experiment, changes, beside).splitlines() if changes else []
    yaml = "\n".join(line for line in lines if not line.lstrip().startswith("#"))  # reasons: cards
    per_label = read_per_label(where.per_image)
    return {
        "photo_of": photos_of(record, experiment.root),
        "unmatched": unmatched_predictions(stored, per_label, threshold=threshold or 1.0),
        "proposed": NextExperiment(yaml, changes, read_class_table(where.thresholds)),
    }


def report_on(experiments: Sequence[Experiment], *, data: str = "", out: str = "") -> int:
    """Write the report of each experiment and print its path; returns the worst exit code.

    One that cannot be written is told, and loses no other.
    """
    code = 0
    for experiment in experiments:
        try:
            written = write_report(experiment, artifacts_of(experiment, out, data))[1]
            print(visible(str(written)))
        except Exception as error:
            _log.error(f"error: {failure_text(error)}")
            code = max(code, exit_code_of(error))
    return code


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
            _log.warning(f"{outcome.experiment.name}: report left out: {failure_text(error)}")
    return tuple(written)


def write_comparison_report(where: Artifacts, root: Path | None = None) -> tuple[Path, Path]:
    """Write the report on the comparison whose `comparison.json` lies in `where`.

    Data is named relative to `root`, the folder of the project; by default where the user stands.
    """
    content, findings, record = read_comparison(where), read_findings(where), read_record(where)
    with raised_as(UsageError, where.comparison, wrong=f"cannot be reported on ({DAMAGED})"):
        report = comparison_report(
            content,
            findings,
            record,
            figures=_figures(where),
            files=_files(where),
            photographed=_photographed(where, content, record, root or Path.cwd()),
        )
    return _written(report, where.results)


def _photographed(
    where: Artifacts, content: Mapping[str, Any], record: Mapping[str, Any], root: Path
) -> Photographed:
    """What each experiment, which lies beside the comparison, predicts on its photos."""
    import pandas as pd

    beside, none = where.folder.parent.parent, pd.DataFrame({"image": []})
    recorded = record.get("experiments") or {}
    cases = {
        name: cases_of(read_per_label((replace(where, folder=beside / name)).per_image), none)
        for name in content["experiments"]
    }
    return Photographed(cases, Shown(photos_of(recorded.get(content["reference"], {}), root)))


def _written(report: Report, folder: Path) -> tuple[Path, Path]:
    pictures = pictures_of(report)
    for name, content in pictures.items():
        with write_atomically(folder / name) as temporary:
            temporary.write_bytes(content)
    for old in (folder / FOLDER).glob("*"):
        if f"{FOLDER}/{old.name}" not in pictures:
            old.unlink()
    paths = [folder / name for name in NAMES]
    for path, text in zip(paths, (as_markdown(report), as_html(report, folder)), strict=True):
        write_text(path, text)
    return paths[0], paths[1]


def _figures(where: Artifacts) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in where.figures.glob("*.png")))


def _files(where: Artifacts) -> tuple[tuple[str, str], ...]:
    named = [item for item in _FILES.items() if (where.results / item[0]).is_file()]
    paths = sorted(where.notebooks.glob("*.html")) or sorted(where.notebooks.glob("*.ipynb"))
    return (*named, *((f"notebooks/{path.name}", "the notebook as it ran") for path in paths))
