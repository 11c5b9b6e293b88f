"""Keeping two runs, or two trainings, out of one folder."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from containerloc.data.leftovers import is_abandoned
from containerloc.errors import UsageError
from containerloc.run.files.artifacts import Artifacts

# What `write_atomically` calls a file that it has not renamed yet.
_TEMPORARY: Final = re.compile(
    r"\..+\.[a-z0-9_]{8}\.(ipynb|html|json|csv|png|jpg|parquet|md|openvino)"
)


@contextmanager
def exclusive(lock: Path, work: str) -> Iterator[None]:
    """Hold the lock file meanwhile; it is released even when the process dies.

    Raises
    ------
    UsageError
        When another process holds it: "another `work` is at work".
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        held = FileLock(lock, timeout=0).acquire()
    except Timeout as error:
        raise UsageError(f"another {work} is at work in {lock.parent}; wait for it") from error
    with held:
        yield


def lock_run(artifacts: Artifacts) -> AbstractContextManager[None]:
    """Keep other runs out of the folder."""
    return exclusive(artifacts.folder / ".run.lock", "run")


def lock_training(artifacts: Artifacts) -> AbstractContextManager[None]:
    """Keep other trainings out of the folder; a run may train."""
    return exclusive(artifacts.folder / ".training.lock", "training")


def remove_leftovers(artifacts: Artifacts) -> None:
    """Delete temporary files of runs that were killed; to be called inside `lock_run`."""
    for path in artifacts.folder.rglob(".*"):
        if path.is_file() and _TEMPORARY.fullmatch(path.name) and is_abandoned(path):
            path.unlink(missing_ok=True)
