"""What is said of an error: one line, and a file for what nobody foresaw."""

import errno
import re
from pathlib import Path

import pytest

from containerloc.errors import DataError
from containerloc.run.files.failure import exit_code_of, failure_text


def caught(error: Exception) -> Exception:
    try:
        raise error
    except Exception as raised:
        return raised


def test_an_error_of_ours_is_said_as_it_is() -> None:
    assert failure_text(DataError("a.txt, line 3: no number")) == "a.txt, line 3: no number"
    assert exit_code_of(DataError("")) == 3


def test_the_system_s_errors_name_the_file_and_what_would_be_right() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/out/a.png")
    assert failure_text(full) == (
        "/out/a.png: no space left on device; make room, or give another folder"
    )
    assert exit_code_of(full) == 2
    assert "reading or writing: input/output error" in failure_text(
        OSError(5, "Input/output error")
    )
    assert "not enough memory" in failure_text(MemoryError())


def test_an_unforeseen_error_leaves_its_traceback_in_a_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    error = caught(ZeroDivisionError("division\nby zero"))
    text = failure_text(error)
    assert "\n" not in text
    assert text.startswith("ZeroDivisionError: division by zero. containerloc did not foresee this")
    (log,) = tmp_path.iterdir()
    assert str(log) in text
    assert "Traceback (most recent call last)" in log.read_text()
    assert exit_code_of(error) == 1


def test_where_no_file_can_be_written_the_place_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    text = failure_text(caught(KeyError("x")))
    assert re.search(r"this place: .*test_failure\.py:\d+$", text)
