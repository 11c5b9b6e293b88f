"""What is attached to a notebook on Kaggle, found by the names of its files.

A data set is mounted at `input/<slug>` or `input/datasets/<owner>/<slug>`, a model at
`input/<model>/<framework>/<variation>/<version>`; below that everybody orders files differently.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from containerloc.data.dataset import read_dataset
from containerloc.errors import DataError, UsageError
from containerloc.experiment.embedded import EMBEDDED
from containerloc.experiment.experiment import Experiment, find_experiment, load_experiment
from containerloc.experiment.project import kaggle_folder
from containerloc.wording import listed

_DEEPEST: Final = 8  # folders below `input`
_FULL: Final = frozenset(("images", "labels"))  # thousands of files, and none of those looked for


def attached_data() -> Path | None:
    """The data.yaml of the attached data set that has images; None for none.

    Of several, such as a data set and a variant below it, it is the one that lies highest.

    Raises
    ------
    UsageError
        When several lie equally high.
    """
    files = _attached("data.yaml")
    with_images = [file for file in files if _has_images(file)] if len(files) > 1 else files
    return _only(with_images, "DATA")


def attached_weights(name: str = "") -> Path | None:
    """The attached `best.pt`, of several the one with the experiment's name in its path.

    Raises
    ------
    UsageError
        When that leaves several.
    """
    files = _attached("best.pt")
    return _only([file for file in files if name in file.parts] or files, "WEIGHTS")


def attached_sentence() -> str | None:
    """What was found, and where results go; None on other machines than Kaggle's."""
    kaggle = kaggle_folder()
    if kaggle is None:
        return None
    data, weights = _named(_attached("data.yaml")), _named(_attached("best.pt"))
    results = kaggle / "working"
    return f"Kaggle: data {data or 'none'}; weights {weights or 'none'}; results go to {results}"


def open_experiment(file: Path | str) -> Experiment:
    """The experiment in a file, as notebooks open it.

    A notebook that was imported to Kaggle finds no recipe at its default path. It takes an attached
    one of that name, else the package's, which then stands for the attached data and is called
    after them.

    Raises
    ------
    UsageError
        As `load_experiment` and `attached_data`.
    """
    if kaggle_folder() is None or Path(file).exists():
        return load_experiment(file)
    for own in _attached(f"{Path(file).stem}.yaml")[:1]:
        return load_experiment(own)
    experiment, data = load_experiment(find_experiment(str(file), Path.cwd())), attached_data()
    if data is None:
        return experiment
    recipe = _not_of_embedded(experiment)
    weights = attached_weights()
    return replace(
        recipe,
        name=data.parent.name,
        description=f"The data attached at {data.parent}.",
        data=str(data),
        model=str(weights) if weights else "yolo11s-pose.pt",
    )


def _not_of_embedded(experiment: Experiment) -> Experiment:
    """The recipe that an experiment on the embedded photos shortens; any other is its own."""
    recipes = map(load_experiment, experiment.lineage)
    return next((each for each in recipes if each.data not in EMBEDDED), experiment)


def _attached(name: str) -> list[Path]:
    """Files of this name below `input`, the highest first."""
    kaggle = kaggle_folder()
    files = _walked(kaggle / "input", name) if kaggle else iter(())
    return sorted(files, key=lambda file: (len(file.parts), file))


def _walked(top: Path, name: str) -> Iterator[Path]:
    for folder, folders, files in os.walk(top, followlinks=True):
        deep = len(Path(folder).relative_to(top).parts) >= _DEEPEST
        folders[:] = [] if deep else sorted(set(folders) - _FULL)
        if name in files:
            yield Path(folder) / name


def _only(files: list[Path], parameter: str) -> Path | None:
    highest = [file for file in files if len(file.parts) == len(files[0].parts)]
    if len(highest) > 1:
        raise UsageError(
            f"{_named(highest)} are attached: say in the parameter {parameter} which one is meant"
        )
    return highest[0] if highest else None


def _named(files: list[Path]) -> str:
    return listed([str(file) for file in files])


def _has_images(data_yaml: Path) -> bool:
    try:
        return any(read_dataset(data_yaml).splits.values())
    except DataError:
        return False
