"""The words that an experiment may use: comparisons and training arguments."""

from collections.abc import Mapping
from typing import Final

COMPARISONS: Final = ("below", "above", "at_least", "at_most")

# Ultralytics' own argument names that a recipe may set, with the type that each one takes.
TRAIN_ARGUMENTS: Final[Mapping[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(
        (
            "epochs",
            "patience",
            "imgsz",
            "seed",
            "workers",
            "close_mosaic",
            "nbs",
            "save_period",
            "max_det",
        ),
        int,
    ),
    **dict.fromkeys(
        (
            "lr0",
            "lrf",
            "momentum",
            "weight_decay",
            "warmup_epochs",
            "warmup_momentum",
            "rle",
            "warmup_bias_lr",
            "box",
            "cls",
            "dfl",
            "pose",
            "kobj",
            "hsv_h",
            "hsv_s",
            "hsv_v",
            "degrees",
            "translate",
            "scale",
            "shear",
            "perspective",
            "flipud",
            "fliplr",
            "bgr",
            "mosaic",
            "mixup",
            "cutmix",
            "copy_paste",
            "erasing",
            "dropout",
            "fraction",
            "time",
            "multi_scale",
        ),
        (int, float),
    ),
    **dict.fromkeys(("amp", "rect", "deterministic", "single_cls", "val", "plots"), bool),
    "batch": (int, float),
    "optimizer": str,
    "cache": (bool, str),
    "freeze": (int, list),
    "auto_augment": str,
}
