"""`containerloc init`: a project for one's own data, with recipes and notebooks to edit."""

import json
import os
import shlex
from pathlib import Path
from typing import Final

from containerloc.data.files import read_text, write_text
from containerloc.errors import UsageError
from containerloc.experiment.project import shipped_project

_DATA: Final = "../data/localization/data.yaml"  # in the recipe that all others inherit from
_IGNORED: Final = "/data/\n/artifacts/\n.ipynb_checkpoints/\n"
_README: Final = """# Corner localization

Data: `{data}`, in Ultralytics' pose format. Change it in `experiments/001_loc_baseline.yaml`.

    containerloc labels check {word}
    containerloc train 001_loc_baseline
    containerloc run 001_loc_baseline        # or with --weights best.pt, or --predictions file
    containerloc diagnose 001_loc_baseline
    containerloc compare 001_loc_baseline 002_loc_improved
    jupyter lab notebooks                    # a run uses these; remove one to use the package's
"""


def write_project(folder: Path, data: str = "") -> tuple[Path, ...]:
    """Write experiments, notebooks, `.gitignore` and README; returns the files written.

    `data` is the data.yaml that the recipes train on and judge, or its folder. A README or a
    `.gitignore` that is there stays, as in a new repository.

    Raises
    ------
    UsageError
        When one of the other files is there already; nothing is written then.
    """
    own = [folder / name for name in ("README.md", ".gitignore")]
    kept = [path for path in own if path.exists()]
    texts = {path: text for path, text in _texts(folder, data).items() if path not in kept}
    there = [path for path in texts if path.exists()]
    if there:
        raise UsageError(f"{there[0]} is there already; give another folder, or move it away")
    for path, text in texts.items():
        write_text(path, text)
    return tuple(texts)


def _texts(folder: Path, data: str) -> dict[Path, str]:
    texts = {folder / ".gitignore": _IGNORED}
    shipped = shipped_project()
    recipes = sorted((shipped / "experiments").rglob("*.yaml"))
    for file in (*recipes, *sorted((shipped / "notebooks").glob("*.ipynb"))):
        if not file.name.startswith("000_"):  # how the base model was trained
            # The notebooks open the project's own experiments, not the demo's.
            text = read_text(file).replace("../experiments/demo/", "../experiments/")
            texts[folder / file.relative_to(shipped)] = text
    wanted = _from_recipes(folder, data) if data else _DATA
    baseline = folder / "experiments" / "001_loc_baseline.yaml"
    texts[baseline] = texts[baseline].replace(f"data: {_DATA}", f"data: {_quoted(wanted)}")
    shown = wanted.removeprefix("../")  # from the project
    readme = _README.format(data=shown, word=shlex.quote(shown))
    return {folder / "README.md": readme, **texts}


def _quoted(path: str) -> str:
    """The path as YAML between double quotes."""
    return json.dumps(path, ensure_ascii=False)


def _from_recipes(folder: Path, data: str) -> str:
    """The data.yaml as a path from `experiments`; absolute where it lies on another drive."""
    path = Path(data).resolve()
    path = path / "data.yaml" if path.is_dir() else path
    if not path.is_file():
        raise UsageError(f"{path}: there is no such data.yaml")
    try:
        return Path(os.path.relpath(path, folder.resolve() / "experiments")).as_posix()
    except ValueError:  # on Windows
        return path.as_posix()
