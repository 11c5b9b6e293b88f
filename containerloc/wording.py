"""Numbers, intervals, counts and lists in words: one voice for terminal, notebook and report."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

DASH: Final = "–"  # stands for what is not known, or not there


def counted(n: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "ID"), counted(5000, "ID"), counted(2, "box", "boxes")
    ('1 ID', '5,000 IDs', '2 boxes')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


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
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def shortened(name: str, *, longest: int = 48) -> str:
    """The name, with dots for its middle where it is too long to print.

    Examples
    --------
    >>> shortened("0123456789.jpg", longest=9)
    '0123….jpg'
    """
    half = longest // 2
    return name if len(name) <= longest else f"{name[:half]}…{name[-half:]}"


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
