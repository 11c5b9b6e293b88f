"""The one family of errors: each message says what is wrong, where, and what would be right."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_RIGHT: Final = {
    errno.ENOSPC: "make room, or give another folder",
    errno.EDQUOT: "make room, or give another folder",
    errno.EFBIG: "make room, or give another folder",
    errno.EROFS: "give another folder",
    errno.EACCES: "change its permissions, or give another one",
    errno.EPERM: "change its permissions, or give another one",
    errno.EISDIR: "give a file",
    errno.ENOTDIR: "a part of the path is a file, where a folder is right",
    errno.EEXIST: "a file lies where a folder is right; move it away",
    errno.ENAMETOOLONG: "give a shorter one",
}


class ContainerlocError(Exception):
    """Anything containerloc refuses to do; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(ContainerlocError):
    """The experiment file or an argument is wrong."""

    exit_code = 2


class DataError(ContainerlocError):
    """The images, labels or predictions are wrong."""

    exit_code = 3


class NotebookError(ContainerlocError):
    """A notebook failed."""

    exit_code = 4


class TargetMissedError(ContainerlocError):
    """A target of the experiment was missed under `--gate`."""

    exit_code = 5


@contextmanager
def raised_as(
    kind: type[ContainerlocError], place: object, *, wrong: str = "cannot be read"
) -> Iterator[None]:
    """Whatever fails in the block, as an error of this kind that says where.

    For readers of files from outside: what a parser raises on odd bytes has no common type. Errors
    of the family pass unchanged.

    Examples
    --------
    >>> with raised_as(DataError, "a.json"):
    ...     {}["id"]
    Traceback (most recent call last):
    containerloc.errors.DataError: a.json: cannot be read: KeyError: 'id'
    """
    try:
        yield
    except ContainerlocError:
        raise
    except Exception as error:
        raise kind(f"{place}: {wrong}: {reason(error)}") from error


def reason(error: BaseException) -> str:
    """What an error says, in one line of at most 300 characters.

    Examples
    --------
    >>> reason(OSError(errno.ENOSPC, "No space left on device")), reason(KeyError("id"))
    ('no space left on device; make room, or give another folder', "KeyError: 'id'")
    """
    if isinstance(error, OSError) and error.strerror:
        right = _RIGHT.get(error.errno or 0)
        said = error.strerror[0].lower() + error.strerror[1:]
        return f"{said}; {right}" if right else said
    if isinstance(error, RecursionError):
        return "nested too deep"
    said = " ".join(str(error).split())
    if not said or isinstance(error, LookupError | TypeError | AttributeError):
        said = f"{type(error).__name__}: {said}".removesuffix(": ")
    return said if len(said) <= 300 else f"{said[:299]}…"
