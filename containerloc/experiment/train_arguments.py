"""The training arguments that an experiment may set, with the type and range of each."""

import math
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import nearest

# Ultralytics' own argument names that a recipe may set, by the type of their value. `cos_lr` is not
# among them: `schedule` decides it.
_BY_TYPE: Final[Mapping[type | UnionType, str]] = {
    int: "epochs patience imgsz seed workers close_mosaic nbs save_period max_det",
    int | float: (
        "batch lr0 lrf momentum weight_decay warmup_epochs warmup_momentum warmup_bias_lr"
        " box cls dfl pose kobj rle hsv_h hsv_s hsv_v degrees translate scale shear perspective"
        " flipud fliplr bgr mosaic mixup cutmix copy_paste erasing dropout fraction time"
        " multi_scale"
    ),
    bool: "amp rect deterministic single_cls val plots",
    str: "optimizer auto_augment",
    bool | str: "cache",
    int | list: "freeze",
}
TRAIN_ARGUMENTS: Final[Mapping[str, type | UnionType]] = {
    name: kind for kind, names in _BY_TYPE.items() for name in names.split()
}
# Those that change nothing of what is learned: neither the audit nor a comparison counts them.
WITHOUT_EFFECT: Final = ("workers", "cache", "plots", "val", "save_period", "max_det")

# Lowest and highest value, as Ultralytics checks them or, where it does not, as they make sense.
_BY_RANGE: Final[Mapping[tuple[float, float], str]] = {
    (0, 1): (
        "lr0 lrf momentum weight_decay warmup_momentum warmup_bias_lr hsv_h hsv_s hsv_v translate"
        " scale perspective flipud fliplr bgr mosaic mixup cutmix copy_paste erasing dropout"
        " multi_scale"
    ),
    (0, math.inf): "patience seed workers close_mosaic warmup_epochs box cls dfl pose kobj rle",
    (1, math.inf): "epochs nbs max_det",
    (32, math.inf): "imgsz",
    (-1, math.inf): "save_period",
    (-180, 180): "degrees shear",
}
_RANGES: Final = {name: ends for ends, names in _BY_RANGE.items() for name in names.split()}
OPTIMIZERS: Final = (
    *("SGD", "MuSGD", "Adam", "Adamax", "AdamW", "NAdam", "RAdam", "RMSprop"),
    "auto",
)
_CACHES: Final = (True, False, "ram", "disk")


def check_train(train: Mapping[str, Any], path: Path) -> None:
    """Raise a UsageError for an argument out of its range in the experiment's file at `path`.

    Names and types are checked already.
    """
    for key, value in train.items():
        fault = _fault(key, value)
        if fault:
            raise UsageError(f"{path}: key `train.{key}`: {value} {fault}")


def _fault(key: str, value: Any) -> str:
    """What is wrong with the value of an argument, in words; nothing where it may be."""
    if isinstance(value, float) and not math.isfinite(value):
        return "is no finite number"
    if key in _RANGES:
        low, high = _RANGES[key]
        above = f"{low} or more is right" if math.isinf(high) else f"{low} to {high} is right"
        return "" if low <= value <= high else f"is out of range; {above}"
    if key == "optimizer" and value.lower() not in map(str.lower, OPTIMIZERS):
        return f"is no optimizer of Ultralytics{nearest(value, OPTIMIZERS)}"
    if key == "cache" and value not in _CACHES:
        return "is out of range; true, false, ram or disk is right"
    if key == "batch" and not (value == -1 or 0 < value < 1 or (value >= 1 and value % 1 == 0)):
        return "is out of range; a whole number of images, -1, or a share of the memory is right"
    if key == "fraction" and not (0 < value <= 1 or (value > 1 and isinstance(value, int))):
        return "is out of range; above 0 to 1, or a number of images is right"
    if key == "time" and value <= 0:
        return "is out of range; hours above 0 are right"
    return ""
