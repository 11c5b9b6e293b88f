"""`containerloc kaggle collect`: what a kernel left, filed as if it had run here."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import containerloc
from containerloc.data.files import write_atomically
from containerloc.data.predictions import read_made_by
from containerloc.errors import ContainerlocError, DataError
from containerloc.names import name_fault, path_inside
from containerloc.run.execute.notebooks import ALL_NAMES
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.json_files import update_findings, update_json, update_metrics
from containerloc.run.files.locks import lock_run
from containerloc.run.files.saved import read_findings, read_metrics, read_record
from containerloc.run.kaggle.output_files import (
    fault_of,
    files_of,
    missing_files,
    notebook_error,
    notebook_in,
    run_folders,
)

# One notebook's part in these replaces the same part here, and no other's.
_MERGED: Final = ("metrics.json", "findings.json", "run.json")


@dataclass(frozen=True)
class Collected:
    """The artifacts of one experiment: which files were taken, and what is wrong."""

    artifacts: Artifacts
    taken: tuple[str, ...]
    faults: tuple[str, ...]


def collect(output: Path, home: Path) -> tuple[Collected, ...]:
    """File the output of a kernel under `home`, the folder of artifacts.

    What is damaged is left where it is and named; what is whole is taken, and replaces what an
    earlier run left.

    Raises
    ------
    DataError
        When there is no such folder, or no run in it.
    """
    folders = run_folders(output) if output.is_dir() else []
    if not folders:
        raise DataError(
            f"{output}: holds no artifacts/localization of a run{_end_of_log(output)}; give the "
            "folder that `kaggle kernels output OWNER/NOTEBOOK -p FOLDER` wrote"
        )
    executed = {}
    if len(folders) == 1:  # else nobody knows whose it is
        executed = {name: file for file in sorted(output.glob("*.ipynb")) for name in _named(file)}
    return tuple(_collected(folder, home, executed) for folder in folders)


def _collected(folder: Path, home: Path, executed: dict[str, Path]) -> Collected:
    wrong = name_fault(folder.name)
    if wrong:
        return Collected(Artifacts(folder), (), (f"{folder.name!a} is no name: it {wrong}",))
    where, taken = Artifacts(path_inside(home, folder.name)), []
    faults = [f"{name} is missing" for name in missing_files(folder)]
    with lock_run(where):
        for file in files_of(folder):
            fault = fault_of(file, folder)
            if fault:
                faults.append(fault)
                continue
            _take(file, folder, where)
            taken.append(file.relative_to(folder).as_posix())
        for name, file in executed.items():
            _copy(file, where.notebooks / f"{name}.ipynb")
            taken.append(f"notebooks/{name}.ipynb")
    return Collected(where, tuple(taken), (*faults, *_failures(where), *_versions(where)))


def _take(file: Path, folder: Path, where: Artifacts) -> None:
    if file.parent != folder or file.name not in _MERGED:
        _copy(file, where.folder / file.relative_to(folder))
        if file.suffix == ".parquet":
            _copy(file.with_suffix(".json"), where.predictions(file.stem).with_suffix(".json"))
    elif file.name == "metrics.json":
        for number, rows in _by_notebook(read_metrics(Artifacts(folder)).items()):
            update_metrics(where, number, dict(rows))
    elif file.name == "findings.json":
        named = ((finding["code"], finding) for finding in read_findings(Artifacts(folder)))
        for number, rows in _by_notebook(named):
            update_findings(where, number, [finding for _, finding in rows])
    else:
        new = read_record(Artifacts(folder))
        update_json(where.run_record, {}, lambda old: {**new, "notebooks": _both(old, new)})


def _both(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return {**old.get("notebooks", {}), **new.get("notebooks", {})}


def _by_notebook(rows: Any) -> list[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Named rows by the notebook that wrote them."""
    parts: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for name, row in rows:
        parts.setdefault(str(row.get("notebook")), []).append((name, row))
    return sorted(parts.items())


def _copy(file: Path, path: Path) -> None:
    with write_atomically(path) as temporary:
        shutil.copyfile(file, temporary)


def _named(file: Path) -> Iterator[str]:
    """The name of one of our notebooks, by its title; Kaggle calls it otherwise."""
    try:
        cells = notebook_in(file).cells
    except DataError:
        return
    title = cells[0].source if cells else ""
    if title.startswith("# ") and title[2:4] in ALL_NAMES:
        yield ALL_NAMES[title[2:4]]


def _failures(where: Artifacts) -> Iterator[str]:
    notebooks = read_record(where).get("notebooks", {})
    told = {name: entry.get("error") or "" for name, entry in notebooks.items()}
    for file in sorted(where.notebooks.glob("*.ipynb")):
        told[file.stem] = told.get(file.stem) or notebook_error(notebook_in(file))
    yield from (f"notebook {name} failed: {error}" for name, error in told.items() if error)


def _versions(where: Artifacts) -> Iterator[str]:
    made = [read_record(where).get("versions", {}).get("containerloc")]
    for file in sorted((where.folder / "predictions").glob("*.parquet")):
        try:
            made.append(read_made_by(file).get("versions", {}).get("containerloc"))
        except ContainerlocError:  # of an earlier run here
            continue
    for version in sorted({each for each in made if each} - {containerloc.__version__}):
        yield f"made by containerloc {version}; this is {containerloc.__version__}"


def _end_of_log(output: Path) -> str:
    """The last error in Kaggle's log of the run, if one was downloaded."""
    logs = sorted(output.glob("*.log")) if output.is_dir() else []
    lines = [line for log in logs for line in log.read_text("utf-8", "replace").splitlines()]
    errors = [line for line in lines if "Error" in line]
    return f" (its log says: {errors[-1][:200]})" if errors else ""
