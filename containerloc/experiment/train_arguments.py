"""The words that an experiment may use: comparisons, metrics, training arguments."""

from collections.abc import Mapping
from typing import Final

COMPARISONS: Final = ("below", "above", "at_least", "at_most")

# What a target may promise: keys of `measures.headline.measures`.
METRICS: Final = (
    "detection_rate",
    "false_positives_per_image",
    "missed",
    "order_wrong",
    "crossed",
    "mde_px",
    "error_std_px",
    "error_median_px",
    "error_p90_px",
    "error_max_px",
    "nme",
    "iou_mean",
    "iou_mean_unconditional",
    "pck_05",
    "pck_05_unconditional",
    "pck_10",
    "pck_10_unconditional",
    "coverage_mean",
    "margin_mean",
    *(
        f"{corner}_{statistic}_px"
        for corner in ("tl", "tr", "br", "bl")
        for statistic in ("error_mean", "error_std", "error_median", "error_p90", "error_max")
    ),
    "imbalance",
)

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
