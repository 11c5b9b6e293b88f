"""The wheels that a notebook on Kaggle needs: this package's, and those that the image lacks."""

import importlib.util
import subprocess
import sys
import zipfile
from importlib.metadata import FileHash, PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Final

from containerloc.errors import UsageError
from containerloc.experiment.project import in_package, shipped_project

PACKAGE: Final = "containerloc"
PYTHON: Final = "3.12"  # of Kaggle's image
# Which of the packages that predict are not in it, by its public list; torch is.
LACKING: Final = ("ultralytics", "ultralytics-thop", "ultralytics-platform", "nvidia-ml-py")
# Likewise of those that read; the rest comes with its easyocr, optuna and torchtune.
LACKING_TO_READ: Final = ("rapidocr", "onnxruntime")
_NOT_IN_WHEELS: Final = {"INSTALLER", "REQUESTED", "direct_url.json"}


def write_own_wheel(folder: Path) -> Path:
    """Write the wheel of this very version: built from a checkout, or packed again as installed.

    Raises
    ------
    UsageError
        When pip cannot build it.
    """
    if in_package(shipped_project()):
        return _packed_again(folder)
    isolation = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    _pip("wheel", "--no-deps", *isolation, "--wheel-dir", str(folder), str(shipped_project()))
    return next(folder.glob(f"{PACKAGE}-*.whl"))


def download_lacking(folder: Path, *, reads: bool = False) -> None:
    """Download the packages that Kaggle's image lacks, in the versions that are installed here.

    Those of a reader of text only where the notebook `reads`.

    Raises
    ------
    UsageError
        When pip cannot.
    """
    names = LACKING + (LACKING_TO_READ if reads else ())
    only = ["--only-binary", ":all:", "--python-version", PYTHON]
    _pip("download", "--no-deps", *only, "--dest", str(folder), *map(_pinned, names))


def _pinned(name: str) -> str:
    try:
        return f"{name}=={version(name)}"
    except PackageNotFoundError:
        return name


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise UsageError(f"pip {arguments[0]} failed: {' '.join(why or [done.stderr.strip()])}")


def _packed_again(folder: Path) -> Path:
    """The wheel that the package was installed from, made of the files that it left."""
    installed = distribution(PACKAGE)
    path = folder / f"{PACKAGE}-{installed.version}-py3-none-any.whl"
    kept = [
        file
        for file in installed.files or []
        if ".." not in file.parts and file.suffix != ".pyc" and file.name not in _NOT_IN_WHEELS
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in kept:
            if file.name != "RECORD":
                wheel.write(str(file.locate()), file.as_posix())
        (record,) = (file for file in kept if file.name == "RECORD")
        lines = [f"{file.as_posix()},{_written(file.hash)},{file.size or ''}" for file in kept]
        wheel.writestr(record.as_posix(), "\n".join(lines) + "\n")
    return path


def _written(file_hash: FileHash | None) -> str:
    return f"{file_hash.mode}={file_hash.value}" if file_hash else ""
