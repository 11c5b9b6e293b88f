"""What a report is made of, whatever it is written as, and how numbers are written in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

NONE: Final = "–"


@dataclass(frozen=True)
class Table:
    """Rows of texts; `numbers` are the columns that are aligned, and sorted, as numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure by its path relative to the report, and what it shows."""

    path: str
    caption: str


@dataclass(frozen=True)
class Section:
    """One heading with what stands under it, in this order.

    `done` and `to_do` are items of a list to be ticked off; `links` are files by relative path,
    with what they are.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    done: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything stands under the heading."""
        return any((self.paragraphs, self.tables, self.pictures, self.done, self.to_do, self.links))


@dataclass(frozen=True)
class Report:
    """A title, three sentences, and sections; empty ones are left out when it is written."""

    title: str
    subtitle: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())


Row = Mapping[str, Any]


def number(value: Any, unit: str = "") -> str:
    """A number with three significant digits; a dash for none.

    Examples
    --------
    >>> number(12.345, " px"), number(0.5, "%"), number(None), number(74.0)
    ('12.3 px', '50.0%', '–', '74')
    """
    if value is None or not np.isfinite(float(value)):
        return NONE
    value = float(value)
    if unit == "%":
        return f"{value:.1%}"
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value)}{unit}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{digits}f}{unit}"


def with_interval(row: Row, unit: str = "") -> str:
    """A value of `metrics.json` with its interval, open where it has no end, and its n.

    Examples
    --------
    >>> with_interval({"value": 9.95, "ci_low": 9.0, "ci_high": 10.9, "n": 74}, " px")
    '9.95 px (9 to 10.9, n = 74)'
    """
    if row.get("value") is None:
        return NONE
    low, high = row.get("ci_low"), row.get("ci_high")
    n = f"n = {row['n']:.0f}" if row.get("n") is not None else ""
    if low is None and high is None:
        between = ""
    elif low is None or high is None:
        between = (
            f"up to {number(high, _short(unit))}"
            if low is None
            else (f"from {number(low, _short(unit))}")
        )
    else:
        between = f"{number(low, _short(unit))} to {number(high, _short(unit))}"
    inside = ", ".join(part for part in (between, n) if part)
    return number(row["value"], unit) + (f" ({inside})" if inside else "")


def _short(unit: str) -> str:
    return unit if unit == "%" else ""


def listed(names: Sequence[str], *, most: int = 6) -> str:
    """Names with commas, and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
