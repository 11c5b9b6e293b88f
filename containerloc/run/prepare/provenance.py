"""What `run.json` says of a run before its notebooks: on what it ran, by which code and model."""

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from containerloc.data.files import sha256_of
from containerloc.experiment.experiment import resolved
from containerloc.run.files.record import from_root, git_commit
from containerloc.run.files.source import source_hash
from containerloc.run.prepare.inputs import Inputs

PACKAGES: Final = (
    *("containerloc", "numpy", "pandas", "scipy", "shapely", "pyarrow"),
    *("papermill", "nbconvert", "ipykernel", "torch", "ultralytics"),
)


def described(inputs: Inputs, predictions_file: Path | None) -> dict[str, Any]:
    """Everything that names a run; paths below the project's root are relative to it."""
    labels, experiment = inputs.labels, inputs.experiment
    made_by = inputs.predictions.made_by if inputs.predictions else {}
    content = {
        "experiment": resolved(experiment),
        "experiment_files": [str(path) for path in experiment.lineage],
        "gate": str(inputs.gate),
        "split": inputs.split,
        "data": {
            "path": str(inputs.dataset.path),
            "sha256": labels.content_hash,
            "images": len(labels.images),
            "labels": len(labels.table),
            "skipped_images": labels.n_skipped_images,
        },
        "weights": {"file": made_by.get("weights"), "sha256": made_by["weights_sha256"]}
        if "weights_sha256" in made_by
        else None,
        "predictions": _predictions(inputs, predictions_file),
        "review_sha256": _hash_of(inputs.artifacts.review),
        "device": made_by.get("device"),
        "seed": experiment.train.get("seed"),
        "git_commit": git_commit(experiment.root),
        "source_sha256": source_hash(),
        "versions": {
            "python": platform.python_version(),
            "platform": platform.platform(),
            **package_versions(),
        },
    }
    plain: dict[str, Any] = from_root(content, experiment.root)
    return plain


def package_versions() -> dict[str, str | None]:
    """The version of each package on which numbers depend; None for one that is not installed."""
    return {name: _version(name) for name in PACKAGES}


def _predictions(inputs: Inputs, file: Path | None) -> dict[str, Any] | None:
    if inputs.predictions is None or file is None:
        return None
    return {
        "path": str(file),
        "sha256": sha256_of(file),
        "images": len(inputs.predictions.images),
        "rows": len(inputs.predictions.table),
    }


def _hash_of(file: Path) -> str | None:
    return sha256_of(file) if file.is_file() else None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
