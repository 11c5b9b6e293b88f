"""What is known about images beside their labels: tables with one row per image."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from containerloc.data.dataset import Dataset
from containerloc.errors import DataError

OWN_TABLE = "attributes.csv"
# Columns that `containerloc synth` writes and the analysis must not see: they hold the answers.
_PLANTED = "^(split|copy_of|text|fault_.*)$"


@dataclass(frozen=True)
class Attributes:
    """Attributes of the images of one split.

    `table` has one row per image, in the order asked for, and the image as its index; NaN where
    nothing is known of an image. `unknown` are images of the files that were not asked for, such
    as those of other splits.
    """

    table: pd.DataFrame
    unknown: tuple[str, ...] = ()


def attributes_of(
    dataset: Dataset, images: Sequence[str], *, path: Path | None = None
) -> Attributes:
    """The attributes of images: the data set's own, and those of a user's CSV file.

    The data set's own are in `attributes.csv` beside the data.yaml, where `containerloc synth`
    writes it, without the planted faults, the text and the split. Where both files have a column,
    that of the user's file counts.

    Raises
    ------
    DataError
        As `read_attributes`.
    """
    tables = []
    own = dataset.path.parent / OWN_TABLE
    if own.is_file():
        table = read_attributes(own)
        tables.append(table.drop(columns=table.filter(regex=_PLANTED).columns))
    if path is not None:
        given = read_attributes(path)
        tables = [table.drop(columns=given.columns, errors="ignore") for table in tables] + [given]
    index = pd.Index(list(images), name="image")
    unknown = dict.fromkeys(
        name for table in tables for name in table.index.difference(index, sort=False)
    )
    parts = [pd.DataFrame(index=index), *(table.reindex(index) for table in tables)]
    return Attributes(pd.concat(parts, axis=1), tuple(unknown))


def read_attributes(path: Path) -> pd.DataFrame:
    """The attributes in a table with a column `image`, which becomes the index.

    Separated by commas, or by tabs in a `.tsv` file.

    An image is named as in the tables of labels: by its file name, or by as much of its path as
    tells it from others.

    Raises
    ------
    DataError
        When there is no such file, it is no such table in UTF-8, or it has no column `image`, a row
        without one, or two rows for one image.
    """
    if not path.is_file():
        raise DataError(f"{path}: there is no such file; give a CSV file with a column `image`")
    separator, mark = ("\t", "tab") if path.suffix == ".tsv" else (",", "comma")
    try:
        table = pd.read_csv(path, sep=separator, encoding="utf-8-sig", dtype={"image": "str"})
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path}: cannot be read as {mark}-separated UTF-8 text: {error}"
        ) from error
    if "image" not in table:
        raise DataError(
            f"{path}: there is no column `image`; the columns, separated by {mark}s, "
            f"are: {', '.join(map(str, table.columns))}"
        )
    _check_images(table["image"], path)
    return table.set_index("image")


def _check_images(names: "pd.Series[str]", path: Path) -> None:
    if names.isna().any():
        line = int(names.isna().to_numpy().argmax()) + 2
        raise DataError(f"{path}, line {line}: column `image` is empty")
    again = names[names.duplicated()]
    if not again.empty:
        lines = ", ".join(str(row + 2) for row in np.flatnonzero(names == again.iloc[0]))
        raise DataError(
            f"{path}: image `{again.iloc[0]}` stands in lines {lines}; one row per image is right "
            f"({again.nunique()} named more than once)"
        )
