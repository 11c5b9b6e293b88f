"""Writing files so that a killed run leaves the previous file or none, never half of one."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """A temporary path in the folder of `path`, renamed to `path` when the block succeeds.

    The folder is made when absent. The temporary name keeps the suffix, because many writers
    choose their format by it. On an error, and on Ctrl-C, the temporary file is removed and an
    earlier file at `path` stays as it was.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with write_atomically(folder / "a.txt") as temporary:
    ...     _ = temporary.write_text("done")
    >>> [file.name for file in folder.iterdir()]
    ['a.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        # mkstemp makes files that only their owner can read; artifacts are for the whole team.
        temporary.chmod(0o666 & ~_UMASK)
        yield temporary
        _flush_to_disk(temporary)
        temporary.replace(path)
        _flush_to_disk(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# Once: asking means setting it for a moment, which other threads must not see.
_UMASK = _umask()


def _flush_to_disk(path: Path) -> None:
    """Fsync a file, or a folder where the system can (Windows opens no folders)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
