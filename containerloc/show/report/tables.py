"""Tables that several kinds of reports have: targets, and how it was made; units of numbers."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.show.report.parts import Section, Table
from containerloc.wording import DASH, number, with_interval

_UNITS: Final = {"_px": " px", "_rate": "%", "_unconditional": "", "pck": "%"}
HEADLINES: Final = (
    "detection_rate",
    "mde_px",
    "error_median_px",
    "error_p90_px",
    "nme",
    "iou_mean",
    "iou_mean_unconditional",
    "pck_05",
    "pck_10",
    "imbalance",
    "coverage_mean",
    "margin_mean",
    "order_wrong",
    "false_positives_per_image",
)


def unit_of(metric: str) -> str:
    """What the number is measured in, as it is written behind it."""
    return next(
        (unit for key, unit in _UNITS.items() if metric.endswith(key) or metric.startswith(key)), ""
    )


def target_table(verdicts: pd.DataFrame) -> Table:
    """Each target with what was measured and the verdict."""
    rows = tuple(
        (
            row["metric"],
            row["promise"],
            with_interval(_known(row), unit_of(row["metric"])),
            row["verdict"],
            number(row["images_needed"]) if row["verdict"] == "undecided" else DASH,
        )
        for row in verdicts.to_dict("records")
    )
    return Table(("number", "target", "measured", "verdict", "n that would decide"), rows)


def _known(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The row as JSON has it: None where there is no number."""
    return {
        str(key): None if isinstance(value, float) and not np.isfinite(value) else value
        for key, value in row.items()
    }


def made(record: Mapping[str, Any]) -> Section:
    """How it was made: versions, hashes, seed, device, commit; nothing that is not on record."""
    rows = []
    for key in ("started", "split", "device", "seed", "git_commit"):
        if record.get(key) is not None:
            rows.append((key.replace("_", " "), str(record[key])))
    for key in ("data", "weights", "predictions"):
        each = record.get(key)
        if isinstance(each, Mapping) and each.get("sha256"):
            rows.append((f"{key}, SHA-256", str(each["sha256"])))
    versions = record.get("versions") or {}
    if versions:
        rows.append(("versions", ", ".join(f"{name} {each}" for name, each in versions.items())))
    return Section(
        "How this was made", tables=(Table(("what", "value"), tuple(rows)),) if rows else ()
    )
