"""Sections and tables that the reports on a run and on a comparison share."""

from collections.abc import Mapping, Sequence
from typing import Any

from containerloc.metric import HEADLINE_METRICS
from containerloc.show.report.parts import Picture, Section, Table


def numbers_table(metrics: Mapping[str, Mapping[str, Mapping[str, Any]]], *, intro: str) -> Table:
    """The headline numbers of whole IDs with interval and n: one column per entry of `metrics`."""
    rows = [
        (
            metric.defined,
            *(metric.with_interval(column.get(key, {})) for column in metrics.values()),
        )
        for key, metric in HEADLINE_METRICS.items()
        if not metric.corner and any(key in column for column in metrics.values())
    ]
    return Table(("number", *metrics), rows, intro=intro)


def pictures(captions: Mapping[str, str], figures: Sequence[str]) -> Section:
    """Those of the figures, by file name, that exist, in the order of their captions."""
    known = [(name, caption) for name, caption in captions.items() if name in figures]
    return Section("Pictures", pictures=[Picture(f"figures/{name}", text) for name, text in known])


def made(record: Mapping[str, Any]) -> Section:
    """How it was made: versions, hashes, seed, device, commit; nothing that is not on record."""
    keys = ("started", "split", "device", "seed", "git_commit")
    rows = [(key.replace("_", " "), record.get(key)) for key in keys]
    hashed = ("data", "weights", "predictions")
    rows += [(f"{key}, SHA-256", (record.get(key) or {}).get("sha256")) for key in hashed]
    versions = record.get("versions") or {}
    rows.append(("versions", ", ".join(f"{name} {each}" for name, each in versions.items())))
    known = [(name, str(value)) for name, value in rows if value not in (None, "")]
    return Section("How this was made", tables=[Table(("what", "value"), known)])
