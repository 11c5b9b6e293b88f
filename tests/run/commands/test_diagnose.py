"""Findings on the terminal, and when they fail a build."""

import pytest

from containerloc.finding import Finding
from containerloc.run.commands.diagnose import diagnosis_text, failed

WARNING = Finding(
    "jitter", "warning", "The corners scatter.", {}, images=("a.jpg",), advice="Train longer."
)
INFO = Finding("nothing-wrong", "info", "Nothing stands out.", {})


def test_each_with_what_to_do_and_where_to_look() -> None:
    assert diagnosis_text([WARNING, INFO]).splitlines() == [
        "warning: The corners scatter. [jitter]",
        "    do: Train longer.",
        "    look at: a.jpg",
        "info: Nothing stands out. [nothing-wrong]",
    ]


@pytest.mark.parametrize(
    ("limit", "fails"), [("error", False), ("warning", True), ("never", False)]
)
def test_as_bad_as_the_limit_fails(limit: str, fails: bool) -> None:
    assert failed([WARNING, INFO], limit) is fails
