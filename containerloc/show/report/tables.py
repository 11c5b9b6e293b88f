"""Sections that the reports on a run and on a comparison share."""

from collections.abc import Mapping, Sequence
from typing import Any

from containerloc.show.report.parts import Link, Picture, Section, Table
from containerloc.show.tables import numbers_table
from containerloc.wording import DASH, listed


def findings_section(findings: Sequence[Mapping[str, Any]], *, page: str = "") -> Section:
    """What was found, in the order given; that nothing stands out is said in one sentence.

    The images of a finding lead to its cases in `page`, where there is a review.html.
    """
    rows = [
        (
            each["severity"],
            each["sentence"],
            each.get("advice") or DASH,
            _images(each, page),
            f"{each['code']} ({each['notebook']})",
        )
        for each in findings
        if each["code"] != "nothing-wrong"
    ]
    columns = ("severity", "what was found", "what to do", "look at", "code (notebook)")
    return Section("Findings", () if rows else ["Nothing stands out."], [Table(columns, rows)])


def _images(finding: Mapping[str, Any], page: str) -> str | Link:
    images = listed(finding["images"]) or DASH
    if not page or not finding["images"]:
        return images
    return Link(images, page, f"finding={finding['code']}")


def numbers_section(
    runs: Mapping[str, Mapping[str, Any]], *, intro: str, gate: str = ""
) -> Section:
    """The headline numbers of each run, as `metrics.json` has them: one column per run.

    `gate` is what it took to be found, in words.
    """
    frame = numbers_table(runs, gate)
    return Section("Numbers", tables=[Table.of(frame.reset_index(names="number"), intro=intro)])


def pictures_section(captions: Mapping[str, str], figures: Sequence[str]) -> Section:
    """Those of the figures, by file name, that exist, in the order of their captions."""
    known = [(name, caption) for name, caption in captions.items() if name in figures]
    return Section("Pictures", pictures=[Picture(f"figures/{name}", text) for name, text in known])


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
