"""Text from outside as it is shown."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.quoting import (
    is_invisible,
    markdown_text,
    spreadsheet_text,
    text_of_cell,
    visible,
    visible_lines,
)


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


def test_lines_and_tabs_of_a_text_are_kept() -> None:
    assert visible_lines("a\n\tb\x1b[1m\r\n") == "a\n\tb\\x1b[1m\\r\n"


ATTACKS = [
    "[c](javascript:alert(1)).jpg",
    "[a [b]](javascript:x)",
    r"a\](javascript:x)",
    "<javascript:x>",
    "<script>alert(1)</script>",
    "a`<img src=x onerror=y>`b",
    "a ` <img src=x>",
    "``<b>` x",
    "x`y``<b>z``",
    "[a]: javascript:x",
    "![x](http://x.invalid)",
    r"$\href{javascript:x}{y}$",
    "&lt;script>",
    "[a][b]",
    "`" * 3 + "<b>",
    "\\<b>",
    "\\`<b>`",
    "<!-- a",
    "<b\n>",
    "`a\n`<b>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_markdown_shows_the_text_and_makes_nothing_of_it(text: str) -> None:
    mistune = pytest.importorskip("mistune")
    html = mistune.create_markdown(escape=False)(markdown_text(text))
    made = set(re.findall(r"<(\w+)", html))
    assert made <= {"p", "code", "span"}
    words = unescape(re.sub(r"<[^>]*>", "", html))
    assert words.strip().replace("`", "") == visible(text).replace("`", "")


@given(st.text("ab `<>[]()!*_~#-+1.$\\&;|:\n", max_size=30))
def test_no_text_makes_a_link_or_a_tag(text: str) -> None:
    mistune = pytest.importorskip("mistune")
    html = mistune.create_markdown(escape=False)(markdown_text(text))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "code", "span"}


@pytest.mark.parametrize(
    "text", ["# a", "- a", "+ a", "1. a", "1) a", "> a", "---", "===", "    a", "* a"]
)
def test_a_text_begins_no_heading_and_no_list(text: str) -> None:
    mistune = pytest.importorskip("mistune")
    assert mistune.create_markdown()(markdown_text(text)).startswith("<p>")


def test_our_own_sentences_stay_readable() -> None:
    for text in (
        "MDE 5.2 px [4.9, 5.5] (n 72)",
        "exp_001 is better than exp_002",
        "−0.5 px, -0.5 px",
    ):
        assert markdown_text(text) == text
    assert markdown_text("`conf: 0.5` of `a_b`") == "`conf: 0.5` of `a_b`"


@pytest.mark.parametrize(
    "text", ["=1+2", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-a"]
)
def test_a_text_that_a_spreadsheet_would_compute(text: str) -> None:
    assert spreadsheet_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-1.5", "+3", "-1e-05", "a=b", "", "door-1.jpg", "–", "'a'", "-.5"]
)
def test_what_a_spreadsheet_shows_anyway(text: str) -> None:
    assert spreadsheet_text(text) == text


@given(st.text("'=+-@\t1a", max_size=6))
def test_cells_are_read_back(text: str) -> None:
    assert text_of_cell(spreadsheet_text(text)) == text
