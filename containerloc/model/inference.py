"""Predicting the corners of every image, once, from a very low confidence up.

Every threshold is applied to these predictions afterwards, and leaves what Ultralytics itself
would have predicted at that threshold: suppression of overlapping boxes goes by descending
confidence, so that a box below the threshold never removes one above it.
"""

import logging
from collections.abc import Iterator
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
from containerloc.experiment.predict_settings import PredictSettings
from containerloc.model.checkpoint import load_model
from containerloc.model.devices import device_name, inference_device
from containerloc.model.offline import quiet
from containerloc.model.second_pass import PredictCrops, refined

_log = logging.getLogger(__name__)
CONFIDENCE_FLOOR: Final = 0.001
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
        `auto` (the first GPU, else the CPU), `cpu`, `0`, `mps`. On CUDA half precision is used.
    trust_weights
        See `checkpoint.read_checkpoint`.

    Raises
    ------
    UsageError
        When the weights are missing, no pose model with four keypoints, or want to run code;
        when the device is not there.
    """
    model = load_model(weights, trust_weights=trust_weights)
    device = inference_device(device)
    half = device.isdigit()
    _log.info("predicting %d images on %s", len(images), device_name(device))
    parameters = sum(each.numel() for each in model.parameters())  # before layers are fused
    with quiet():
        predictor = _predictor(model, settings, device=device, half=half)
        start = perf_counter()
        tables, skipped = _predict_all(
            predictor, images, batch=batch, second_pass=settings.second_pass
        )
    seconds = perf_counter() - start
    bad = {entry["image"] for entry in skipped}
    predicted = tuple(image for image in images["image"] if image not in bad)
    return Predictions(
        table=in_order(pd.concat([table_of({}, PREDICTION_COLUMNS), *tables]), predicted),
        images=predicted,
        made_by={
            "weights": weights.name,
            "weights_sha256": sha256_of(weights),
            "parameters": parameters,
            "ms_per_image": round(1000 * seconds / max(len(images), 1), 1),  # reading it included
            "conf_floor": CONFIDENCE_FLOOR,
            "iou": settings.iou,
            "imgsz": settings.imgsz,
            "second_pass": settings.second_pass,
            "max_det": MAX_DETECTIONS,
            "device": device_name(device),
            "half": half,
            "versions": {
                "containerloc": containerloc.__version__,
                "torch": version("torch"),
                "ultralytics": version("ultralytics"),
            },
            "skipped": skipped,
        },
    )


def _predictor(model: Any, settings: PredictSettings, *, device: str, half: bool) -> Any:
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
    predictor = PosePredictor(overrides=arguments | ({"half": True} if half else {}))
    predictor.setup_model(model, verbose=False)
    return predictor


def _predict_all(
    predictor: Any, images: pd.DataFrame, *, batch: int, second_pass: bool
) -> tuple[list[pd.DataFrame], list[dict[str, str]]]:
    from tqdm import tqdm

    tables: list[pd.DataFrame] = []
    skipped: list[dict[str, str]] = []
    predict_crops = predictor if second_pass else None
    with tqdm(total=len(images), unit="image", desc="predict") as bar:
        for rows in _batches(images, batch):
            pixels: dict[str, NDArray[np.uint8]] = {}
            columns = (rows[name] for name in ("image", "path", "height_px", "width_px"))
            for image, path, height, width in zip(*columns, strict=True):
                read = _read(path, (height, width))
                if isinstance(read, str):
                    skipped.append({"image": image, "reason": read})
                else:
                    pixels[image] = read
            if pixels:
                results = predictor(list(pixels.values()))
                for (image, seen), result in zip(pixels.items(), list(results), strict=True):
                    tables.append(_table(image, seen, result, predict_crops=predict_crops))
            bar.update(len(rows))
    return tables, skipped


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


def _table(
    image: str, pixels: NDArray[np.uint8], result: Any, *, predict_crops: PredictCrops | None
) -> pd.DataFrame:
    """The predictions of one image, most confident first."""
    boxes = result.boxes.cpu().numpy()
    order = np.argsort(-boxes.conf, kind="stable")
    corners = result.keypoints.cpu().numpy().data.astype(np.float64)[order]  # (n, 4, 2 or 3)
    if predict_crops is not None:
        corners = refined(pixels, corners, boxes.conf[order], predict_crops)
    return prediction_table(
        boxes.xyxy[order].astype(np.float64),
        corners,
        image=np.full(len(boxes), image, dtype=object),
        class_id=boxes.cls[order].astype(np.int64),
        confidence=boxes.conf[order].astype(np.float64),
    )
