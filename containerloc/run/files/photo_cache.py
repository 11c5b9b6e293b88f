"""What was measured of photos, kept so that the next notebook or verb need not open them again.

Several of them ask the same of the same photos. What they get is kept in `.cache` beside the
artifacts of the experiments, under a hash of everything that it follows from: the bytes of the
photos, what is asked, and the code. Any file in it may be deleted at any time.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from filelock import FileLock
from numpy.typing import NDArray

from containerloc.data.files import sha256_of, write_atomically
from containerloc.data.photo_hashes import PhotoHashes, hash_photos
from containerloc.data.photo_statistics import STATISTIC_COLUMNS, photo_statistics
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.errors import UsageError
from containerloc.run.files.artifacts import Artifacts
from containerloc.run.files.source import source_hash

FOLDER: Final = ".cache"
_MOST_FILES: Final = 40  # the oldest go

Arrays = Mapping[str, NDArray[Any]]


def kept_hashes(images: pd.DataFrame, artifacts: Artifacts) -> PhotoHashes:
    """The hashes of the photos, as by `hash_photos`."""
    made: list[PhotoHashes] = []

    def make() -> Arrays | None:
        made.append(hash_photos(images))
        (hashes,) = made
        if hashes.unreadable:  # it may be there tomorrow
            return None
        return {
            "images": np.array(hashes.images, "U"),
            "bits": hashes.bits,
            "thumbnails": hashes.thumbnails,
            "aspects": hashes.aspects,
        }

    known = _kept("hashes", _content(images), artifacts, make)
    if made or known is None:
        return made[0]
    names = tuple(known["images"].tolist())
    return PhotoHashes(names, known["bits"], known["thumbnails"], known["aspects"])


def kept_statistics(
    labels: pd.DataFrame, images: pd.DataFrame, artifacts: Artifacts
) -> pd.DataFrame:
    """What the photos say of each label, as by `photo_statistics`."""
    shown = images[images["image"].isin(labels["image"])]
    corners = labels[[*CORNER_COLUMNS]].to_numpy(np.float64)
    asked = [_content(shown), repr(labels[["image", "line"]].to_numpy().tolist())]
    asked.append(hashlib.sha256(corners.tobytes()).hexdigest())

    def make() -> Arrays:
        measured = photo_statistics(labels, images)[[*STATISTIC_COLUMNS]]
        return {"statistics": measured.to_numpy(np.float64)}

    known = _kept("statistics", "\0".join(asked), artifacts, make)
    assert known is not None, "it is always kept"
    table = pd.DataFrame(known["statistics"], labels.index, columns=[*STATISTIC_COLUMNS])
    return pd.concat([labels[["image", "line"]], table], axis=1).reset_index(drop=True)


def _content(images: pd.DataFrame) -> str:
    """The names of photos and their bytes; what cannot be read has none."""
    rows = []
    for image, path in zip(images["image"], map(Path, images["path"]), strict=True):
        try:
            rows.append(f"{image}\0{sha256_of(path)}")
        except OSError:
            rows.append(f"{image}\0")
    return "\n".join(rows)


def _kept(
    name: str, asked: str, artifacts: Artifacts, make: Callable[[], Arrays | None]
) -> Arrays | None:
    """What is kept under what is asked, else what `make` makes, which is kept where it can be."""
    key = hashlib.sha256(f"{source_hash()}\0{asked}".encode()).hexdigest()
    folder = artifacts.folder.parent / FOLDER
    path = folder / f"{name}-{key[:32]}.npz"
    if (known := _read(path)) is not None:
        return known
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = FileLock(folder / f".{name}.lock").acquire()
    except (OSError, UsageError):  # nobody may write here
        return make()
    with held:  # who asks the same meanwhile waits, and reads
        if (known := _read(path)) is not None:
            return known
        made = make()
        if made is not None:
            _write(path, made)
        return made


def _read(path: Path) -> Arrays | None:
    """The arrays in a file; None where there is none, or it is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as content:
            return dict(content)
    except Exception:  # what is raised on damaged bytes has no common type
        return None


def _write(path: Path, arrays: Arrays) -> None:
    try:
        with write_atomically(path) as temporary:
            np.savez(temporary, allow_pickle=False, **arrays)
    except (OSError, UsageError):  # a full disk loses no result
        return
    files = sorted(path.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in files[_MOST_FILES:]:
        old.unlink(missing_ok=True)
