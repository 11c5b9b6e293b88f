"""JSON files: read with a clear error, written whole, shared by notebooks that run at once."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from containerloc.data.files import write_text
from containerloc.errors import UsageError, raised_as
from containerloc.names import file_content
from containerloc.parsing import parse_json
from containerloc.run.files.artifacts import Artifacts

DAMAGED: Final = "delete it and run again"


def read_json(path: Path, default: Any) -> Any:
    """What the JSON file holds; `default` when there is none.

    Raises
    ------
    UsageError
        When the file is no JSON of the same kind as `default`.
    """
    with raised_as(UsageError, path):
        try:
            text = file_content(path)
        except (FileNotFoundError, NotADirectoryError):
            return default
    with raised_as(UsageError, path, wrong=f"is no JSON ({DAMAGED})"):
        content = parse_json(text)
    if not isinstance(content, type(default)):
        raise UsageError(f"{path} holds no {type(default).__name__}; {DAMAGED}")
    return content


def write_json(path: Path, content: Any) -> None:
    """Write strict JSON, whole or not at all; numpy's numbers as numbers, NaN and ∞ as null."""
    write_text(path, json_text(content) + "\n")


def json_text(content: Any) -> str:
    """Strict JSON; numpy's numbers as numbers, NaN and ∞ as null."""
    return json.dumps(_plain(content), indent=2, allow_nan=False, ensure_ascii=False)


def update_json(path: Path, default: Any, merge: Callable[[Any], Any]) -> None:
    """Replace a file's content by what `merge` makes of it; several processes may do so at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.parent / ".lock"):
        write_json(path, merge(read_json(path, default)))


def update_metrics(
    artifacts: Artifacts, notebook: str, metrics: Mapping[str, Mapping[str, Any]]
) -> None:
    """Put a notebook's numbers into `metrics.json` in place of those it wrote before."""
    mine = {key: {**values, "notebook": notebook} for key, values in metrics.items()}

    def merge(rows: dict[str, Any]) -> dict[str, Any]:
        others = {key: row for key, row in rows.items() if _is_of_another(row, notebook)}
        return dict(sorted({**others, **mine}.items()))

    update_json(artifacts.metrics, {}, merge)


def update_findings(
    artifacts: Artifacts, notebook: str, findings: Sequence[Mapping[str, Any]]
) -> None:
    """Put a notebook's findings into `findings.json` in place of those it wrote before."""
    mine = [{**finding, "notebook": notebook} for finding in findings]

    def merge(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        others = [row for row in rows if _is_of_another(row, notebook)]
        return sorted([*others, *mine], key=lambda row: str(row.get("notebook")))

    update_json(artifacts.findings, [], merge)


def _is_of_another(row: Any, notebook: str) -> bool:
    """Whether another notebook wrote the row; what is damaged belongs to none, and goes."""
    return isinstance(row, Mapping) and row.get("notebook") != notebook


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None  # NaN compares false, too
    return str(value) if isinstance(value, Path) else value
