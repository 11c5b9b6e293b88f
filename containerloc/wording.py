"""Numbers, intervals, counts and lists in words: one voice for terminal, notebook and report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from containerloc.quoting import visible

DASH: Final = "–"  # stands for what is not known, or not there


def counted(n: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "ID"), counted(5000, "ID"), counted(2, "box", "boxes")
    ('1 ID', '5,000 IDs', '2 boxes')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


@dataclass(frozen=True)
class Noun:
    """What people call an object of a data set, and several of them.

    Examples
    --------
    >>> plate = Noun("plate", "plates")
    >>> plate.counted(2), plate.counted(1, "missed"), plate.a, Noun("ID", "IDs").a
    ('2 plates', '1 missed plate', 'a plate', 'an ID')
    """

    one: str
    many: str

    def counted(self, n: int, which: str = "") -> str:
        """So many of them, with an adjective between number and noun, if any."""
        which = f"{which} " if which else ""
        return counted(n, which + self.one, which + self.many)

    @property
    def a(self) -> str:
        """One of them, with its article."""
        return f"{'an' if self.one[0] in 'aeioAEIO' else 'a'} {self.one}"


ID: Final = Noun("ID", "IDs")
OBJECT: Final = Noun("object", "objects")
_LONGEST_NOUN: Final = 24


def noun_of(class_names: Iterable[str]) -> Noun:
    """What to call objects of these classes: by the class where it is one and its name is words.

    Examples
    --------
    >>> noun_of(["container_id"]).many, noun_of(["plate", "plate"]).many, noun_of(["id_card"]).one
    ('IDs', 'plates', 'id card')
    >>> noun_of(["plate", "card"]).many, noun_of(["class_0"]).one, noun_of([]).one
    ('objects', 'object', 'object')
    """
    names = set(class_names)
    name = names.pop().replace("_", " ").strip() if len(names) == 1 else ""
    if name.lower() in ("container id", "id"):
        return ID
    is_words = name.replace(" ", "").replace("-", "").isalpha() and len(name) <= _LONGEST_NOUN
    return Noun(name, _plural(name)) if is_words else OBJECT


def _plural(noun: str) -> str:
    if noun.endswith(("ss", "x", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return noun if noun.endswith("s") else f"{noun}s"


def is_or_are(n: int) -> str:
    """The verb of n things."""
    return "is" if n == 1 else "are"


def listed(names: Sequence[str], *, most: int = 6) -> str:
    """Names with commas, and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    shown = ", ".join(map(visible, names[:most]))
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def shortened(name: str, *, longest: int = 48) -> str:
    """The name, with dots for its middle where it is too long to print.

    Examples
    --------
    >>> shortened("0123456789.jpg", longest=9)
    '0123….jpg'
    """
    name, half = visible(name), longest // 2
    return name if len(name) <= longest else f"{name[:half]}…{name[-half:]}"


def label_name(image: str, line: int, class_name: str = "") -> str:
    """What a label is called: its image, its line where it is not the first, its class if given.

    Examples
    --------
    >>> label_name("a.jpg", 1), label_name("a.jpg", 3, "plate")
    ('a.jpg', 'a.jpg, line 3 (plate)')
    """
    where = shortened(image) + (f", line {line}" if line > 1 else "")
    return f"{where} ({class_name})" if class_name else where


def number(value: Any, unit: str = "") -> str:
    """A number with three significant digits, all digits before the point; a dash for none.

    Examples
    --------
    >>> number(12.345, " px"), number(0.5, "%"), number(None), number(74.0)
    ('12.3 px', '50.0%', '–', '74')
    >>> number(0.0346), number(99.96), number(1234.5)
    ('0.0346', '100', '1234')
    """
    if value is None or not np.isfinite(float(value)):
        return DASH
    value = float(value)
    if unit == "%":
        return f"{value:.1%}"
    if abs(value) >= 100 or value.is_integer():
        return f"{value + 0.0:.0f}{unit}"
    return f"{value:#.3g}".rstrip(".") + unit


def decimals(size: float, *, digits: int = 3) -> int:
    """How many decimals show so many digits of a number of this size.

    Examples
    --------
    >>> decimals(10.38), decimals(0.0123), decimals(374.0), decimals(6.1, digits=2), decimals(0)
    (1, 4, 0, 1, 2)
    """
    if not size or not np.isfinite(size):
        return digits - 1
    return max(digits - 1 - int(np.floor(np.log10(abs(size)))), 0)


def between(low: str | None, high: str | None) -> str:
    """An interval in words, open where an end is None; empty where both are.

    Examples
    --------
    >>> between("9.0", "10.9"), between("30.0", None), between(None, None)
    ('9.0 to 10.9', 'from 30.0', '')
    """
    if low is None:
        return "" if high is None else f"up to {high}"
    return f"from {low}" if high is None else f"{low} to {high}"
