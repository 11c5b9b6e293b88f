"""Sections that the reports on a run and on a comparison share."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from containerloc.finding import Finding
from containerloc.metric import READING_METRICS
from containerloc.show.report.cases import Shown
from containerloc.show.report.parts import Link, Picture, Section, Table
from containerloc.show.tables import numbers_table
from containerloc.wording import DASH, label_name, listed, number

_MOST_WORST: Final = 10


def findings_section(told: Sequence[Finding], shown: Shown) -> Section:
    """Findings that have no card: what, what to do, and the images, which lead to their cases."""
    rows = [(each.sentence, each.advice or DASH, _images(each, shown), each.code) for each in told]
    columns = ("finding", "what to do", "look at", "code")
    return Section("More findings", tables=[Table(columns, rows)])


def _images(finding: Finding, shown: Shown) -> str | Link:
    images = listed(finding.images, most=3) or DASH
    return (shown.finding(finding.code, images) if finding.images else None) or images


def worst_section(per_label: pd.DataFrame, shown: Shown) -> Section:
    """The largest errors, and what is not found; each leads to its case."""
    if per_label.empty:
        return Section("Worst cases")
    several = len(set(per_label["class_name"])) > 1
    rows: list[list[str | Link]] = []
    missed = []
    ordered = per_label.sort_values("error_px", ascending=False, na_position="last")
    for row in ordered.fillna({"order": ""}).to_dict("records"):
        image, line = str(row["image"]), int(row["line"])
        name = label_name(image, line, row["class_name"] if several else "")
        if not row["detected"]:
            missed.append(name)
        elif len(rows) < _MOST_WORST:
            numbers = (number(row[key]) for key in ("error_px", "iou", "confidence"))
            rows.append([shown.case(image, f"line {line}", name) or name, *numbers, row["order"]])
    columns = ("label", "error, px", "IoU", "confidence", "order of corners")
    return Section(
        "Worst cases",
        [f"Missed: {listed(missed, most=12)}."] if missed else [],
        tables=[Table(columns, rows, numbers=(1, 2, 3))],
    )


def numbers_section(
    runs: Mapping[str, Mapping[str, Any]], *, intro: str, gate: str = ""
) -> Section:
    """The headline numbers of each run, as `metrics.json` has them: one column per run.

    `gate` is what it took to be found, in words.
    """
    frame = numbers_table(runs, gate)
    return Section("Numbers", tables=[Table.of(frame.reset_index(names="number"), intro=intro)])


def reading_section(metrics: Mapping[str, Mapping[str, Any]], *, intro: str) -> Section:
    """What a reader of text makes of the crops; empty where nothing was read."""
    rows = [
        (metric.defined, metric.with_interval(metrics[key]))
        for key, metric in READING_METRICS.items()
        if metrics.get(key, {}).get("n")
    ]
    columns = ("number", "value (95 % interval, n)")
    return Section("Reading", tables=[Table(columns, rows, intro=intro)])


def pictures_section(
    captions: Mapping[str, str], figures: Sequence[str], *, title: str = "Figures"
) -> Section:
    """Those of the figures, by file name, that exist, in the order of their captions."""
    known = [(name, caption) for name, caption in captions.items() if name in figures]
    return Section(title, pictures=[Picture(f"figures/{name}", text) for name, text in known])


def provenance(record: Mapping[str, Any]) -> Section:
    """How it was made: versions, hashes, seed, device, commit; nothing that is not on record."""
    keys = ("started", "split", "device", "seed", "git_commit")
    rows = [(key.replace("_", " "), record.get(key)) for key in keys]
    hashed = ("data", "weights", "predictions")
    rows += [(f"{key}, SHA-256", (record.get(key) or {}).get("sha256")) for key in hashed]
    versions = record.get("versions") or {}
    rows.append(("versions", ", ".join(f"{name} {each}" for name, each in versions.items())))
    known = [(name, str(value)) for name, value in rows if value not in (None, "")]
    return Section("How this was made", tables=[Table(("what", "value"), known)])
