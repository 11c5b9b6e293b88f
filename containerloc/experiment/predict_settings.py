"""How an experiment's predictions are made: the one place where a threshold lives."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import nearest

AUTO, TORCH, OPENVINO = "auto", "torch", "openvino"
ENGINES: Final = (AUTO, TORCH, OPENVINO)
CONFIDENCE_FLOOR: Final = 0.001  # from which predictions are stored


@dataclass(frozen=True)
class PredictSettings:
    """Confidence from which a prediction counts, IoU of NMS, size that the network sees (px)."""

    conf: float = 0.25
    iou: float = 0.7
    imgsz: int = 640
    second_pass: bool = False  # predict each ID again on an enlarged crop: see model.passes
    turned: bool = False  # read IDs of photos that lie on their side again: see model.passes
    engine: str = AUTO  # what computes; they agree to 0.01 px: see model.engine


def check_predict(predict: Mapping[str, Any], path: Path) -> None:
    """Raise a UsageError for a setting out of its range in the experiment's file at `path`."""
    for key in ("conf", "iou"):
        if not 0 < predict.get(key, 1) <= 1:
            raise UsageError(f"{path}: key `predict.{key}`: {predict[key]} is not in (0, 1]")
    if predict.get("conf", 1) < CONFIDENCE_FLOOR:
        raise UsageError(
            f"{path}: key `predict.conf`: {predict['conf']} is below {CONFIDENCE_FLOOR}, from which"
            " predictions are stored"
        )
    imgsz = predict.get("imgsz", 640)
    if imgsz < 32 or imgsz % 32:
        raise UsageError(f"{path}: key `predict.imgsz`: {imgsz} is not a multiple of 32")
    engine = predict.get("engine", AUTO)
    if engine not in ENGINES:
        raise UsageError(
            f"{path}: key `predict.engine`: no such engine: `{engine}`{nearest(engine, ENGINES)}"
        )
