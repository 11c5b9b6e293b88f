"""What fails while something is read, as one error that says where."""

import pytest

from containerloc.errors import DataError, UsageError, raised_as, reason


def test_what_fails_in_the_block_names_the_place() -> None:
    with (
        pytest.raises(DataError, match=r"^a\.csv: cannot be read: bad byte$"),
        raised_as(DataError, "a.csv"),
    ):
        raise ValueError("bad\n  byte")


def test_our_own_errors_pass() -> None:
    with pytest.raises(UsageError, match=r"^as it was$"), raised_as(DataError, "a.csv"):
        raise UsageError("as it was")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied"), "permission denied; change its permissions"),
        (RecursionError("maximum recursion depth exceeded"), "nested too deep"),
        (KeyError("id"), "KeyError: 'id'"),
        (ValueError(), "ValueError"),
    ],
)
def test_reasons_are_one_line(error: Exception, said: str) -> None:
    assert reason(error).startswith(said)
    assert len(reason(ValueError("x" * 5000))) == 300
