"""A notebook run away from its artifacts: it reads a copy of them, and what it leaves travels."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any, Final

from containerloc.data.files import write_atomically
from containerloc.parsing import parse_json
from containerloc.run.execute.notebooks import Notebook
from containerloc.run.execute.processes import Execution, Workers
from containerloc.run.files.artifacts import ELSEWHERE, Artifacts
from containerloc.run.files.json_files import update_findings, update_metrics
from containerloc.run.prepare.shards import refuse_absent

# What no notebook reads; files whose names begin with a dot are temporary, or locks.
_UNREAD: Final = shutil.ignore_patterns(".*", "*.html", "notebooks", "report_pictures", "last.pt")

_TEMPORARY: Final = os.path.realpath(tempfile.gettempdir())  # artifacts are not reached by links


@dataclass(frozen=True)
class Apart:
    """A notebook, whose artifacts it is to add to, and whose others it `reads`."""

    notebook: Notebook
    parameters: Mapping[str, Any]
    where: Artifacts
    reads: tuple[Artifacts, ...]
    working_folder: str


@dataclass(frozen=True)
class Left:
    """What a notebook left, by paths below the folder of its artifacts; and what it `removed`."""

    execution: Execution
    files: Mapping[str, bytes]
    removed: tuple[str, ...]


def run_apart(job: Apart) -> Left:
    """Execute the notebook on a copy of its artifacts, in a folder that is gone afterwards.

    Project and data are read where they are, under the same paths as where it was asked for.
    """
    refuse_absent([str(job.notebook.path), job.working_folder])
    with tempfile.TemporaryDirectory(prefix="cloc", dir=_TEMPORARY) as name:
        scratch = Path(name)
        home = _home(job.where)
        for each in (job.where, *job.reads):
            if each.folder.is_dir():
                shutil.copytree(
                    each.folder,
                    scratch / each.folder.relative_to(home),
                    ignore=_UNREAD,
                    dirs_exist_ok=True,
                )
        copied = replace(job.where, folder=scratch / job.where.folder.relative_to(home))
        before = _states(copied.folder)
        workers = Workers(environment={ELSEWHERE: name}, working_folder=job.working_folder)
        done = workers.execute(job.notebook, job.parameters, copied.notebooks)
        after = _states(copied.folder)
        files = {
            file: _as_at_home((copied.folder / file).read_bytes(), file, name, home)
            for file, state in after.items()
            if before.get(file) != state
        }
        return Left(done, files, tuple(before.keys() - after.keys()))


def keep(left: Left, where: Artifacts, number: str) -> None:
    """Put what a notebook left into the artifacts, as if it had written there itself."""
    for name in left.removed:
        where.below(name).unlink(missing_ok=True)
    for name, content in left.files.items():
        path = where.below(name)
        if path == where.metrics:
            rows = parse_json(content)
            mine = {key: row for key, row in rows.items() if row["notebook"] == number}
            update_metrics(where, number, mine)
        elif path == where.findings:
            found = [row for row in parse_json(content) if row["notebook"] == number]
            update_findings(where, number, found)
        else:
            with write_atomically(path) as temporary:
                temporary.write_bytes(content)


def _home(where: Artifacts) -> Path:
    """The folder of all artifacts; a comparison's lie one folder deeper."""
    folder = where.folder.parent
    return folder.parent if folder.name == "comparisons" else folder


def _states(folder: Path) -> dict[str, tuple[int, int]]:
    """Of each file by its path below the folder, what changes when it is written."""
    return {path.relative_to(folder).as_posix(): state for path, state in _files(folder)}


def _files(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            status = path.stat()
            yield path, (status.st_mtime_ns, status.st_ino)


def _as_at_home(content: bytes, name: str, scratch: str, home: Path) -> bytes:
    """Texts that name the scratch folder name the one where everything lies in the end."""
    named = {".html": escape(str(home)), ".ipynb": json.dumps(str(home))[1:-1]}
    named[".json"] = named[".ipynb"]
    there = named.get(Path(name).suffix)
    return content if there is None else content.replace(scratch.encode(), there.encode())
