"""What is logged reaches the stderr of the moment, once."""

import logging
import sys

import pytest

from containerloc.run.files.log import show_log

LOGGER = logging.getLogger("containerloc.some.module")


@pytest.fixture(autouse=True)
def _own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("containerloc"), "handlers", [])


def test_plain_lines_on_stderr_once(capsys: pytest.CaptureFixture[str]) -> None:
    show_log()
    show_log()
    LOGGER.info("read %d images", 3)
    assert capsys.readouterr() == ("", "read 3 images\n")


def test_whoever_has_a_handler_keeps_it(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("containerloc").addHandler(logging.StreamHandler(sys.stdout))
    show_log()
    LOGGER.info("once")
    assert capsys.readouterr() == ("once\n", "")
