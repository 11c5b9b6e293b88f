"""Verdicts as a page sends and saves them, as rows of review.csv and back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.review.verdicts import TEXT_COLUMNS, verdict_table
from containerloc.data.files import read_text
from containerloc.data.tables import CORNER_COLUMNS, quads_of
from containerloc.errors import DataError
from containerloc.parsing import parse_json
from containerloc.run.files.verdict_file import VerdictFile, checked_verdict, read_verdicts
from containerloc.show.review.case import VERDICTS_FORMAT, Verdict

_CALLED: Final = {"class": "class_name"}  # columns that the page calls otherwise
_KEYS: Final = frozenset(
    {"case", "corrected", *(_CALLED.get(name, name) for name in TEXT_COLUMNS)}  # `case` numbers it
)


def row_of(sent: object) -> dict[str, Any]:
    """The row of review.csv that a page's verdict is.

    Raises
    ------
    ValueError
        Saying what is wrong with it.
    """
    if not isinstance(sent, Mapping):
        raise ValueError("a verdict is a mapping")
    unknown = [str(key) for key in sent if key not in _KEYS]
    if unknown:
        raise ValueError(f"unknown key `{unknown[0]}`; known: {', '.join(sorted(_KEYS))}")
    corners = sent.get("corrected")
    quad = [[None, None]] * 4 if corners is None else corners
    is_quad = isinstance(quad, list) and [isinstance(p, list) and len(p) for p in quad] == [2] * 4
    if not is_quad:
        raise ValueError("`corrected`: four corners [x, y] are right, or null")
    texts = {name: sent.get(_CALLED.get(name, name)) for name in TEXT_COLUMNS}
    places = (value for point in quad for value in point)
    return checked_verdict(texts | dict(zip(CORNER_COLUMNS, places, strict=True)))


def shown_verdicts(table: pd.DataFrame) -> tuple[Verdict, ...]:
    """The verdicts of a table as a review shows them."""
    quads = quads_of(table)
    return tuple(
        Verdict(
            corrected=quad if np.isfinite(quad).any() else None,
            **{_CALLED.get(name, name): row[name] for name in TEXT_COLUMNS},
        )
        for row, quad in zip(table.to_dict("records"), quads, strict=True)
    )


def read_saved(path: Path) -> VerdictFile:
    """The verdicts in a file that a page saved, or in another review.csv.

    Raises
    ------
    DataError
        When it is neither.
    """
    text = read_text(path)
    if not text.lstrip().startswith("{"):
        return read_verdicts(path)
    try:
        content = parse_json(text)
    except ValueError as error:
        raise DataError(f"{path}: cannot be read as JSON: {error}") from error
    marks = {key: content.get(key) for key in VERDICTS_FORMAT}
    if marks != VERDICTS_FORMAT or not isinstance(content.get("verdicts"), list):
        raise DataError(f"{path}: is no file of verdicts that a review.html saved")
    rows, left_out = [], []
    for number, sent in enumerate(content["verdicts"], start=1):
        try:
            rows.append(row_of(sent))
        except ValueError as error:
            left_out.append(f"{path}, verdict {number}: {error}")
    return VerdictFile(verdict_table(rows), tuple(left_out))
