"""Readings made once: a crop that was read is not read again, by any verb or experiment."""

import hashlib
import io
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import pandas as pd
from filelock import FileLock

from containerloc.analysis.reading.asked import (
    CROP_COLUMNS,
    TEXT_COLUMNS,
    Asked,
    Crops,
    Texts,
    chosen_texts,
    crop_table,
    parts_of_crop,
)
from containerloc.analysis.reading.texts import TextForm
from containerloc.data.files import read_json_file, write_atomically
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.errors import DataError, raised_as
from containerloc.model.reading.pictures import CUTTING, Crop, read_crops
from containerloc.model.reading.reader import Reader, open_reader
from containerloc.run.files.json_files import write_json
from containerloc.run.prepare.predictions import images_hash
from containerloc.wording import counted

_log = logging.getLogger(__name__)
_DIGITS: Final = 2  # of a pixel, to which crops are compared
_COLUMNS: Final = (*CROP_COLUMNS, *TEXT_COLUMNS)
_KEY: Final = list(CROP_COLUMNS)
_TYPES: Final = dict.fromkeys(("image", "layout", "text"), "str")
_NONE: Final = pd.DataFrame(
    {name: pd.Series(dtype=_TYPES.get(name, "float64")) for name in _COLUMNS}
)


@dataclass(frozen=True)
class Readings:
    """The readings of one split's images: those stored, and a reader for what is not.

    `path` is where they are stored; `elsewhere` are files of other experiments, whose readings of
    the same images by the same reader count, too. `open_reader` opens another reader than the
    one that is installed.
    """

    path: Path
    images: pd.DataFrame
    form: TextForm
    elsewhere: Sequence[Path] = ()
    open_reader: Callable[[], Reader] | None = None

    def read(self, images: Sequence[str], asked: Asked) -> Texts:
        """The text of each quad, `(n,)` for each of `asked`; `images` are those of the n labels.

        Raises
        ------
        UsageError
            When a crop is not stored and no reader is installed.
        """
        crops = _crops_of(images, asked)
        known = self._all(crops[_KEY].drop_duplicates())
        return self._texts(crops.merge(known, on=_KEY), len(images), asked)

    def stored(self, images: Sequence[str], asked: Asked) -> Mapping[Crops, list[str | None]]:
        """As `read`, of what is stored alone; None where a crop is not, no reader is opened.

        Empty is the text of a crop in which nothing was read, and of a missing quad.
        """
        crops = _crops_of(images, asked)
        read = crops.merge(self._stored(), how="left", on=_KEY)
        is_stored = read["text"].notna()
        texts: dict[Crops, list[str | None]] = {
            crops: [*each]
            for crops, each in self._texts(read[is_stored], len(images), asked).items()
        }
        names = list(asked)
        for which, place in read.loc[~is_stored, ["which", "place"]].to_numpy(int).tolist():
            texts[names[which]][place] = None
        return texts

    @property
    def is_empty(self) -> bool:
        """Whether nothing is stored of these images."""
        return not any(self._record(path) for path in (self.path, *self.elsewhere))

    def _texts(self, read: pd.DataFrame, n: int, asked: Asked) -> dict[Crops, list[str]]:
        """The text of each of `n` quads for each of `asked`, from rows of `_crops_of` as read."""
        of_which = dict(iter(read.set_index("place").groupby("which")))
        none = read.iloc[:0]
        return {
            crops: chosen_texts(of_which.get(which, none), n, self.form)
            for which, crops in enumerate(asked)
        }

    def _all(self, wanted: pd.DataFrame) -> pd.DataFrame:
        """The readings of the crops wanted, all of one reader; what is new is read, and stored."""
        known = self._stored()
        if _without(wanted, known).empty:
            return known
        reader = (self.open_reader or open_reader)()
        made_by = f"{reader.name}, {CUTTING}"
        known = self._stored(made_by)
        new = _without(wanted, known)
        if len(new):
            known = pd.concat([known, self._made(reader, new)], ignore_index=True)
        self._store(known, made_by)
        return known

    def _made(self, reader: Reader, crops: pd.DataFrame) -> pd.DataFrame:
        start = perf_counter()
        corners = crops[list(CORNER_COLUMNS)].to_numpy(np.float64).tolist()
        rows = zip(crops["image"], corners, crops["layout"], strict=True)
        asked = [Crop(image, parts_of_crop(quad, layout)) for image, quad, layout in rows]
        paths = dict(zip(self.images["image"], map(Path, self.images["path"]), strict=True))
        texts = pd.DataFrame(read_crops(reader, asked, paths), columns=list(TEXT_COLUMNS))
        _log.info(
            f"readings: {counted(len(crops), 'crop')} read in {perf_counter() - start:.0f} s by "
            f"{reader.name}"
        )
        return pd.concat([crops, texts], axis=1)

    def _stored(self, reader: str = "") -> pd.DataFrame:
        """What is stored of these images by one reader: the given one, else that of the first."""
        tables = []
        for path in (self.path, *self.elsewhere):
            record = self._record(path)
            if record and (not reader or record["reader"] == reader):
                reader = record["reader"]
                tables.append(_table(path, record))
        whole = pd.concat([_NONE, *tables], ignore_index=True) if tables else _NONE
        return whole.drop_duplicates(_KEY, ignore_index=True)

    def _record(self, path: Path) -> dict[str, Any]:
        """What made the readings stored at a path; empty where they are of no use here."""
        if not path.is_file():
            return {}
        try:
            record = read_json_file(path.with_suffix(".json"))
        except DataError as error:
            _log.info(f"readings: the stored ones cannot be used ({error})")
            return {}
        of_these = isinstance(record, dict) and record.get("images_hash") == self._images_hash
        return record if of_these and isinstance(record.get("reader"), str) else {}

    @cached_property
    def _images_hash(self) -> str:
        return images_hash(self.images)

    def _store(self, readings: pd.DataFrame, reader: str) -> None:
        """Write a parquet file, and a JSON file of what made it; several may do so at once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.parent / ".lock"):
            own = replace(self, elsewhere=())._stored(reader)
            whole = pd.concat([readings, own], ignore_index=True).drop_duplicates(_KEY)
            buffer = io.BytesIO()
            whole.to_parquet(buffer, index=False)
            with write_atomically(self.path) as temporary:
                temporary.write_bytes(buffer.getvalue())
            record = {
                "reader": reader,
                "images_hash": self._images_hash,
                "parquet_sha256": hashlib.sha256(buffer.getvalue()).hexdigest(),
            }
            write_json(self.path.with_suffix(".json"), record)


def _crops_of(images: Sequence[str], asked: Asked) -> pd.DataFrame:
    """Every crop asked for: `which` of `asked`, the `place` of its quad, its corners."""
    tables = [crop_table(images, quads) for quads in asked.values()]
    which = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    crops = pd.concat([table.rename_axis("place").reset_index() for table in tables])
    return _rounded(crops.assign(which=which).reset_index(drop=True))


def _table(path: Path, record: Mapping[str, Any]) -> pd.DataFrame:
    """The readings stored at a path; none where they are damaged, or another JSON's."""
    try:
        with raised_as(DataError, path):
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() != record.get("parquet_sha256"):
                raise DataError(f"{path} is not the file that its .json describes")
            return pd.read_parquet(io.BytesIO(content))[list(_COLUMNS)]
    except DataError as error:
        _log.info(f"readings: the stored ones cannot be used ({error})")
        return _NONE


def _without(wanted: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The crops that are wanted and not known."""
    marked = wanted.merge(known[_KEY], how="left", on=_KEY, indicator=True)
    return marked.loc[marked["_merge"] == "left_only", _KEY].reset_index(drop=True)


def _rounded(crops: pd.DataFrame) -> pd.DataFrame:
    """The crops with corners as they are compared and stored."""
    corners = list(CORNER_COLUMNS)
    return crops.assign(**(crops[corners].round(_DIGITS) + 0.0))
