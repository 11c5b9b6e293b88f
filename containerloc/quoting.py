"""Text from outside as it is shown: it never commands a terminal, a page or a spreadsheet.

A stranger chooses the names of files and classes, the name and description of an experiment, and
what an attribute or a note says. HTML is escaped by jinja2 and pandas; the rest here.
"""

import re
import unicodedata
from typing import Final

# Controls, marks that reverse the text around them, halves of characters, line separators.
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_JOINERS: Final = "\u200c\u200d"  # part of words in several scripts, and of emoji
_MARKDOWN: Final = (
    (re.compile(r"\\"), r"\\\\"),
    (re.compile(r"&(?=#?\w+;)"), "&amp;"),
    (re.compile("<"), "&lt;"),
    (re.compile(r"\](?=[(\[:])"), r"\\]"),  # ends the words of a link
    (re.compile(r"([*`]|~(?=~)|(?<!\w)_|_(?!\w))"), r"\\\1"),
    (re.compile(r"\$"), "<span>&#36;</span>"),  # begins a formula
)
_MARKDOWN_START: Final = re.compile(
    r"(\d*)(>|[#+=-](?!\w)|[.)](?= |$))"
)  # of a heading, a list, a quote
# A sign before a number alone is none.
_FORMULA: Final = re.compile(r"'*([=@\t\r\n＝＋－＠]|[+-](?!\d*\.?\d+(e[+-]?\d+)?$))")


def visible(text: str) -> str:
    r"""The text on one line, with an escape for each character that shows nothing but acts.

    Examples
    --------
    >>> print(visible("a\x1b[2Jb\u202egpj"))
    a\x1b[2Jb\u202egpj
    >>> visible("Größe 5 µm")
    'Größe 5 µm'
    """
    return "".join(ascii(c)[1:-1] if is_invisible(c) and c not in _JOINERS else c for c in text)


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing by itself; many of them command what shows the others."""
    return unicodedata.category(character) in _INVISIBLE


def visible_lines(text: str) -> str:
    """The same lines, each as `visible`, tabs kept."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


def markdown_text(text: str) -> str:
    r"""The text on one line as Markdown that shows it, with what stands between backticks as code.

    Examples
    --------
    >>> print(markdown_text("`a<b` of [x](javascript:y) <script> in 01_a_b.jpg"))
    `a<b` of [x\](javascript:y) &lt;script> in 01_a_b.jpg
    """
    parts, rest = [], visible(text)
    # A run of backticks is closed by the next run of the same length, as CommonMark has it.
    while opened := re.search(r"`+", rest):
        run = opened[0]
        closed = re.compile(rf"(?<!`){run}(?!`)").search(rest, opened.end())
        end = closed.end() if closed else opened.end()
        parts.append(_escaped(rest[: opened.start() if closed else end]))
        parts.append(rest[opened.start() : end] if closed else "")
        rest = rest[end:]
    shown = "".join([*parts, _escaped(rest)]).lstrip()
    begun = _MARKDOWN_START.match(shown)
    return f"{begun[1]}\\{shown[begun.end(1) :]}" if begun else shown


def _escaped(text: str) -> str:
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return text


def spreadsheet_text(text: str) -> str:
    """A text as a cell of a CSV file: with an apostrophe where it would begin a formula.

    Examples
    --------
    >>> spreadsheet_text("=1+2"), spreadsheet_text("door 1.jpg"), spreadsheet_text("'=1")
    ("'=1+2", 'door 1.jpg', "''=1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def text_of_cell(cell: str) -> str:
    """The text that `spreadsheet_text` made the cell of.

    Examples
    --------
    >>> [text_of_cell(spreadsheet_text(text)) for text in ("=1+2", "'=1", "door 1.jpg", "'a'")]
    ['=1+2', "'=1", 'door 1.jpg', "'a'"]
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
