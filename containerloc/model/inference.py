"""Predicting the corners of every image, once, from a very low confidence up.

Every threshold is applied to these predictions afterwards, and leaves what Ultralytics itself
would have predicted at that threshold: suppression of overlapping boxes goes by descending
confidence, so that a box below the threshold never removes one above it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

import containerloc
from containerloc.data.files import sha256_of
from containerloc.data.predictions import Predictions, in_order
from containerloc.data.tables import PREDICTION_COLUMNS, prediction_table, table_of
from containerloc.experiment.predict_settings import CONFIDENCE_FLOOR, PredictSettings
from containerloc.model.checkpoint import load_model
from containerloc.model.devices import (
    device_name,
    inference_devices,
    machine_load,
    timing_conditions,
)
from containerloc.model.engine.ahead import Ahead
from containerloc.model.engine.choice import engine_for
from containerloc.model.engine.letterbox import Letterbox
from containerloc.model.engine.look import MAX_DETECTIONS, Traits
from containerloc.model.engine.photos import Photos, batches, read_photos
from containerloc.model.engine.workers import Workers, workers_for
from containerloc.model.offline import quiet
from containerloc.model.passes.asked import Passes
from containerloc.model.passes.found import Found
from containerloc.model.shards import shared_out

_log = logging.getLogger(__name__)


def predict(
    weights: Path,
    images: pd.DataFrame,
    *,
    settings: PredictSettings,
    device: str = "auto",
    batch: int = 0,
    trust_weights: bool = False,
) -> Predictions:
    """The predictions of a pose model for the images, from confidence 0.001 up.

    Each image is read by Ultralytics' own reader and predicted in a batch of images of its own
    size, which gives what `YOLO(weights).predict(path)` gives for it alone, whichever engine
    computes. An image that cannot be read is left out and named in `made_by["skipped"]`.

    Parameters
    ----------
    images
        Columns `tables.IMAGE_COLUMNS`, of which `image`, `path`, `width_px`, `height_px` count.
    device
        `auto` (every GPU, else the CPU), `cpu`, `0`, `0,1`, `mps`. Several share the images, and
        predict the same as one. On CUDA half precision is used.
    batch
        Images at a time; 0 for what suits the device.
    trust_weights
        See `checkpoint.read_checkpoint`.

    Raises
    ------
    UsageError
        When the weights are missing, no pose model with four keypoints, or want to run code;
        when the device or the engine is not there.
    """
    model = load_model(weights, trust_weights=trust_weights)
    devices = inference_devices(device)
    parameters = sum(each.numel() for each in model.parameters())  # before layers are fused
    engine = engine_for(settings.engine, devices)
    with quiet():
        workers = workers_for(engine, devices, weights=weights, model=model)
    traits = Traits.of(model)
    load, start = machine_load(), perf_counter()
    done, failed = _predict_on(workers, traits, images, settings=settings, batch=batch)
    seconds = perf_counter() - start
    skipped = [entry for each in done for entry in each.skipped]
    bad = {entry["image"] for entry in skipped}
    predicted = tuple(image for image in images["image"] if image not in bad)
    found = {image: seen for each in done for image, seen in each.found.items()}
    return Predictions(
        table=in_order(_table(found), predicted),
        images=predicted,
        made_by={
            "weights": weights.name,
            "weights_sha256": sha256_of(weights),
            "parameters": parameters,
            "ms_per_image": round(1000 * seconds / max(len(images), 1), 1),  # reading it included
            "timing": timing_conditions(load, batch=batch or workers.batch)
            | {"engine": workers.engine},
            "conf_floor": CONFIDENCE_FLOOR,
            "iou": settings.iou,
            "imgsz": settings.imgsz,
            "second_pass": settings.second_pass,
            "turned": settings.turned,
            "max_det": MAX_DETECTIONS,
            "device": ", ".join(map(device_name, devices)),
            **({"failed_devices": failed} if failed else {}),
            "engine": workers.engine,
            "half": workers.uses_cuda,
            "versions": {
                "containerloc": containerloc.__version__,
                **{name: version(name) for name in workers.packages},
            },
            "skipped": skipped,
        },
    )


@dataclass(frozen=True)
class _Batch:
    """What is found in each image of a batch, and the images that could not be read."""

    found: dict[str, Found]
    skipped: list[dict[str, str]]


def _predict_on(
    workers: Workers, traits: Traits, images: pd.DataFrame, *, settings: PredictSettings, batch: int
) -> tuple[list[_Batch], dict[str, str]]:
    """The predictions, batch by batch, and why devices failed, if any did.

    The batches are the same on any number of devices, and so are the predictions. Photos are read
    and letterboxed ahead of the networks, by threads of their own.
    """
    from tqdm import tqdm

    names = ", ".join(map(device_name, dict.fromkeys(workers.devices)))
    _log.info("predicting %d images on %s by %s", len(images), names, workers.engine)
    tasks = list(batches(images, batch or workers.batch))
    letterbox = Letterbox(settings.imgsz, traits.stride, pinned=workers.uses_cuda)
    ahead = Ahead(
        lambda number: read_photos(tasks[number], letterbox),
        len(tasks),
        depth=2 * len(workers.devices),
        threads=workers.readers,
    )
    with quiet(), workers.at_work(), ahead, tqdm(total=len(images), unit="image") as bar:

        def worker_on(device: str) -> Callable[[int], _Batch]:
            passes = Passes.of(workers.network_on(device), traits, settings)
            return lambda number: _predict_batch(passes, ahead.take(number), bar=bar)

        bar.set_description("predict")
        done, failures = shared_out(range(len(tasks)), workers.devices, worker_on)
    failed = {device_name(device): str(error) for device, error in failures.items()}
    for name, reason in failed.items():
        _log.warning(f"device {name} failed, the others took its images over: {reason}")
    return done, failed


def _predict_batch(passes: Passes, photos: Photos, *, bar: Any) -> _Batch:
    found = passes.found_in(photos)
    bar.update(len(photos.pixels) + len(photos.skipped))
    return _Batch(found, photos.skipped)


def _table(found: Mapping[str, Found]) -> pd.DataFrame:
    """The predictions of the images, of each the most confident first."""
    if not found:
        return table_of({}, PREDICTION_COLUMNS)
    seen = list(found.values())
    return prediction_table(
        np.concatenate([each.boxes for each in seen]),
        np.concatenate([each.corners for each in seen]),
        image=np.repeat(np.array(list(found), object), [len(each.boxes) for each in seen]),
        class_id=np.concatenate([each.class_id for each in seen]),
        confidence=np.concatenate([each.confidence for each in seen]),
    )
