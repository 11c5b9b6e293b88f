"""The report on one experiment: what it says, from the numbers and findings that a run left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.recommendations import Recommendation, recommendations
from containerloc.finding import SEVERITIES
from containerloc.show.report.parts import Picture, Report, Section, Table
from containerloc.show.report.sentences import found_and_off, main_finding, promises, worst_corner
from containerloc.show.report.tables import HEADLINES, made, target_table, unit_of
from containerloc.wording import DASH, listed, number, with_interval

_CORNERS: Final = ("tl", "tr", "br", "bl")
_PICTURES: Final = {
    "06_causes.png": "What kind of error each ID has, and what curing it would gain.",
    "06_corner_offsets.png": "Where each corner lies from its label, in the ID's own frame.",
    "06_worst_cases.png": "The largest errors: photo, label and prediction, and both crops.",
    "06_missed_cases.png": "IDs that are not found at this threshold.",
    "07_sweep.png": "What each threshold keeps and loses.",
}


@dataclass(frozen=True)
class Left:
    """What a run left: `metrics.json`, `findings.json`, `run.json`, tables, and files' names.

    `verdicts` are the targets as judged; `files` are paths relative to the artifacts, with what
    each is; `figures` the names of those that exist.
    """

    metrics: Mapping[str, Mapping[str, Any]]
    findings: Sequence[dict[str, Any]]
    record: Mapping[str, Any]
    verdicts: pd.DataFrame
    per_label: pd.DataFrame
    figures: Sequence[str]
    files: Sequence[tuple[str, str]]


def experiment_report(left: Left) -> Report:
    """The whole report; a section without content is empty."""
    experiment = left.record.get("experiment", {})
    found = _once(left.findings)
    advice = recommendations(found, left.per_label)
    summary = (found_and_off(left.metrics), promises(left.verdicts), main_finding(found))
    return Report(
        title=str(experiment.get("name", "An experiment")),
        subtitle=str(experiment.get("description", "")),
        summary=tuple(said for said in summary if said),
        sections=(
            _findings(found),
            _numbers(left),
            _corners(left),
            _targets(left.verdicts),
            _worst(left),
            _pictures(left),
            _advice(advice),
            _next(left, advice),
            _actions(left, advice),
            Section("Files", links=tuple(left.files)),
            made(left.record),
        ),
    )


def _once(findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings that two notebooks have are one; all `nothing-wrong` are none."""
    seen = {(f["code"], f["sentence"]): f for f in findings if f["code"] != "nothing-wrong"}
    return sorted(seen.values(), key=lambda finding: SEVERITIES.index(finding["severity"]))


def _findings(found: Sequence[Mapping[str, Any]]) -> Section:
    rows = tuple(
        (
            each["severity"],
            each["sentence"],
            each.get("advice") or DASH,
            listed(each["images"]) or DASH,
            f"{each['code']} ({each['notebook']})",
        )
        for each in found
    )
    if not rows:
        return Section("Findings", ("Nothing stands out.",))
    columns = ("severity", "what was found", "what to do", "look at", "code (notebook)")
    return Section("Findings", tables=(Table(columns, rows),))


def _numbers(left: Left) -> Section:
    rows = tuple(
        (key, with_interval(left.metrics[key], unit_of(key)))
        for key in HEADLINES
        if key in left.metrics
    )
    said = "Conditional numbers speak of the detected IDs; `unconditional` counts a miss as 0."
    return (
        Section("Numbers", (said,), (Table(("number", "value (95 % interval, n)"), rows),))
        if rows
        else Section("Numbers")
    )


