"""run.json: what was run, on what, with which outcome."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_findings, update_json, update_metrics
from containerloc.run.files.saved import read_record


def from_root(content: Any, root: Path) -> Any:
    """The same with every path below the project's root relative to it, to be read elsewhere."""
    if isinstance(content, Mapping):
        return {key: from_root(value, root) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [from_root(value, root) for value in content]
    if isinstance(content, str) and Path(content).is_relative_to(root):
        return Path(content).relative_to(root).as_posix()
    return content


def begin(artifacts: Artifacts, header: Mapping[str, Any], pending: Sequence[str]) -> None:
    """Write what is about to run; other notebooks keep the outcome that they had."""
    statuses = {name: {"status": "pending"} for name in pending}
    _note(artifacts, statuses, {**header, "started": _now()})


def note(artifacts: Artifacts, name: str, entry: Mapping[str, Any]) -> None:
    """Write the outcome of one notebook."""
    _note(artifacts, {name: {**entry, "finished": _now()}})


def _note(
    artifacts: Artifacts,
    notebooks: Mapping[str, Mapping[str, Any]],
    header: Mapping[str, Any] | None = None,
) -> None:
    def merge(record: dict[str, Any]) -> dict[str, Any]:
        known = record.get("notebooks")
        all_notebooks = {**(known if isinstance(known, Mapping) else {}), **notebooks}
        return {**(header or record), "notebooks": dict(sorted(all_notebooks.items()))}

    update_json(artifacts.run_record, {}, merge)


def is_done(artifacts: Artifacts, name: str, fingerprint: str) -> bool:
    """Whether the notebook ran well before on all the same, and what it left is there."""
    entry = read_record(artifacts).get("notebooks", {}).get(name, {})
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
    """The commit that a folder's repository is at, with `-dirty` when files differ; or None."""
    command = ["git", "-C", str(folder), "describe", "--always", "--abbrev=40", "--dirty"]
    try:
        done = subprocess.run([*command, "--exclude=*"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # no git, no repository, no commit yet
        return None
    return done.stdout.strip()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
