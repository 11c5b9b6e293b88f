"""Temporary files and folders: held while somebody writes them, so that those of the killed show.

Where the system has no `flock` (Windows), nothing is held and nothing removed.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def temporary_beside(path: Path, *, folder: bool = False) -> Iterator[Path]:
    """A new file or folder beside `path`, held and in the end removed, if it is still there.

    What killed writers of `path` left is removed first. A file keeps the suffix, because many
    writers choose their format by it.
    """
    remove_leftovers(path)
    while True:
        temporary = _created(path, folder=folder)
        handle = _handle(temporary)
        if temporary.exists():  # not taken for a leftover before it was held
            break
        _close(handle)
    try:
        yield temporary
    finally:
        if folder:
            shutil.rmtree(temporary, ignore_errors=True)
        else:
            temporary.unlink(missing_ok=True)
        _close(handle)


def remove_leftovers(path: Path) -> None:
    """Remove what killed writers of `path` left beside it."""
    mark = re.compile(re.escape(f".{path.stem}.") + "[a-z0-9_]{8}" + re.escape(path.suffix))
    with suppress(OSError):
        for each in path.parent.iterdir():
            if mark.fullmatch(each.name) and is_abandoned(each):
                shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)


def _created(path: Path, *, folder: bool) -> Path:
    if folder:
        return Path(tempfile.mkdtemp(path.suffix, f".{path.stem}.", path.parent))
    handle, name = tempfile.mkstemp(path.suffix, f".{path.stem}.", path.parent)
    os.close(handle)
    return Path(name)


def _handle(path: Path) -> int | None:
    """An open handle that holds the file or folder until it is closed, or this process ends."""
    if fcntl is None:
        return None
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY)
        with suppress(OSError):  # a disk without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        return handle
    return None


def _close(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)


def is_abandoned(path: Path) -> bool:
    """Whether nobody holds a temporary file or folder: its writer was killed."""
    if fcntl is None:
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
