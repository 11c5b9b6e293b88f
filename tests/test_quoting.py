"""Text from outside as it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.quoting import is_invisible, visible


@pytest.mark.parametrize("text", ["Größe 5 µm", "集装箱", "a b", "👩‍🔧", "می‌خواهم"])
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("\x1b]0;x\x07", r"\x1b]0;x\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("a\rb", r"a\rb"),
        ("\u2028", r"\u2028"),
        ("\u202e", r"\u202e"),
        ("\ufeff", r"\ufeff"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_acts_is_shown_instead(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_that_acts_is_left(text: str) -> None:
    assert not any(is_invisible(c) and c not in "\u200c\u200d" for c in visible(text))
