"""The report on one experiment: what it says, from the numbers and findings that a run left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.recommendations import Recommendation, recommendations
from containerloc.finding import SEVERITIES
from containerloc.metric import METRICS, metric_of
from containerloc.quads import CORNERS
from containerloc.show.report import sentences, tables
from containerloc.show.report.classes import classes_section, numbers_by_class
from containerloc.show.report.parts import Report, Section, Table
from containerloc.show.tables import target_table
from containerloc.wording import DASH, label_name, listed, noun_of, number

_PICTURES: Final = {
    "06_confusion.png": "Which class is predicted on the labels of which.",
    "06_causes.png": "What kind of error each label has, and what fixing it would gain.",
    "06_corner_offsets.png": "Where each corner lies from its label, along and across the text.",
    "06_worst_cases.png": "The largest errors: photo, label and prediction, and both crops.",
    "06_missed_cases.png": "What is not found at this threshold.",
    "07_sweep.png": "What each threshold keeps and loses.",
}
_NUMBERS_INTRO: Final = (
    "Numbers of detected objects leave misses out, unless they say that a miss counts as 0."
)

_REVIEWED: Final = "reviewed_"  # how keys of numbers begin that people's verdicts have changed


@dataclass(frozen=True)
class RunResults:
    """What a run left: `metrics.json`, `findings.json`, `run.json`, tables, and files' names.

    `verdicts` are the targets as judged; `files` are paths relative to the artifacts, with what
    each is; `figures` the names of those that exist. `per_class` and `confusion` are empty where
    there is only one class.
    """

    metrics: Mapping[str, Mapping[str, Any]]
    findings: Sequence[dict[str, Any]]
    record: Mapping[str, Any]
    verdicts: pd.DataFrame
    per_label: pd.DataFrame
    figures: Sequence[str]
    files: Sequence[tuple[str, str]]
    per_class: pd.DataFrame = field(default_factory=pd.DataFrame)
    confusion: pd.DataFrame = field(default_factory=pd.DataFrame)


def experiment_report(run: RunResults) -> Report:
    """The whole report; a section without content is empty."""
    experiment = run.record.get("experiment", {})
    findings = _distinct(run.findings)
    advice = recommendations(findings, run.per_label)
    classes = numbers_by_class(run.per_class)
    corners = [_corners(numbers, name) for name, numbers in classes.items()]
    summary = (
        sentences.accuracy_sentence(run.metrics, noun_of(run.per_label["class_name"])),
        sentences.targets_sentence(run.verdicts),
        sentences.main_finding_sentence(findings),
    )
    return Report(
        title=str(experiment.get("name", "An experiment")),
        subtitle=str(experiment.get("description", "")),
        summary=[sentence for sentence in summary if sentence],
        sections=[
            tables.findings_section(findings, page=_page(run.files)),
            _numbers(run.metrics, str(run.record.get("gate", ""))),
            classes_section(classes, run.confusion),
            Section("Corners", tables=corners or [_corners(run.metrics)]),
            Section("Targets", tables=[Table.of(target_table(run.verdicts))]),
            _worst(run.per_label),
            _pictures(run),
            _advice(advice),
            Section("The next experiment", tables=[_next(run, advice)]),
            _actions(run.record.get("notebooks", {}), advice),
            Section("Files", links=run.files),
            tables.provenance(run.record),
        ],
    )


def _numbers(metrics: Mapping[str, Mapping[str, Any]], gate: str) -> Section:
    """The numbers, and beside them those on the labels as people corrected them, if any did."""
    columns = {"value (95 % interval, n)": metrics}
    reviewed = {
        key[len(_REVIEWED) :]: row for key, row in metrics.items() if key.startswith(_REVIEWED)
    }
    if reviewed:
        columns["as reviewed: on corrected labels, without disputed ones"] = reviewed
    return tables.numbers_section(columns, intro=_NUMBERS_INTRO, gate=gate)


def _page(files: Sequence[tuple[str, str]]) -> str:
    """Where the cases are shown; empty where they are not."""
    return next((path for path, _ in files if path == "review.html"), "")


def _distinct(findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings that two notebooks have are one; all `nothing-wrong` are none."""
    seen = {(f["code"], f["sentence"]): f for f in findings if f["code"] != "nothing-wrong"}
    return sorted(seen.values(), key=lambda finding: SEVERITIES.index(finding["severity"]))


