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
        "1 warning, 1 for information",
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


def test_long_lines_are_wrapped_and_six_images_named() -> None:
    images = tuple(f"a_rather_long_name_of_a_photo_{k:04}.jpg" for k in range(60))
    long = Finding("x", "error", "It is so. " * 20, {}, images=images, advice="Do it. " * 30)
    lines = diagnosis_text([long]).splitlines()
    assert lines[0] == "1 error"
    assert max(map(len, lines)) <= 80
    assert "and 54 more" in "\n".join(lines)
    assert all(name in "\n".join(lines) for name in images[:6])
