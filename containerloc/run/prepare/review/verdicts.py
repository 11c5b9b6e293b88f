"""The verdicts on one split of a run: read, added to, and told which of them still stand."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from containerloc.analysis.review.cases import as_numbered_now, label_objects, present_objects
from containerloc.analysis.review.cleared import with_verdicts
from containerloc.analysis.review.verdicts import KEY, latest, verdict_table, with_staleness
from containerloc.data.files import sha256_of
from containerloc.errors import DataError
from containerloc.run.files.saved_verdicts import read_saved, row_of, shown_verdicts
from containerloc.run.files.verdict_file import VerdictFile, append_verdicts, read_verdicts
from containerloc.run.prepare.inputs import Inputs

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on one split of a run, in its review.csv.

    `cases` as from `case_table`, or `label_objects` where no predictions are judged; `predictions`
    are those that `prediction k` may mean. The file is read anew each time: others may be writing
    to it.
    """

    inputs: Inputs
    cases: pd.DataFrame
    predictions: pd.DataFrame
    file: Path | None = None
    _photos: dict[tuple[str, int, int], str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The file that keeps them: the run's own, where no other is given."""
        return self.file or self.inputs.artifacts.review

    def read(self) -> pd.DataFrame:
        """Every verdict on this split, oldest first, each prediction under its present number.

        Lines of the file that are no verdict are logged, and so is a file that is none of ours.
        """
        try:
            file = read_verdicts(self.path)
        except (DataError, OSError) as error:  # what else is known of the run is not lost with it
            _log.warning(f"verdicts left out: {error}")
            file = VerdictFile(verdict_table([]))
        for problem in file.left_out:
            _log.warning(problem)
        own = file.table[file.table["split"] == self.inputs.split].reset_index(drop=True)
        return as_numbered_now(own, self.predictions)

    def shown(self) -> list[dict[str, Any]]:
        """The same as a front end asks for them."""
        return [verdict.as_dict() for verdict in shown_verdicts(self.read())]

    @property
    def latest(self) -> pd.DataFrame:
        """The last verdict on each object, with `stale`, and the `class_id` of its `class`."""
        said = latest(self.read())
        now = present_objects(said, self.cases, self.predictions)
        photos = {image: self.photo_sha256(image) for image in said["image"].unique()}
        now = now.assign(split=self.inputs.split, photo_sha256=now["image"].map(photos))
        numbers = {name: number for number, name in self.inputs.dataset.names.items()}
        class_id = said["class"].map(numbers).fillna(0).astype("int64")
        return with_staleness(said, now).assign(class_id=class_id)

    @property
    def standing(self) -> pd.DataFrame:
        """Those of `latest` that are on what is still there, unchanged."""
        said = self.latest
        return said[said["stale"] == ""].reset_index(drop=True)

    def photo_sha256(self, image: str) -> str:
        """The SHA-256 of an image's file; empty where there is none."""
        paths = self.inputs.labels.images.set_index("image")["path"]
        path = Path(paths.get(image, ""))
        if not path.is_file():
            return ""
        status = path.stat()
        known = (str(path), status.st_mtime_ns, status.st_size)
        if known not in self._photos:
            self._photos[known] = sha256_of(path)
        return self._photos[known]

    def save(self, sent: object) -> None:
        """Keep a verdict as a page sends it; on return it is on disk.

        Raises
        ------
        ValueError
            When it is no verdict, or on no case of this run.
        """
        row = row_of(sent)
        case = self._cases.get((row["split"], row["image"], row["object"]))
        if case is None:
            raise ValueError(f"{row['split']}/{row['image']}/{row['object']}: is no case here")
        hashes = {"photo_sha256": self.photo_sha256(row["image"])} | {
            name: case[name] for name in ("label_sha256", "prediction_sha256")
        }
        append_verdicts(self.path, [row | {name: row[name] or hashes[name] for name in hashes}])

    @cached_property
    def _cases(self) -> dict[tuple[str, str, str], Mapping[Any, Any]]:
        rows = self.cases.to_dict("records")
        split = self.inputs.split
        return {(split, row["image"], row["object"]): row for row in rows}

    def take(self, path: Path) -> "Taken":
        """Add the verdicts of a file: one that a page saved, or another review.csv.

        Those that are there already are not added again.

        Raises
        ------
        DataError
            When it is no such file, or none of its verdicts is on an image of this data set.
        """
        file = read_saved(path)
        table = file.table
        here = ~table["split"].eq(self.inputs.split) | table["image"].isin(self._images)
        here &= table["split"].isin(list(self.inputs.dataset.splits))
        if len(table) and not here.any():
            raise DataError(
                f"{path}: has verdicts on other images, such as {_example(table)}; "
                f"split `{self.inputs.split}` of {self.inputs.dataset.path} has none of them"
            )
        strangers = tuple(table.loc[~here, "image"].unique())
        fitting = table[here]
        kept = read_verdicts(self.path).table
        new = fitting[~_keys(fitting).isin(_keys(kept))]
        append_verdicts(self.path, new.to_dict("records"))
        return Taken(len(new), len(fitting) - len(new), strangers, file.left_out)

    @property
    def _images(self) -> "pd.Series[str]":
        return self.inputs.labels.images["image"]


@dataclass(frozen=True)
class Taken:
    """What became of a file of verdicts.

    `added` are new, `known` were there already; of `strangers`, images that this data set does not
    have, nothing was taken, nor of what is `damaged`.
    """

    added: int
    known: int
    strangers: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    """What makes two verdicts the same one."""
    return pd.MultiIndex.from_frame(table[[*KEY, "verdict", "note", "who", "when"]])


def _example(table: pd.DataFrame) -> str:
    return f"{table['split'].iloc[0]}/{table['image'].iloc[0]}"


def judged_suspects(
    suspects: pd.DataFrame, inputs: Inputs, predictions: pd.DataFrame
) -> pd.DataFrame:
    """Suspects among the labels, with the column `verdict`; see `analysis.review.cleared`.

    `predictions` are those of the first model that was asked for suspects.
    """
    cases = label_objects(inputs.labels.table)
    return with_verdicts(suspects, Verdicts(inputs, cases, predictions).latest, predictions)
