"""Predictions made once: stored ones stand for new ones where they would be the same."""

import hashlib
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from containerloc.data.files import sha256_of
from containerloc.data.labels import Labels
from containerloc.data.predictions import (
    Predictions,
    read_made_by,
    read_predictions,
    write_predictions,
)
from containerloc.errors import ContainerlocError, DataError
from containerloc.experiment.predict_settings import CONFIDENCE_FLOOR, TORCH, PredictSettings
from containerloc.parsing import parse_json
from containerloc.run.files.given import KEY, Given
from containerloc.run.prepare.shards import HERE, Spread, predicted

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prediction:
    """How new predictions are made: device, images at a time, whether a checkpoint may run code.

    `given` is remembered with them, where they are not made by the experiment's own weights;
    `spread` says who shares the photos.
    """

    device: str = "auto"
    batch: int = 0  # what suits the device
    trust_weights: bool = False
    given: Given | None = None
    spread: Spread = HERE


def stored_or_made(
    path: Path, weights: Path, labels: Labels, *, settings: PredictSettings, how: Prediction
) -> Predictions:
    """The predictions stored at `path`, or new ones, which are then stored there.

    Stored ones are reused where weights, images, IoU threshold, image size, second pass and
    confidence floor are the same; labels may differ, and so may the engine, whose answers agree to
    0.01 px. The log says what was done and why.
    """
    wanted = _identity(weights, labels, settings)
    given = {KEY: how.given.as_dict()} if how.given else {}
    stored = _stored(path, wanted)
    if stored is not None:
        if given and stored.made_by.get(KEY) != given[KEY]:
            write_predictions(replace(stored, made_by={**stored.made_by, **given}), path)
        _log.info(
            f"predictions: reused ({len(stored.images)} images, {_made_with(stored)} by"
            f" {weights.name} {wanted['weights_sha256'][:12]})"
        )
        return stored
    start = perf_counter()
    made = predicted(
        weights,
        labels.images,
        settings=settings,
        spread=how.spread,
        device=how.device,
        batch=how.batch,
        trust_weights=how.trust_weights,
    )
    made = replace(made, made_by={**made.made_by, **wanted, "split": path.stem, **given})
    write_predictions(made, path)
    _log.info(
        f"predictions: {_made_with(made)} in {perf_counter() - start:.1f} s"
        f" ({len(made.images)} images)"
    )
    return made


def _made_with(predictions: Predictions) -> str:
    """Device and engine, as far as they are known; earlier versions had torch only."""
    made_by = predictions.made_by
    device = made_by.get("device", "unknown device")
    return f"made on {device} with {made_by.get('engine', TORCH)}"


def store_given(path: Path, predictions: Predictions, given: Given) -> None:
    """Store predictions that were given as a file, as they are; once, not by every notebook."""
    made_by = {**predictions.made_by, "split": path.stem, KEY: given.as_dict()}
    if Path(given.file) == path.resolve() or _made_by(path) == made_by:
        return
    write_predictions(replace(predictions, made_by=made_by), path)
    _log.info(f"predictions: stored as {path}, for every later verb")


def _made_by(path: Path) -> Mapping[str, Any]:
    try:
        return read_made_by(path)
    except DataError:  # none is stored, or it is damaged
        return {}


def _stored(path: Path, wanted: Mapping[str, Any]) -> Predictions | None:
    if not path.exists():
        return None
    try:
        stored = read_predictions(path)
    except ContainerlocError as error:
        _log.info(f"predictions: the stored ones cannot be used ({error})")
        return None
    made_by = {"turned": False, **stored.made_by}  # which those of earlier versions do not say
    changed = [key for key in wanted if made_by.get(key) != wanted[key]]
    if changed:
        _log.info(f"predictions: the stored ones differ in {', '.join(changed)}")
        return None
    return stored


def _identity(weights: Path, labels: Labels, settings: PredictSettings) -> dict[str, Any]:
    """What stored predictions must have been made by to stand for new ones."""
    return {
        "weights_sha256": sha256_of(weights),
        "images_hash": images_hash(labels.images),
        "iou": settings.iou,
        "imgsz": settings.imgsz,
        "second_pass": settings.second_pass,
        "turned": settings.turned,
        "conf_floor": CONFIDENCE_FLOOR,
    }


def images_hash(images: pd.DataFrame) -> str:
    """Changes with the name and the file size of any image, as far as can be told quickly.

    Of the embedded photos it is the specification that counts, not the size: drawn again on
    another machine, their files differ by a few bytes and in nothing that a model sees.
    """
    paths = [Path(path) for path in images["path"]]
    drawn = {folder: _specification(folder) for folder in {path.parent for path in paths}}
    lines = (
        f"{name}\0{drawn[path.parent] or path.stat().st_size}\n"
        for name, path in zip(images["image"], paths, strict=True)
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _specification(folder: Path) -> str:
    """What the photos of `images/<split>` were drawn from; empty for those that were not drawn.

    Their other sets of labels have photos of their own, in a folder inside the data set's.
    """
    places = (above / "spec.json" for above in (*folder.parents[1:2], *folder.parents[2:3]))
    for place in places:
        with suppress(OSError, ValueError, AttributeError):
            spec = parse_json(place.read_bytes())
            facts = sorted((key, value) for key, value in spec.items() if key != "versions")
            return repr(facts) if "revision" in spec else ""
    return ""
