"""Photos in shards, worked on wherever there are workers, and put together as if by one."""

import math
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.data.photo_hashes import PhotoHashes, hash_photos
from containerloc.data.predictions import Predictions, in_order
from containerloc.errors import DataError
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.model import inference
from containerloc.model.engine.photos import batches

_LARGEST_BATCH: Final = 8  # that a worker takes by itself
_SHARDS_OF_A_WORKER: Final = 4  # so that a slow one keeps nobody waiting for long


@dataclass(frozen=True)
class Spread:
    """Who works on shards: `map(function, shards)` has the results in order; so many at a time."""

    map: Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
    slots: int  # 0: the photos are not divided


HERE: Final = Spread(lambda function, shards: [function(each) for each in shards], 0)


def predicted(
    weights: Path,
    images: pd.DataFrame,
    *,
    settings: PredictSettings,
    spread: Spread = HERE,
    batch: int = 0,
    **how: Any,
) -> Predictions:
    """As `inference.predict`, by all workers.

    Batches are the same as on one machine, and so are the predictions where machines are alike.
    How long an image takes is left out: the workers' times are not those of one machine.
    """
    if not spread.slots:
        return inference.predict(weights, images, settings=settings, batch=batch, **how)
    task = partial(_predict, weights=weights, settings=settings, batch=batch, **how)
    parts: list[Predictions] = spread.map(task, _shards(images, spread.slots, batch))
    made_by = [part.made_by for part in parts]
    skipped = [entry for each in made_by for entry in each["skipped"]]
    bad = {entry["image"] for entry in skipped}
    read = tuple(image for image in images["image"] if image not in bad)
    devices = dict.fromkeys(each["device"] for each in made_by)
    engines = dict.fromkeys(each["engine"] for each in made_by)
    together = {"skipped": skipped, "device": ", ".join(devices), "engine": ", ".join(engines)}
    kept = {key: value for key, value in made_by[0].items() if key not in _OF_ONE_MACHINE}
    table = pd.concat([part.table for part in parts], ignore_index=True)
    return Predictions(in_order(table, read), read, kept | together)


_OF_ONE_MACHINE: Final = ("ms_per_image", "timing", "failed_devices")


def hashed(images: pd.DataFrame, spread: Spread = HERE) -> PhotoHashes:
    """As `hash_photos`, by all workers."""
    at_least = max(1, math.ceil(len(images) / (_SHARDS_OF_A_WORKER * max(spread.slots, 1))))
    starts = range(0, len(images), at_least) if spread.slots else []
    parts: list[PhotoHashes] = spread.map(_hash, [images.iloc[n : n + at_least] for n in starts])
    if not parts:
        return hash_photos(images)
    bits, thumbnails, aspects = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("bits", "thumbnails", "aspects")
    )
    unreadable = {image: why for part in parts for image, why in part.unreadable.items()}
    names = tuple(image for part in parts for image in part.images)
    return PhotoHashes(names, bits, thumbnails, aspects, unreadable)


def _shards(images: pd.DataFrame, slots: int, batch: int) -> list[pd.DataFrame]:
    """The images in shards of whole batches, some for each worker.

    A batch holds images of one size, in their order: see `inference.predict`.
    """
    at_least = len(images) / (_SHARDS_OF_A_WORKER * slots)
    shards: list[pd.DataFrame] = []
    waiting: list[pd.DataFrame] = []
    for each in batches(images, batch or _LARGEST_BATCH):
        waiting.append(each)
        if sum(map(len, waiting)) >= at_least:
            shards.append(pd.concat(waiting))
            waiting = []
    return shards + ([pd.concat(waiting)] if waiting else [])


def _predict(images: pd.DataFrame, *, weights: Path, **how: Any) -> Predictions:
    refuse_absent([str(weights), *images["path"]])
    made = inference.predict(weights, images, **how)
    return replace(made, made_by=dict(made.made_by))  # a plain one travels


def _hash(images: pd.DataFrame) -> PhotoHashes:
    refuse_absent(images["path"])
    return hash_photos(images)


def refuse_absent(files: Sequence[str] | pd.Series) -> None:
    """DataError where a file that was there when it was asked for is not: on another machine."""
    absent = [file for file in files if not Path(file).exists()]
    if absent:
        raise DataError(
            f"{absent[0]}: this worker ({platform.node()}) has no such file; workers need the "
            "project, its data and its artifacts under the same paths"
        )