def _corners(metrics: Mapping[str, Mapping[str, Any]], class_name: str = "") -> Table:
    columns = {"mean": "mean error", "median": "median", "std": "standard deviation"}
    columns |= {"p90": "90th percentile", "max": "maximum"}
    rows = []
    for corner in CORNERS:
        keys = [f"{corner.lower()}_error_{statistic}_px" for statistic in columns]
        mean, *others = ((METRICS[key], metrics.get(key, {})) for key in keys)
        if mean[1].get("value") is not None:
            values = [metric.with_unit(row.get("value")) for metric, row in others]
            rows.append((corner, mean[0].with_interval(mean[1]), *values))
    parts = (class_name[:1].upper() + class_name[1:], sentences.worst_corner_sentence(metrics))
    intro = ": ".join(part for part in parts if part)
    return Table(("corner", *columns.values()), rows, numbers=(2, 3, 4, 5), intro=intro)


def _worst(per_label: pd.DataFrame) -> Section:
    if per_label.empty:
        return Section("Worst cases")
    several = len(set(per_label["class_name"])) > 1
    named = per_label.assign(
        name=[
            label_name(str(row["image"]), row["line"], row["class_name"] if several else "")
            for row in per_label.to_dict("records")
        ]
    )
    detected = named["detected"].astype(bool)
    worst = named[detected].sort_values("error_px", ascending=False, na_position="last").head(10)
    rows = [
        (
            row["name"],
            *(number(row[key]) for key in ("error_px", "iou", "confidence")),
            row["order"],
        )
        for row in worst.fillna({"order": ""}).to_dict("records")
    ]
    missed = named.loc[~detected, "name"].tolist()
    columns = ("label", "error, px", "IoU", "confidence", "order of corners")
    return Section(
        "Worst cases",
        [f"Not found: {listed(missed, most=12)}."] if missed else [],
        [Table(columns, rows, numbers=(1, 2, 3))],
    )


def _pictures(run: RunResults) -> Section:
    nothing_missed = run.metrics.get("missed", {}).get("value") == 0
    empty = ["06_missed_cases.png"] if nothing_missed else []
    empty += ["06_confusion.png"] if run.confusion.empty else []
    shown = [name for name in run.figures if name not in empty]
    return tables.pictures_section(_PICTURES, shown)


def _advice(advice: Sequence[Recommendation]) -> Section:
    if not advice:
        return Section("Recommendations", ["No finding asks for a change."])
    rows = [(one.advice, _gain(one), f"{one.reason} [{one.code}]") for one in advice]
    intro = (
        "The largest possible gain first: what would be gained if those of the finding were as "
        "good as the median of the others. A dash: the gain cannot be known beforehand."
    )
    columns = ("what to do", "gain at most", "because")
    return Section("Recommendations", tables=[Table(columns, rows, intro=intro)])


def _gain(one: Recommendation) -> str:
    parts = [f"{one.more_detected} more found"] if one.more_detected else []
    if np.isfinite(one.mde_px) and one.mde_px > 0.005:
        parts.append(f"MDE −{one.mde_px:.2f} px")
    return ", ".join(parts) or DASH


def _next(run: RunResults, advice: Sequence[Recommendation]) -> Table:
    """The targets, and the numbers that matter in any case, with room for the next experiment."""
    promised = dict(zip(run.verdicts["metric"], run.verdicts["promise"], strict=True))
    gain = max((one.mde_px for one in advice if np.isfinite(one.mde_px)), default=0.0)
    rows = []
    for key in dict.fromkeys([*promised, "detection_rate", "mde_px", "iou_mean"]):
        metric, value = metric_of(key), run.metrics.get(key, {}).get("value")
        if value is not None:
            expected = metric.with_unit(value - gain) if key == "mde_px" and gain else DASH
            texts = (metric.words, metric.with_unit(value), promised.get(key, DASH), expected, "")
            rows.append(texts)
    columns = ("number", "now", "target", "at best, by the first recommendation", "next experiment")
    return Table(columns, rows, intro="Fill in the last column when the next experiment has run.")


def _actions(
    notebooks: Mapping[str, Mapping[str, Any]], advice: Sequence[Recommendation]
) -> Section:
    status = {name: each.get("status") for name, each in notebooks.items()}
    done = [f"{name}: ok" for name, word in status.items() if word == "ok"]
    broken = [
        f"{name} {word}: run it again"
        for name, word in status.items()
        if word not in ("ok", "kept")
    ]
    return Section("Action items", done=done, to_do=[*broken, *(one.advice for one in advice)])
