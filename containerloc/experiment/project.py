"""Where a project lies, and the notebooks and recipes that came with the package."""

import os
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]
KAGGLE: Final = "CONTAINERLOC_KAGGLE"  # the environment variable that names another folder


def shipped_project() -> Path:
    """The folder with the `experiments` and `notebooks` of this version.

    In the wheel they lie inside the package, in a checkout beside it.
    """
    inside = _PACKAGE / "project"
    return inside if inside.is_dir() else _PACKAGE.parent


def kaggle_folder() -> Path | None:
    """The folder with Kaggle's read-only `input` and with `working`; None on other machines."""
    folder = Path(os.environ.get(KAGGLE, "/kaggle")).absolute()
    return folder if (folder / "input").is_dir() else None


def in_package(file: Path) -> bool:
    """Whether a file is part of the installed package, where nothing is written."""
    return file.is_relative_to(_PACKAGE)


def project_root(file: Path) -> Path:
    """The project that an experiment's file belongs to: runs write to `artifacts` below it.

    It is the folder that holds `experiments/`, else the file's own. For a file of the installed
    package it is the working directory, for one that is attached on Kaggle `working`.
    """
    kaggle = kaggle_folder()
    if kaggle and file.is_relative_to(kaggle / "input"):
        return kaggle / "working"
    if in_package(file):
        return Path.cwd()
    homes = [folder.parent for folder in file.parents if folder.name == "experiments"]
    return homes[0] if homes else file.parent


def recipe_folder(file: Path) -> Path:
    """The folder that paths in an experiment's file start from: its own.

    For a file of the installed package it is the one that it would have in the working directory.
    """
    if in_package(file):
        return Path.cwd() / file.parent.relative_to(_PACKAGE / "project")
    return file.parent


def shipped_experiment(name: str) -> Path | None:
    """The recipe of the package that a path ends with, or whose file has this stem; or None.

    Examples
    --------
    >>> shipped_experiment("../experiments/demo/001_loc_baseline.yaml").parent.name
    'demo'
    >>> shipped_experiment("001_loc_baseline").parent.name
    'experiments'
    """
    recipes = shipped_project() / "experiments"
    _, _, tail = Path(name).as_posix().rpartition("experiments/")
    places = [recipes / tail, recipes / f"{tail}.yaml"]
    return next((place for place in places if place.is_file()), None)
