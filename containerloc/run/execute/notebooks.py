# mypy: untyped-calls-exclude="nbformat"
"""Notebooks: where they are, and which parameters each of them takes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError, raised_as
from containerloc.experiment.project import in_package, shipped_project
from containerloc.experiment.yaml_reading import nearest
from containerloc.model.reading.reader import has_reader

NAMES: Final = {
    "05": "05_localization_label_quality_check",
    "06": "06_localization_prediction_analysis",
    "07": "07_localization_threshold_sweep",
}
# Takes a reader of text: run with the others where there is one, else when it is asked for.
READING: Final = {"09": "09_localization_reading"}
# Trains, for hours: run only when it is asked for by its number.
TRAINING: Final = {"04": "04_localization_training"}
# Takes several experiments: run by `containerloc compare`.
COMPARISON: Final = {"08": "08_localization_experiment_comparison"}
ALL_NAMES: Final = TRAINING | NAMES | COMPARISON | READING
# Every notebook of one experiment takes these, and one that looks at predictions takes both of
# the others.
LABEL_PARAMETERS: Final = ("EXPERIMENT", "SPLIT", "DATA", "OUT")
PREDICTION_PARAMETERS: Final = ("WEIGHTS", "PREDICTIONS")


@dataclass(frozen=True)
class Notebook:
    """A notebook's file, the parameters that it declares, and a hash of what its cells say."""

    path: Path
    declared: frozenset[str]
    source_hash: str
    lists: frozenset[str] = frozenset()  # the parameters whose default is a list

    @property
    def name(self) -> str:
        """The file's name without suffix, such as `06_localization_prediction_analysis`."""
        return self.path.stem

    @property
    def working_folder(self) -> Path:
        """Where it runs: in its own folder; one of the installed package, where the user stands."""
        return Path.cwd() if in_package(self.path) else self.path.parent

    @property
    def needs_predictions(self) -> bool:
        """Whether it looks at predictions, so that it needs weights or a file of them."""
        return not self.declared.isdisjoint(PREDICTION_PARAMETERS)


def find_notebooks(root: Path, numbers: Sequence[str] = ()) -> tuple[Notebook, ...]:
    """The notebooks of these numbers, in the order of their numbers; when empty, all that analyse.

    Each is looked for in `root/notebooks`, then among those that came with the package.

    Raises
    ------
    UsageError
        For a number that no notebook has, and when a notebook is missing or cannot be read.
    """
    numbers = [number.zfill(2) for number in numbers]
    unknown = [number for number in numbers if number not in ALL_NAMES]
    if unknown:
        raise UsageError(f"no notebook `{unknown[0]}` to run{nearest(unknown[0], list(ALL_NAMES))}")
    analysing = [*NAMES, *(READING if has_reader() else ())]
    wanted = [f"{ALL_NAMES[number]}.ipynb" for number in sorted(set(numbers or analysing))]
    homes = [root / "notebooks", shipped_project() / "notebooks"]
    return tuple(read_notebook(_first_of(name, homes)) for name in wanted)


def _first_of(name: str, homes: Sequence[Path]) -> Path:
    for home in homes:
        if (home / name).is_file():
            return home / name
    raise UsageError(f"notebook {name} is in none of {', '.join(map(str, homes))}")


def read_notebook(path: Path) -> Notebook:
    """The notebook in the file; its outputs do not count."""
    import nbformat
    import papermill

    with raised_as(UsageError, path, wrong="is no notebook"):
        notebook = nbformat.read(path, as_version=4)
        cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
        # It is run by this interpreter's kernel, whatever it says, and also if it says nothing.
        spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata["kernelspec"] = spec
        declared = papermill.inspect_notebook(notebook)
    lists = frozenset(name for name, each in declared.items() if each["default"].startswith("["))
    source_hash = hashlib.sha256(json.dumps(cells).encode()).hexdigest()
    return Notebook(path, frozenset(declared), source_hash, lists)


def parameters_for(
    notebook: Notebook, standard: Mapping[str, str], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """What to pass to the notebook: of `standard` what its kind takes, and all of `extra`.

    One value for a parameter that is a list becomes a list of one.

    Raises
    ------
    UsageError
        When it does not declare one of them: papermill would only log that, and the notebook
        would run on its defaults.
    """
    taken = LABEL_PARAMETERS + (PREDICTION_PARAMETERS if notebook.needs_predictions else ())
    parameters = {**{name: standard[name] for name in taken if name in standard}, **extra}
    for name in parameters:
        if name not in notebook.declared:
            raise UsageError(
                f"{notebook.path.name} declares no parameter `{name}` in its cell"
                f" tagged `parameters`"
                f"{nearest(name, sorted(notebook.declared))}"
            )
    one = {
        name
        for name in notebook.lists & parameters.keys()
        if not isinstance(parameters[name], list)
    }
    return {name: [value] if name in one else value for name, value in parameters.items()}
