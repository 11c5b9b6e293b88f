"""Text from outside as it is shown: it never commands a terminal, a page or a spreadsheet.

A stranger chooses the names of files and classes, the name and description of an experiment, and
what an attribute or a note says.
"""

import unicodedata
from typing import Final

# Controls, marks that reverse the text around them, halves of characters, line separators.
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_JOINERS: Final = "\u200c\u200d"  # part of words in several scripts, and of emoji


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
