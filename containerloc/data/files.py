"""Reading text with a clear error, and writing so that a kill never leaves half a file."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from containerloc.errors import DataError
from containerloc.parsing import parse_yaml


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
        flush_to_disk(temporary)
        temporary.replace(path)
        flush_to_disk(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# Once: asking means setting it for a moment, which other threads must not see.
_UMASK = _umask()


def flush_to_disk(path: Path) -> None:
    """Fsync a file, or a folder where the system can (Windows opens no folders)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text as `write_atomically` does."""
    with write_atomically(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def read_text(path: Path) -> str:
    """The UTF-8 text of a file, without its byte-order mark.

    Raises
    ------
    DataError
        When there is no such file, or it holds other bytes.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 text: {error}") from error


def read_mapping(path: Path, *, right: str) -> dict[str, Any]:
    """The mapping in a YAML file; `right` is the sentence that says what the file should hold.

    Raises
    ------
    DataError
        As `read_text`; also when the text is not YAML, or not a mapping.
    """
    try:
        content = parse_yaml(read_text(path))
    except ValueError as error:
        raise DataError(f"{path}: cannot be read as YAML: {error}") from error
    if not isinstance(content, dict):
        raise DataError(f"{path}: {right}; this holds {content!r:.80}")
    return content


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
