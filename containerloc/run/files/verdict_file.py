"""review.csv: what people say of cases; only ever added to, and on disk before it is answered.

A line is one verdict. Where a process was killed while it wrote, the half line stays and is told.
So does every other line that is no verdict: reading leaves it out, writing leaves it as it is.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
from filelock import FileLock

from containerloc.analysis.review.verdicts import (
    HASH_COLUMNS,
    TEXT_COLUMNS,
    VERDICT_COLUMNS,
    VERDICTS,
    verdict_table,
)
from containerloc.data.files import flush_to_disk
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.errors import DataError
from containerloc.quads import FARTHEST_PX

_HEADER: Final = (",".join(VERDICT_COLUMNS) + "\n").encode()
_OBJECT: Final = re.compile(r"(line|prediction|unlabelled) [1-9][0-9]{0,8}")
_HASH: Final = re.compile("([0-9a-f]{64})?")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "'")  # with which a spreadsheet begins to calculate
_LONGEST: Final = 10_000  # characters of a text


@dataclass(frozen=True)
class VerdictFile:
    """What review.csv holds: every verdict in the order of its lines, and the lines left out."""

    table: pd.DataFrame
    left_out: tuple[str, ...] = ()


def read_verdicts(path: Path) -> VerdictFile:
    """The verdicts of a review.csv; none where there is no such file.

    Raises
    ------
    DataError
        When the file is something else.
    """
    content = path.read_bytes() if path.is_file() else b""
    _refuse_foreign(content, path)
    *lines, torn = content.replace(b"\r\n", b"\n").split(b"\n")[1:] or [b""]
    rows: list[Mapping[str, Any]] = []
    left_out = [f"{path}: the last line is half of one"] if torn else []
    for number, line in enumerate(lines, start=2):
        try:
            rows.append(_row(line))
        except ValueError as error:
            left_out.append(f"{path}, line {number}: {error}")
    return VerdictFile(verdict_table(rows), tuple(left_out))


def append_verdicts(path: Path, rows: Iterable[Mapping[Any, Any]]) -> None:
    """Add verdicts at the end of the file; on return they are on disk.

    Several processes may do so at once. `when` is filled in where it is empty.

    Raises
    ------
    DataError
        When the file is something else than a review.csv; it stays as it is.
    ValueError
        When a row is no verdict; nothing is written.
    """
    text = "".join(_line(checked_verdict(row)) for row in rows).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.parent / f".{path.name}.lock"), path.open("ab+") as file:
        file.seek(0)
        head, last = file.read(len(_HEADER)), file.read()[-1:]
        size = file.tell()
        _refuse_foreign(head, path)
        start = _HEADER[len(head) :]
        if last not in (b"", b"\n"):
            start = b",torn\n"  # one column too many: half a line never becomes a verdict
        try:
            file.write(start + text)
            file.flush()
        except OSError:  # a full disk
            os.truncate(path, size)
            raise
        os.fsync(file.fileno())
    if not head:
        flush_to_disk(path.parent)


def checked_verdict(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The verdict by `VERDICT_COLUMNS`: texts, corners as numbers, time in UTC.

    Raises
    ------
    ValueError
        Saying which value is wrong and what would be right.
    """
    texts = {name: row.get(name) or "" for name in TEXT_COLUMNS}
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise ValueError(f"`{name}`: a text of at most {_LONGEST:,} characters is right")
        text.encode()  # a ValueError of its own for half a character
    if texts["verdict"] not in ("", *VERDICTS):
        raise ValueError(f"verdict `{texts['verdict']}`: {', '.join(VERDICTS)} are right")
    if not _OBJECT.fullmatch(texts["object"]):
        raise ValueError(f"object `{texts['object']}`: such as `line 1` is right")
    for name in HASH_COLUMNS:
        if not _HASH.fullmatch(texts[name]):
            raise ValueError(f"{name} `{texts[name]}`: 64 hexadecimal digits are right")
    corners = {name: _coordinate(name, row.get(name)) for name in CORNER_COLUMNS}
    checked = {**texts, **corners, "when": _utc(texts["when"])}
    return {name: checked[name] for name in VERDICT_COLUMNS}


def _coordinate(name: str, value: Any) -> float:
    try:
        number = float("nan" if value in (None, "") else value)
    except (TypeError, ValueError):
        number = float("inf")
    if abs(number) > FARTHEST_PX:
        raise ValueError(f"{name} `{value}`: pixels are right, empty for none")
    return number


def _utc(text: str) -> str:
    """The time in UTC to the millisecond, so that texts sort as times do; now for an empty one."""
    try:
        time = datetime.fromisoformat(text) if text else datetime.now(UTC)
        time = time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"when `{text}`: such as 2026-01-31T12:00:00Z is right") from None
    return time.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _refuse_foreign(content: bytes, path: Path) -> None:
    if not content.replace(b"\r\n", b"\n").startswith(_HEADER[: len(content)]):
        raise DataError(
            f"{path}: is no review.csv, whose first line is {_HEADER.decode().strip()}; "
            "move it away, or give another file"
        )


def _line(row: Mapping[str, Any]) -> str:
    values = [_cell(row[name]) for name in VERDICT_COLUMNS]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(values)
    return stream.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.2f}"
    text = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(line: bytes) -> dict[str, Any]:
    """The verdict that a line holds; ValueError where it holds none."""
    try:
        (cells,) = csv.reader([line.decode("utf-8")], strict=True)
    except csv.Error as error:
        raise ValueError(str(error)) from error
    if len(cells) != len(VERDICT_COLUMNS):
        raise ValueError(f"{len(cells)} columns; {len(VERDICT_COLUMNS)} are right")
    row = dict(zip(VERDICT_COLUMNS, cells, strict=True))
    return checked_verdict(row | {name: _text(row[name]) for name in TEXT_COLUMNS})


def _text(cell: str) -> str:
    """The text that `_cell` wrote."""
    bare = cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
    marks = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
    return re.sub(r"\\[\\nr]", lambda mark: marks[mark[0]], bare)
