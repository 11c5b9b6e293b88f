"""What Ultralytics wrote of a training: args.yaml, and results.csv with one row per epoch."""

import csv
import importlib.util
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.data.files import read_mapping, read_text
from containerloc.errors import DataError
from containerloc.experiment.train_arguments import TRAIN_ARGUMENTS

_NUMBERS: Final = (
    "conf",
    *(n for n, kind in TRAIN_ARGUMENTS.items() if kind in (int, int | float)),
)
_NEEDED: Final = ("epochs", "lr0", "lrf", "warmup_epochs")


@dataclass(frozen=True)
class EpochResults:
    """What was measured in each epoch, one row per epoch, which count from 1.

    `superseded` is how many further rows the file has of epochs that a later row begins again.
    """

    table: pd.DataFrame
    superseded: int = 0


def read_arguments(path: Path) -> Mapping[str, Any]:
    """The arguments with which a training ran; numbers that YAML takes for text are numbers.

    Raises
    ------
    DataError
        When there is no such file, or it is no YAML mapping.
    """
    arguments = read_mapping(path, right="an args.yaml is a mapping of arguments")
    return arguments | {
        name: number
        for name in _NUMBERS
        if isinstance(arguments.get(name), str) and (number := _number(arguments[name])) is not None
    }


def audited_arguments(arguments: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The arguments of a training, of which those that an audit counts with are finite numbers.

    What is no number, such as `batch: auto`, is None, as if it were not stated.

    Raises
    ------
    DataError
        When `path`, their args.yaml, lacks a number without which no learning rate can be judged.
    """
    numbers = {name: _number(arguments[name]) for name in _NUMBERS if name in arguments}
    for name in _NEEDED:
        value = numbers.get(name)
        if value is None or value < 0 or (name == "epochs" and not 1 <= value <= 1e6):
            stated = f"`{name}` is {arguments[name]!r}" if name in arguments else f"lacks `{name}`"
            raise DataError(
                f"{path}: {stated}; a training is judged by its {', '.join(_NEEDED)}, which the "
                "recipe may state instead"
            )
    return {**arguments, **numbers}


def _number(value: Any) -> float | int | None:
    """The finite number that a value is, also as text; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return value if isinstance(value, int | float) else number


def read_results(path: Path) -> EpochResults:
    """What was measured in each epoch; NaN and infinity are kept as such.

    Names of columns may be padded with blanks, as older versions did, and epochs counted from 0.
    A last line that was cut off while it was written is left out. Of two trainings that were
    written to one file the last one counts, of an epoch that was resumed its last row.

    Raises
    ------
    DataError
        When there is no such file, no column `epoch`, no whole epoch, a line with another number
        of fields than the header, or one that holds no numbers or no epoch.
    """
    lines = read_text(path).splitlines()
    names = _names(lines[0]) if lines else []
    if "epoch" not in names:
        raise DataError(
            f"{path}, line 1: there is no column `epoch`; Ultralytics' results.csv has one"
        )
    if len(names) != len(set(names)):
        raise DataError(f"{path}, line 1: a column stands there twice")
    if len(lines) > 1 and lines[-1].count(",") < len(names) - 1:
        del lines[-1]
    rows = [
        (number, line)
        for number, line in enumerate(lines[1:], start=2)
        if line.strip() and _names(line) != names  # a second training may write its header again
    ]
    for number, line in rows:
        if line.count(",") != len(names) - 1:
            raise DataError(
                f"{path}, line {number}: {line.count(',') + 1} fields, not "
                f"{len(names)} as in the header"
            )
    if not rows:
        raise DataError(f"{path}: no epoch was finished")
    table = _numbers(path, rows, names)
    kept = table[_is_last(table["epoch"].to_numpy(np.int64))].reset_index(drop=True)
    if kept["epoch"].iloc[0] == 0:
        kept = kept.assign(epoch=kept["epoch"] + 1)
    return EpochResults(kept, len(table) - len(kept))


def _names(header: str) -> list[str]:
    return [name.strip() for name in header.split(",")]


def _is_last(
    epochs: "np.ndarray[Any, np.dtype[np.int64]]",
) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Which rows no later row supersedes: one of the same epoch or an earlier one."""
    later = np.minimum.accumulate(epochs[::-1])[::-1]
    return np.append(epochs[:-1] < later[1:], True)


def ultralytics_defaults() -> Mapping[str, Any]:
    """The arguments of the installed Ultralytics with their defaults; empty where it is absent.

    Its file is read; nothing of it is imported.
    """
    package = importlib.util.find_spec("ultralytics")
    if package is None or package.origin is None:
        return {}
    return read_arguments(Path(package.origin).parent / "cfg" / "default.yaml")


def _numbers(path: Path, rows: list[tuple[int, str]], names: list[str]) -> pd.DataFrame:
    body = io.StringIO("\n".join(line for _, line in rows))
    table = pd.read_csv(
        body, header=None, names=names, skipinitialspace=True, quoting=csv.QUOTE_NONE
    )
    for name in names:
        numbers = pd.to_numeric(table[name], errors="coerce")
        bad = numbers.isna() & table[name].notna()
        if bad.any():
            row = int(bad.to_numpy().argmax())
            raise DataError(
                f"{path}, line {rows[row][0]}: `{name}` is {table[name][row]!r}, which is not a "
                "number"
            )
        table[name] = numbers
    epochs = table["epoch"].to_numpy(np.float64)
    wrong = ~((epochs >= 0) & (epochs <= 1e6) & (np.floor(epochs) == epochs))
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(f"{path}, line {rows[row][0]}: {epochs[row]:g} is the number of no epoch")
    return table.astype({"epoch": "int64"})
