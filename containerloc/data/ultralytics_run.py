"""What Ultralytics wrote of a training: args.yaml, and results.csv with one row per epoch."""

import importlib.util
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from containerloc.data.files import read_mapping, read_text
from containerloc.errors import DataError


def read_arguments(path: Path) -> Mapping[str, Any]:
    """The arguments with which a training ran.

    Raises
    ------
    DataError
        When there is no such file, or it is no YAML mapping.
    """
    return read_mapping(path, right="an args.yaml is a mapping of arguments")


def read_results(path: Path) -> pd.DataFrame:
    """What was measured in each epoch, one row per epoch; NaN and infinity are kept as such.

    Names of columns may be padded with blanks, as older versions did. A last line that was cut
    off while it was written is left out.

    Raises
    ------
    DataError
        When there is no such file, no column `epoch`, no whole epoch, a line with another number
        of fields than the header, or one that holds no numbers.
    """
    lines = read_text(path).splitlines()
    names = [name.strip() for name in lines[0].split(",")] if lines else []
    if "epoch" not in names:
        raise DataError(
            f"{path}, line 1: there is no column `epoch`; Ultralytics' results.csv has one"
        )
    if len(lines) > 1 and lines[-1].count(",") < len(names) - 1:
        del lines[-1]
    for number, line in enumerate(lines[1:], start=2):
        if line.count(",") != len(names) - 1:
            raise DataError(
                f"{path}, line {number}: {line.count(',') + 1} fields, not "
                f"{len(names)} as in the header"
            )
    if len(lines) < 2:
        raise DataError(f"{path}: no epoch was finished")
    return _numbers(path, lines, names)


def ultralytics_defaults() -> Mapping[str, Any]:
    """The arguments of the installed Ultralytics with their defaults; empty where it is absent.

    Its file is read; nothing of it is imported.
    """
    package = importlib.util.find_spec("ultralytics")
    if package is None or package.origin is None:
        return {}
    return read_arguments(Path(package.origin).parent / "cfg" / "default.yaml")


def _numbers(path: Path, lines: list[str], names: list[str]) -> pd.DataFrame:
    body = io.StringIO("\n".join(lines[1:]))
    table = pd.read_csv(body, header=None, names=names, skipinitialspace=True)
    for name in names:
        numbers = pd.to_numeric(table[name], errors="coerce")
        bad = numbers.isna() & table[name].notna()
        if bad.any():
            row = int(bad.to_numpy().argmax())
            raise DataError(
                f"{path}, line {row + 2}: `{name}` is {table[name][row]!r}, which is not a number"
            )
        table[name] = numbers
    if table["epoch"].isna().any():
        raise DataError(f"{path}: a row has no epoch")
    return table.astype({"epoch": "int64"})
