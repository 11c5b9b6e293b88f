"""What is known about images beside their labels: tables with one row per image."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.data.dataset import Dataset
from containerloc.data.files import read_text
from containerloc.data.recognition import quoted, recognised
from containerloc.errors import DataError
from containerloc.wording import counted

OWN_TABLE: Final = "attributes.csv"
GROUP_COLUMNS: Final = ("group", "container")  # that say which photos show one thing
TEXT_COLUMN: Final = "text"  # what stands on the door, where `containerloc synth` drew it
_MOST_COLUMNS: Final = 100
# Columns that `containerloc synth` writes and the analysis must not see: they hold the answers.
_PLANTED: Final = "^(split|copy_of|text|fault_.*)$"


@dataclass(frozen=True)
class Attributes:
    """Attributes of the images of one split.

    `table` has one row per image, in the order asked for, and the image as its index; NaN where
    nothing is known of an image. Of the rows of a user's file, `elsewhere` are of other images of
    the data set, and `unknown` of none.
    """

    table: pd.DataFrame
    elsewhere: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def attributes_of(
    dataset: Dataset, images: pd.DataFrame, *, path: Path | None = None
) -> Attributes:
    """The attributes of images: the data set's own, and those of a user's CSV file.

    The data set's own are in `attributes.csv` beside the data.yaml, where `containerloc synth`
    writes it, without the planted faults, the text and the split. Where both files have a column,
    that of the user's file counts.

    Raises
    ------
    DataError
        As `given_attributes`.
    """
    own = dataset.path.parent / OWN_TABLE
    table = pd.DataFrame(index=_index(images))
    if own.is_file():
        read = read_attributes(own)
        planted = read.filter(regex=_PLANTED).columns
        table = _placed(read.drop(columns=planted), dataset, images, own).table
    if path is None:
        return Attributes(table)
    given = given_attributes(dataset, images, path)
    kept = table.drop(columns=given.table.columns, errors="ignore")
    return Attributes(pd.concat([kept, given.table], axis=1), given.elsewhere, given.unknown)


def given_attributes(dataset: Dataset, images: pd.DataFrame, path: Path) -> Attributes:
    """The attributes of images in a user's CSV file.

    Images are recognised as by `recognition.recognised`; a name without a folder is one of
    `images`, columns `tables.IMAGE_COLUMNS`, where these have it.

    Raises
    ------
    DataError
        As `read_attributes`; also when no row is of one of the images, or a row fits several.
    """
    read = read_attributes(path)
    placed = _placed(read, dataset, images, path)
    if len(placed.elsewhere) + len(placed.unknown) == len(read):
        raise DataError(
            f"{path}: none of its {counted(len(read), 'row')} is of an image of this split "
            f"({len(placed.elsewhere)} are of other images of the data set); named there: "
            f"{quoted(list(read.index)) or 'none'}, here: {quoted(list(images['image']))}"
        )
    return placed


def texts_of(
    dataset: Dataset, images: pd.DataFrame, *, column: str = "", path: Path | None = None
) -> "pd.Series[str]":
    """The text that stands on each image, by its key; empty where it is not known.

    From the column of that name, by default `text`, in the user's CSV file, else in the data set's
    own `attributes.csv`.

    Raises
    ------
    DataError
        As `given_attributes`; also when a column is asked for that no file has.
    """
    own, name = dataset.path.parent / OWN_TABLE, column or TEXT_COLUMN
    files = [file for file in (path, own) if file is not None and file.is_file()]
    for file in files:
        read = read_attributes(file)
        if name in read:
            texts = _placed(read[[name]], dataset, images, file).table[name]
            return texts.fillna("").astype(str)
    if column:
        where = ", ".join(map(str, files)) or f"there is no {own}, and no other file was given"
        raise DataError(f"no column `{column}` with the texts: {where}")
    return pd.Series("", _index(images), dtype=object)


def groups_given(attributes: pd.DataFrame, column: str = "") -> "pd.Series[Any]":
    """What each image (the index) shows, as a column of its attributes says; NaN where not known.

    The column `group`, else `container`, where none is named; empty where there is neither.

    Raises
    ------
    DataError
        When the named column is not among the attributes.
    """
    if column and column not in attributes:
        raise DataError(
            f"the attributes of these images have no column `{column}`, by which they could be "
            f"grouped; their columns: {', '.join(map(str, attributes.columns)) or 'none'}"
        )
    for name in [column] if column else GROUP_COLUMNS:
        if name in attributes:
            return attributes[name]
    return pd.Series(dtype="object")


def rows_used(attributes: Attributes) -> str:
    """How many rows of the files were of these images, in words, and how many were not."""
    images = counted(len(attributes.table), "image")
    known = int(attributes.table.notna().any(axis=1).sum())
    other, unknown = (
        counted(len(names), "row") for names in (attributes.elsewhere, attributes.unknown)
    )
    example = f", such as `{attributes.unknown[0]}`" if attributes.unknown else ""
    return (
        f"{known} of {images} have attributes; {other} of other images of the data set, {unknown} "
        f"of none{example}"
    )


def _index(images: pd.DataFrame) -> "pd.Index[str]":
    index: pd.Index[str] = pd.Index(images["image"].tolist(), name="image")
    return index


def _placed(table: pd.DataFrame, dataset: Dataset, images: pd.DataFrame, path: Path) -> Attributes:
    """The rows of a table under the keys of the images."""
    asked = dict(zip(images["image"], images["path"], strict=True))
    mine = set(asked.values())
    splits = (map(str, split) for split in dataset.splits.values())
    others = [each for split in splits for each in split if each not in mine]
    try:
        found = recognised(table.index.tolist(), asked, others=others)
    except DataError as error:
        raise DataError(f"{path}: {error}") from error
    names = {key: name for name, key in found.image_of.items()}
    rows = table.reindex([names.get(key) for key in asked]).set_axis(_index(images))
    return Attributes(rows, found.elsewhere, found.unknown)


def read_attributes(path: Path) -> pd.DataFrame:
    """The attributes in a table with a column `image`, which becomes the index.

    Separated by commas, or by tabs in a `.tsv` file. Columns without a name are left out.

    Raises
    ------
    DataError
        When there is no such file, it is no such table in UTF-8, a row has another number of fields
        than the header, there are more than 100 columns, one stands there twice, or there is no
        column `image`, a row without one, or two rows for one image.
    """
    if not path.is_file():
        raise DataError(f"{path}: there is no such file; give a CSV file with a column `image`")
    separator, mark = ("\t", "tab") if path.suffix.lower() == ".tsv" else (",", "comma")
    lines, rows = _fields(path, separator, mark)
    header, *body = rows
    columns = [place for place, name in enumerate(header) if name]
    names = [header[place] for place in columns]
    if "image" not in names:
        raise DataError(
            f"{path}: there is no column `image`; the columns, separated by {mark}s, "
            f"are: {', '.join(names)}"
        )
    if len(names) > _MOST_COLUMNS:
        raise DataError(
            f"{path}: {len(names)} columns; at most {_MOST_COLUMNS} are sliced by: keep those that "
            "may matter"
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise DataError(f"{path}, line {lines[0]}: column `{twice}` stands there twice")
    images = [row[header.index("image")].strip() for row in body]
    _check_images(images, lines[1:], path)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[row[place] for place in columns] for row in rows])
    text.seek(0)
    table = pd.read_csv(text, dtype={"image": "str"})
    return table.assign(image=np.array(images, object)).set_index("image")


def _fields(path: Path, separator: str, mark: str) -> tuple[list[int], list[list[str]]]:
    """The fields of the rows that have any, as many as the header has, and the rows' lines."""
    lines, rows = [], []
    reader = csv.reader(io.StringIO(read_text(path), newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if any(map(str.strip, row)):
                lines.append(reader.line_num)
                rows.append(row)
    except csv.Error as error:
        raise DataError(f"{path}: cannot be read as {mark}-separated text: {error}") from error
    if not rows:
        raise DataError(f"{path}: cannot be read as {mark}-separated text: it is empty")
    rows[0] = [name.strip() for name in rows[0]]
    width = len(rows[0])
    for line, row in zip(lines, rows, strict=True):
        if len(row) < width or any(map(str.strip, row[width:])):
            raise DataError(
                f"{path}, line {line}: {counted(len(row), 'field')}, where the header has {width}"
            )
    return lines, [row[:width] for row in rows]


def _check_images(names: Sequence[str], lines: Sequence[int], path: Path) -> None:
    lines_of: dict[str, list[int]] = {}
    for name, line in zip(names, lines, strict=True):
        if not name:
            raise DataError(f"{path}, line {line}: column `image` is empty")
        lines_of.setdefault(name, []).append(line)
    again = {name: places for name, places in lines_of.items() if len(places) > 1}
    for name, places in again.items():
        raise DataError(
            f"{path}: image `{name}` stands in lines {', '.join(map(str, places))}; one row per "
            f"image is right ({len(again)} named more than once)"
        )
