"""run.json: what was run, on what, with which outcome."""

import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from containerloc.data.predictions import Predictions
from containerloc.experiment import resolved
from containerloc.run.artifacts import (
    Artifacts,
    read_json,
    update_findings,
    update_metrics,
    update_record,
)
from containerloc.run.inputs import Inputs
from containerloc.run.predicting import sha256_of

PACKAGES: Final = ("containerloc", "numpy", "pandas", "scipy", "shapely", "pyarrow", "papermill",
                   "nbconvert", "ipykernel", "torch", "ultralytics")  # fmt: skip


def described(inputs: Inputs, predictions_file: Path | None) -> dict[str, Any]:
    """Everything that names a run, without the notebooks."""
    labels, root = inputs.labels, inputs.experiment.root
    made_by = inputs.predictions.made_by if inputs.predictions else {}
    return {
        "experiment": from_root(resolved(inputs.experiment), root),
        "experiment_files": from_root([str(path) for path in inputs.experiment.lineage], root),
        "split": inputs.split,
        "data": {"path": from_root(str(inputs.data_yaml), root), "sha256": labels.content_hash,
                 "images": len(labels.images), "labels": len(labels.table),
                 "skipped_images": labels.n_skipped_images},
        "weights": _weights(made_by),
        "predictions": from_root(_predictions(inputs.predictions, predictions_file), root),
        "device": made_by.get("device"),
        "seed": inputs.experiment.train.get("seed"),
        "git_commit": git_commit(inputs.experiment.root),
        "versions": {"python": platform.python_version(), "platform": platform.platform(),
                     **{name: _version(name) for name in PACKAGES}},
    }  # fmt: skip


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
    command = ["git", "-C", str(folder), "describe", "--always", "--abbrev=40", "--dirty",
               "--exclude=*"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # no git, no repository, no commit yet
        return None
    return done.stdout.strip()


def _weights(made_by: Mapping[str, Any]) -> dict[str, Any] | None:
    if "weights_sha256" not in made_by:
        return None
    return {"file": made_by.get("weights"), "sha256": made_by["weights_sha256"]}


def _predictions(predictions: Predictions | None, file: Path | None) -> dict[str, Any] | None:
    if predictions is None or file is None:
        return None
    return {"path": str(file), "sha256": sha256_of(file), "images": len(predictions.images),
            "rows": len(predictions.table)}  # fmt: skip


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
