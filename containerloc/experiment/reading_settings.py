"""How an experiment's crops are read, and when a text counts as read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError

LARGEST_MARGIN: Final = 1.0  # text heights
_LONGEST_PATTERN: Final = 200
_MOST_REPEATS: Final = 4  # of unknown length: each multiplies what a text can cost


@dataclass(frozen=True)
class ReadingSettings:
    r"""What a text must be, and how much wider than its corners a crop is cut.

    Parameters
    ----------
    pattern
        A regular expression that a whole text must fit, of capital letters and digits: what is
        read is compared without blanks and signs. Empty: an ISO 6346 ID with its check digit.
    texts
        The column of the attributes with each image's text. Empty: the column `text`, if any.
    margin
        Added on each side before reading, in heights of a line of text.
    """

    pattern: str = ""
    texts: str = ""
    margin: float = 0.0


def check_reading(reading: Mapping[str, Any], path: Path) -> None:
    """Raise a UsageError for a setting that makes no sense in the experiment's file at `path`."""
    margin = reading.get("margin", 0.0)
    if not 0 <= margin <= LARGEST_MARGIN:
        raise UsageError(
            f"{path}: key `reading.margin`: {margin} is not in [0, {LARGEST_MARGIN:g}] text heights"
        )
    fault = _fault(reading.get("pattern", ""))
    if fault:
        raise UsageError(f"{path}: key `reading.pattern`: {fault}")


def _fault(pattern: str) -> str:
    """Why a pattern is refused, or an empty text; one that could run for hours is refused, too."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"{len(pattern)} characters; at most {_LONGEST_PATTERN} are right"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"`{pattern}` is no regular expression: {error}"
    if re.search(r"\)([*+]|\{\d*,)", pattern):
        return f"`{pattern}` repeats a group, which can take for ever; write the repeats out"
    if len(re.findall(r"[*+]|\{\d*,\d*\}", pattern)) > _MOST_REPEATS:
        return f"`{pattern}` has more than {_MOST_REPEATS} repeats of unknown length"
    return ""
