"""Reading text with a clear error, and writing so that a kill never leaves half a file."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from containerloc.data.leftovers import temporary_beside
from containerloc.errors import DataError, UsageError, raised_as, reason
from containerloc.names import file_content
from containerloc.parsing import parse_json, parse_yaml


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """A temporary path in the folder of `path`, renamed to `path` when the block succeeds.

    The folder is made when absent. The temporary name keeps the suffix, because many writers
    choose their format by it. On an error, and on Ctrl-C, the temporary file is removed and an
    earlier file at `path` stays as it was; what a killed process left, the next writer removes.

    Raises
    ------
    UsageError
        When the file cannot be written: a full disk, a folder that is read-only or a file.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with write_atomically(folder / "a.txt") as temporary:
    ...     _ = temporary.write_text("done")
    >>> [file.name for file in folder.iterdir()]
    ['a.txt']
    """
    with _named_in_errors(path), temporary_beside(path) as temporary:
        # A new temporary file is its owner's alone; artifacts are for the whole team.
        temporary.chmod(0o666 & ~_UMASK)
        yield temporary
        flush_to_disk(temporary)
        temporary.replace(path)
        flush_to_disk(path.parent)


@contextmanager
def write_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder beside `folder`, renamed to `folder` when the block succeeds.

    Raises
    ------
    UsageError
        When it cannot be written, or `folder` is there and not empty.
    """
    with _named_in_errors(folder), temporary_beside(folder, folder=True) as temporary:
        temporary.chmod(0o777 & ~_UMASK)
        yield temporary
        if folder.is_dir():
            folder.rmdir()
        temporary.rename(folder)


@contextmanager
def _named_in_errors(path: Path) -> Iterator[None]:
    """The system does not say which file it was when a disk is full."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {reason(error)}") from error


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
    with raised_as(DataError, path):
        try:
            text = file_content(path).decode("utf-8-sig")
            return text.replace("\r\n", "\n").replace("\r", "\n")
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


def read_json_file(path: Path) -> Any:
    """What a JSON file holds.

    Raises
    ------
    DataError
        As `read_text`; also when the text is not JSON, or nested too deep.
    """
    text = read_text(path)
    with raised_as(DataError, path, wrong="cannot be read as JSON"):
        return parse_json(text)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
