"""What runs left, read back; a file that somebody damaged is named, with what to do."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError, raised_as
from containerloc.finding import SEVERITIES, Gain
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import DAMAGED, read_json

_NUMBERS: Final = ("value", "ci_low", "ci_high", "n")
_TEXTS: Final = ("code", "sentence", "advice")
_UNSTATED: Final[Mapping[str, Any]] = {"evidence": {}, "images": [], "advice": "", "notebook": ""}


def read_metrics(where: Artifacts) -> dict[str, dict[str, Any]]:
    """The numbers of `metrics.json`; none where there is no file, UsageError where damaged."""
    rows: dict[str, Any] = read_json(where.metrics, {})
    for key, row in rows.items():
        if not isinstance(row, dict) or not all(_is_number(row.get(name)) for name in _NUMBERS):
            _refuse(where.metrics, f"`{key}` has no value, ci_low, ci_high and n")
    return rows


def read_findings(where: Artifacts) -> list[dict[str, Any]]:
    """The findings of `findings.json`; none where there is no file, UsageError where damaged."""
    rows: list[Any] = read_json(where.findings, [])
    for number, row in enumerate(rows, 1):
        if not (
            isinstance(row, dict)
            and all(isinstance(row.get(name, ""), str) for name in _TEXTS)
            and {"code", "sentence"} <= row.keys()
            and row.get("severity") in SEVERITIES
            and isinstance(row.get("evidence", {}), dict)
            and isinstance(row.get("images", []), list)
            and _is_gain(row.get("gain"))
        ):
            _refuse(where.findings, f"finding {number} is none")
    return [{**_UNSTATED, **row} for row in rows]


def read_record(where: Artifacts) -> dict[str, Any]:
    """What `run.json` says; nothing where there is no file, UsageError where it is damaged."""
    record: dict[str, Any] = read_json(where.run_record, {})
    notebooks = record.get("notebooks", {})
    if not _maps_to_mappings(notebooks) or not isinstance(record.get("experiment", {}), dict):
        _refuse(where.run_record, "`notebooks` or `experiment` holds something else")
    return record


def read_comparison(where: Artifacts) -> dict[str, Any]:
    """What `comparison.json` holds; UsageError where there is none, or it is damaged."""
    content: dict[str, Any] = read_json(where.comparison, {})
    differences = content.get("differences")
    rows = differences if isinstance(differences, list) else [None]
    if not all(isinstance(row, dict) and "metric" in row for row in rows):
        _refuse(where.comparison, "`differences` is no list of what differs")
    if not _maps_to_mappings(content.get("experiments")):
        _refuse(where.comparison, "`experiments` names none")
    return content


def read_per_label(path: Path) -> Any:
    """The table of `per_image.csv`; an empty one where there is no file.

    Raises
    ------
    UsageError
        When it is no such table.
    """
    import pandas as pd

    from containerloc.analysis.measures.corner_errors import FRAME_COLUMNS
    from containerloc.data.tables import read_spreadsheet

    if not path.exists():
        return pd.DataFrame({name: [] for name in FRAME_COLUMNS})
    with raised_as(UsageError, path, wrong=f"is no table of labels ({DAMAGED})"):
        texts = {"image": "str", "class_name": "str", "order": "str"}
        table = read_spreadsheet(path, dtype=texts)
        names = table["class_name"].fillna("") if "class_name" in table else ""  # an earlier run
        types = {"image": "str", "detected": "bool", "error_px": "float64"}
        return table.assign(class_name=names).astype(types)


def read_class_table(path: Path) -> Any:
    """The table of `per_class.csv` or `confusion.csv`; an empty one where there is no file.

    Raises
    ------
    UsageError
        When it is no table.
    """
    import pandas as pd

    from containerloc.data.tables import read_spreadsheet

    if not path.is_file():
        return pd.DataFrame()
    with raised_as(UsageError, path, wrong=f"is no table of classes ({DAMAGED})"):
        return read_spreadsheet(path, keep_default_na=False, na_values=[""])


def _is_gain(value: Any) -> bool:
    """Whether it is nothing, or has what a gain must have and no more."""
    if not value:
        return value is None
    needed = {each.name for each in fields(Gain) if each.default is MISSING}
    known = {each.name for each in fields(Gain)}
    return isinstance(value, dict) and needed <= value.keys() <= known


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _maps_to_mappings(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, Mapping) for each in value.values())


def _refuse(path: Path, fault: str) -> None:
    raise UsageError(f"{path}: {fault}; {DAMAGED}")
