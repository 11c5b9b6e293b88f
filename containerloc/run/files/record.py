"""run.json: what was run, on what, with which outcome."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from containerloc.run.files.artifacts import (
    Artifacts,
    read_json,
    update_findings,
    update_metrics,
    update_record,
)


def from_root(content: Any, root: Path) -> Any:
    """The same with every path below the project's root relative to it, to be read elsewhere."""
    if isinstance(content, Mapping):
        return {key: from_root(value, root) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [from_root(value, root) for value in content]
    if isinstance(content, str) and Path(content).is_absolute():
        path = Path(content)
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else content
    return content


def begin(artifacts: Artifacts, header: Mapping[str, Any], pending: Sequence[str]) -> None:
    """Write what is about to run; other notebooks keep the outcome that they had."""

    def merge(found: dict[str, Any]) -> dict[str, Any]:
        notebooks = {
            **found.get("notebooks", {}),
            **{name: {"status": "pending"} for name in pending},
        }
        return {**header, "started": _now(), "notebooks": dict(sorted(notebooks.items()))}

    update_record(artifacts, merge)


def note(artifacts: Artifacts, name: str, entry: Mapping[str, Any]) -> None:
    """Write the outcome of one notebook."""

    def merge(found: dict[str, Any]) -> dict[str, Any]:
        notebooks = {**found.get("notebooks", {}), name: {**entry, "finished": _now()}}
        return {**found, "notebooks": dict(sorted(notebooks.items()))}

    update_record(artifacts, merge)


def is_done(artifacts: Artifacts, name: str, fingerprint: str) -> bool:
    """Whether the notebook ran well before on all the same, and what it left is there."""
    entry = read_json(artifacts.run_record, {}).get("notebooks", {}).get(name, {})
    left = [artifacts.notebooks / f"{name}{suffix}" for suffix in (".ipynb", ".html")]
    same = entry.get("status") == "ok" and entry.get("fingerprint") == fingerprint
    return same and all(path.is_file() for path in left)


def forget_numbers(artifacts: Artifacts, name: str) -> None:
    """Take a failed notebook's numbers and findings away: they are of an earlier run."""
    number = name.split("_")[0]  # by which notebooks sign
    if artifacts.metrics.exists():
        update_metrics(artifacts, number, {})
    if artifacts.findings.exists():
        update_findings(artifacts, number, [])


def git_commit(folder: Path) -> str | None:
    """The commit of the repository round a folder, `-dirty` when files differ; None without one."""
    command = [
        "git",
        "-C",
        str(folder),
        "describe",
        "--always",
        "--abbrev=40",
        "--dirty",
        "--exclude=*",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # no git, no repository, no commit yet
        return None
    return done.stdout.strip()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
