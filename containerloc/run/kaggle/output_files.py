# mypy: untyped-calls-exclude="nbformat"
"""Files that a kernel left on Kaggle: which there are, and whether each is whole."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from PIL import Image

from containerloc.data.predictions import read_predictions
from containerloc.errors import ContainerlocError, DataError
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.saved import (
    read_comparison,
    read_findings,
    read_metrics,
    read_per_label,
    read_record,
)

# What a run leaves, by where it lies; other files are of no use here.
_PATTERNS: Final = (
    *("*.csv", "*.json", "predictions/*.parquet", "reading/*.parquet", "figures/*.png"),
    *("notebooks/*.ipynb", "notebooks/*.html", "exact_labels/*.json", "exact_labels/*.csv"),
    *("train/args.yaml", "train/results.csv", "train/fresh.json", "train/weights/*.pt"),
)
_LEFT_BY: Final = {"05": ("suspects.csv",), "06": ("per_image.csv",), "07": ("thresholds.csv",)}


def run_folders(output: Path) -> list[Path]:
    """The folders of experiments in what was downloaded: those below `artifacts/localization`.

    Links are not followed: they lead out of what was downloaded.
    """
    homes = [
        Path(folder)
        for folder, _, _ in os.walk(output)
        if Path(folder).name == "localization" and Path(folder).parent.name == "artifacts"
    ]
    return sorted(
        folder
        for home in homes
        for folder in home.iterdir()
        if folder.is_dir() and not folder.is_symlink() and any(files_of(folder))
    )


def files_of(folder: Path) -> Iterator[Path]:
    """The files that a run left, without links."""
    root = folder.resolve()
    for pattern in _PATTERNS:
        for file in sorted(folder.glob(pattern)):
            inside = file.resolve() == root / file.relative_to(folder)
            if file.is_file() and inside and not file.name.startswith("."):
                yield file


def fault_of(file: Path, folder: Path) -> str:
    """What is wrong with a file of a run; empty where it is whole, or nobody can tell."""
    where = Artifacts(folder)
    readers: Mapping[str, Callable[[], Any]] = {
        "metrics.json": lambda: read_metrics(where),
        "findings.json": lambda: read_findings(where),
        "run.json": lambda: read_record(where),
        "comparison.json": lambda: read_comparison(where),
        "per_image.csv": lambda: read_per_label(file),
        ".parquet": lambda: read_predictions(file),
        ".png": lambda: _verified(file),
        ".ipynb": lambda: notebook_in(file),
    }
    try:
        (readers.get(file.name) or readers.get(file.suffix) or (lambda: None))()
    except ContainerlocError as error:
        return str(error)
    return ""


def missing_files(folder: Path) -> list[str]:
    """What the notebooks that wrote `metrics.json` must have left besides it, and is not there."""
    try:
        rows = read_metrics(Artifacts(folder)).values()
    except ContainerlocError:  # told by `fault_of`
        return []
    expected = ["metrics.json", "findings.json"]
    for number in sorted({str(row.get("notebook")) for row in rows}):
        expected += _LEFT_BY.get(number, ())
    return [name for name in expected if not (folder / name).is_file()]


def notebook_in(file: Path) -> Any:
    """The notebook in a file; DataError where there is none."""
    import nbformat

    try:
        return nbformat.read(file, as_version=4)
    except (ValueError, AttributeError, OSError) as error:
        raise DataError(f"{file}: is no notebook") from error


def notebook_error(notebook: Any) -> str:
    """The error that a notebook ended with; empty for none."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    errors = [each for each in outputs if each.output_type == "error"]
    return f"{errors[-1].ename}: {errors[-1].evalue}"[:300] if errors else ""


def _verified(file: Path) -> None:
    try:
        with Image.open(file) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{file}: is no whole picture") from error