def _corners(left: Left) -> Section:
    kinds = ("mean_px", "median_px", "std_px", "p90_px", "max_px")
    rows = []
    for corner in _CORNERS:
        mine = [left.metrics.get(f"{corner}_error_{kind}", {}) for kind in kinds]
        if mine[0].get("value") is None:
            continue
        values = [number(row.get("value")) for row in mine[1:]]
        rows.append((corner.upper(), with_interval(mine[0]), *values))
    columns = ("corner", "mean error, px", "median", "std", "90 %", "largest")
    said = worst_corner(left.metrics)
    tables = (Table(columns, tuple(rows), numbers=(2, 3, 4, 5)),) if rows else ()
    return Section("Corners", (said,) if said and rows else (), tables)


def _targets(verdicts: pd.DataFrame) -> Section:
    return Section("Targets", tables=(target_table(verdicts),) if len(verdicts) else ())


def _worst(left: Left) -> Section:
    table = left.per_label
    if table.empty:
        return Section("Worst cases")
    worst = table.sort_values("error_px", ascending=False, na_position="last").head(10)
    rows = tuple(
        (
            row["image"],
            number(row["error_px"]),
            number(row["iou"]),
            number(row["confidence"]),
            str(row["order"]),
        )
        for row in worst[worst["detected"].astype(bool)].fillna({"order": ""}).to_dict("records")
    )
    missed = table.loc[~table["detected"].astype(bool), "image"].astype(str).tolist()
    said = (f"Not found: {listed(missed, most=12)}.",) if missed else ()
    columns = ("image", "error, px", "IoU", "confidence", "order of corners")
    return Section("Worst cases", said, (Table(columns, rows, numbers=(1, 2, 3)),) if rows else ())


def _pictures(left: Left) -> Section:
    all_found = left.metrics.get("missed", {}).get("value") == 0
    shown = [
        Picture(f"figures/{name}", said)
        for name, said in _PICTURES.items()
        if name in left.figures and not (all_found and "missed" in name)
    ]
    return Section("Pictures", pictures=tuple(shown))


def _advice(advice: Sequence[Recommendation]) -> Section:
    if not advice:
        return Section("Recommendations", ("Nothing that was found asks for a change.",))
    rows = tuple((one.advice, _gain(one), f"{one.reason} [{one.code}]") for one in advice)
    said = (
        "In order of what they would gain at most: if the IDs of the finding came out as the "
        "median of the others. A dash: not known beforehand."
    )
    return Section(
        "Recommendations", (said,), (Table(("what to do", "gain at most", "because"), rows),)
    )


def _gain(one: Recommendation) -> str:
    parts = [f"{one.found} more found"] if one.found else []
    if np.isfinite(one.mde_px) and one.mde_px > 0.005:
        parts.append(f"MDE −{one.mde_px:.2f} px")
    return ", ".join(parts) or DASH


def _next(left: Left, advice: Sequence[Recommendation]) -> Section:
    promised = dict(zip(left.verdicts["metric"], left.verdicts["promise"], strict=True))
    keys = [*dict.fromkeys([*promised, "detection_rate", "mde_px", "iou_mean"])]
    largest = max((one.mde_px for one in advice if np.isfinite(one.mde_px)), default=0.0)
    rows = []
    for key in keys:
        row = left.metrics.get(key)
        if not row or row.get("value") is None:
            continue
        expected = number(row["value"] - largest, " px") if key == "mde_px" and largest else DASH
        rows.append(
            (key, number(row["value"], unit_of(key)), promised.get(key, DASH), expected, "")
        )
    columns = ("number", "now", "target", "at best, by the first recommendation", "next experiment")
    return Section(
        "The next experiment",
        ("To be filled when it has run.",) if rows else (),
        (Table(columns, tuple(rows)),) if rows else (),
    )


def _actions(left: Left, advice: Sequence[Recommendation]) -> Section:
    status = left.record.get("notebooks", {})
    done = tuple(
        f"{name}: {each.get('status')}"
        for name, each in status.items()
        if each.get("status") == "ok"
    )
    broken = tuple(
        f"{name} {each.get('status')}: run it again"
        for name, each in status.items()
        if each.get("status") not in ("ok", "kept")
    )
    return Section("Action items", done=done, to_do=(*broken, *(one.advice for one in advice)))
