"""What is said of an error on the terminal: one line; of an unforeseen one, where to read more."""

import tempfile
import traceback
from typing import Final

from containerloc.errors import ContainerlocError, UsageError, reason

_LONGEST: Final = 4000  # characters of an error that quotes a file


def failure_text(error: Exception) -> str:
    """One line on an error; an unforeseen one leaves its traceback in a file, which is named."""
    if isinstance(error, ContainerlocError):
        text = str(error)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text):,} characters)"
    if isinstance(error, OSError):
        return f"{error.filename or 'reading or writing'}: {reason(error)}"
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; give fewer or smaller images"
    name, said = type(error).__name__, reason(error)
    said = said if said.startswith(name) else f"{name}: {said}"
    return (
        f"{said}. containerloc did not foresee this; please report the command and what it was "
        f"given with {_kept_traceback(error)}"
    )


def exit_code_of(error: Exception) -> int:
    """The exit code for an error: 2 where a place cannot be read or written, 1 if unforeseen."""
    if isinstance(error, ContainerlocError):
        return error.exit_code
    return UsageError.exit_code if isinstance(error, OSError) else ContainerlocError.exit_code


def _kept_traceback(error: Exception) -> str:
    """The file that the traceback was written to; where none can be, the place of the error."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="containerloc-", suffix=".log", delete=False, encoding="utf-8"
        ) as file:
            file.write("".join(traceback.format_exception(error)))
        return file.name
    except OSError:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"this place: {frame.filename}:{frame.lineno}"
