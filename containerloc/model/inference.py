"""Predicting the corners of every image, once, from a very low confidence up.

Every threshold is applied to these predictions afterwards, and leaves what Ultralytics itself
would have predicted at that threshold: suppression of overlapping boxes goes by descending
confidence, so that a box below the threshold never removes one above it.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
from containerloc.model.offline import quiet
from containerloc.model.passes.found import found_in
from containerloc.model.passes.second_pass import refined
from containerloc.model.passes.turned import along_the_text, half_size
from containerloc.model.shards import shared_out

_log = logging.getLogger(__name__)
MAX_DETECTIONS: Final = 300


def predict(
    weights: Path,
    images: pd.DataFrame,
    *,
    settings: PredictSettings,
    device: str = "auto",
    batch: int = 8,
    trust_weights: bool = False,
) -> Predictions:
    """The predictions of a pose model for the images, from confidence 0.001 up.

    Each image is read by Ultralytics' own reader and predicted in a batch of images of its own
    size, which gives what `YOLO(weights).predict(path)` gives for it alone. An image that cannot
    be read is left out and named in `made_by["skipped"]`.

    Parameters
    ----------
    images
        Columns `tables.IMAGE_COLUMNS`, of which `image`, `path`, `width_px`, `height_px` count.
    device
        `auto` (every GPU, else the CPU), `cpu`, `0`, `0,1`, `mps`. Several share the images, and
        predict the same as one. On CUDA half precision is used.
    trust_weights
        See `checkpoint.read_checkpoint`.

    Raises
    ------
    UsageError
        When the weights are missing, no pose model with four keypoints, or want to run code;
        when the device is not there.
    """
    model = load_model(weights, trust_weights=trust_weights)
    devices = inference_devices(device)
    parameters = sum(each.numel() for each in model.parameters())  # before layers are fused
    load, start = machine_load(), perf_counter()
    done, failed = _predict_on(devices, model, images, settings=settings, batch=batch)
    seconds = perf_counter() - start
    skipped = [entry for each in done for entry in each.skipped]
    bad = {entry["image"] for entry in skipped}
    predicted = tuple(image for image in images["image"] if image not in bad)
    tables = [table for each in done for table in each.tables]
    return Predictions(
        table=in_order(pd.concat([table_of({}, PREDICTION_COLUMNS), *tables]), predicted),
        images=predicted,
        made_by={
            "weights": weights.name,
            "weights_sha256": sha256_of(weights),
            "parameters": parameters,
            "ms_per_image": round(1000 * seconds / max(len(images), 1), 1),  # reading it included
            "timing": timing_conditions(load, batch=batch),
            "conf_floor": CONFIDENCE_FLOOR,
            "iou": settings.iou,
            "imgsz": settings.imgsz,
            "second_pass": settings.second_pass,
            "turned": settings.turned,
            "max_det": MAX_DETECTIONS,
            "device": ", ".join(map(device_name, devices)),
            **({"failed_devices": failed} if failed else {}),
            "half": devices[0].isdigit(),
            "versions": {
                "containerloc": containerloc.__version__,
                "torch": version("torch"),
                "ultralytics": version("ultralytics"),
            },
            "skipped": skipped,
        },
    )


@dataclass(frozen=True)
class _Batch:
    """The predictions of a batch of images, and the images that could not be read."""

    tables: list[pd.DataFrame]
    skipped: list[dict[str, str]]


def _predict_on(
    devices: Sequence[str],
    model: Any,
    images: pd.DataFrame,
    *,
    settings: PredictSettings,
    batch: int,
) -> tuple[list[_Batch], dict[str, str]]:
    """The predictions, batch by batch, and why devices failed, if any did.

    The batches are the same on any number of devices, and so are the predictions.
    """
    from tqdm import tqdm

    _log.info("predicting %d images on %s", len(images), ", ".join(map(device_name, devices)))
    with quiet(), tqdm(total=len(images), unit="image", desc="predict") as bar:

        def worker_on(device: str) -> Callable[[pd.DataFrame], _Batch]:
            passes = _passes(model, settings, device=device)
            return partial(_predict_batch, passes, bar=bar)

        done, failures = shared_out(list(_batches(images, batch)), devices, worker_on)
    failed = {device_name(device): str(error) for device, error in failures.items()}
    for name, reason in failed.items():
        _log.warning(f"device {name} failed, the others took its images over: {reason}")
    return done, failed


@dataclass(frozen=True)
class _Passes:
    """The model as each pass asks it; None for a pass that is not wanted."""

    first: Any
    turned: Any  # at half size
    second: Any


def _passes(model: Any, settings: PredictSettings, *, device: str) -> _Passes:
    first = _predictor(deepcopy(model), settings, device=device)
    half = replace(settings, imgsz=half_size(settings.imgsz))
    turned = _predictor(deepcopy(model), half, device=device) if settings.turned else None
    return _Passes(first, turned, first if settings.second_pass else None)


def _predictor(model: Any, settings: PredictSettings, *, device: str) -> Any:
    # Ultralytics suppresses boxes much faster once torchvision is imported, and gives up on a
    # batch for which it needs more than two seconds.
    import torchvision  # noqa: F401
    from ultralytics.models.yolo.pose import PosePredictor

    arguments = {
        "conf": CONFIDENCE_FLOOR,
        "iou": settings.iou,
        "imgsz": settings.imgsz,
        "max_det": MAX_DETECTIONS,
        "device": device,
        "mode": "predict",
        "rect": True,
        "save": False,
        "verbose": False,
    }
    half = {"half": True} if device.isdigit() else {}
    predictor = PosePredictor(overrides=arguments | half)
    predictor.setup_model(model, verbose=False)
    return predictor


def _predict_batch(passes: _Passes, rows: pd.DataFrame, *, bar: Any) -> _Batch:
    batch = _Batch([], [])
    pixels: dict[str, NDArray[np.uint8]] = {}
    columns = (rows[name] for name in ("image", "path", "height_px", "width_px"))
    for image, path, height, width in zip(*columns, strict=True):
        read = _read(path, (height, width))
        if isinstance(read, str):
            batch.skipped.append({"image": image, "reason": read})
        else:
            pixels[image] = read
    if pixels:
        results = passes.first(list(pixels.values()))
        for (image, seen), result in zip(pixels.items(), list(results), strict=True):
            batch.tables.append(_table(image, seen, result, passes))
    bar.update(len(rows))
    return batch


def _batches(images: pd.DataFrame, batch: int) -> Iterator[pd.DataFrame]:
    """Rows of images of one size: Ultralytics pads a mixed batch differently from one image."""
    for _, same_size in images.groupby(["width_px", "height_px"], sort=False):
        for start in range(0, len(same_size), batch):
            yield same_size.iloc[start : start + batch]


def _read(path: str, expected: tuple[int, int]) -> NDArray[np.uint8] | str:
    """The pixels as Ultralytics reads them (BGR, EXIF orientation applied), or why not."""
    import cv2
    from ultralytics.utils.patches import imread

    pixels: NDArray[np.uint8] | None = imread(path, cv2.IMREAD_COLOR)
    if pixels is None:
        return "Ultralytics cannot read it"
    if pixels.shape[:2] != expected:
        # Its labels would be in another frame than its predictions.
        height, width = pixels.shape[:2]
        return f"Ultralytics reads {width}x{height} px, it shows {expected[1]}x{expected[0]} px"
    return pixels


def _table(image: str, pixels: NDArray[np.uint8], result: Any, passes: _Passes) -> pd.DataFrame:
    """The predictions of one image, most confident first."""
    found = found_in(result)
    if passes.second is not None:
        found = replace(
            found, corners=refined(pixels, found.corners, found.confidence, passes.second)
        )
    if passes.turned is not None:
        found = along_the_text(pixels, found, passes.turned)
    return prediction_table(
        found.boxes,
        found.corners,
        image=np.full(len(found.boxes), image, dtype=object),
        class_id=found.class_id,
        confidence=found.confidence,
    )
