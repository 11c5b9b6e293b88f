"""The training arguments that an experiment may set, with the type that each one takes."""

from collections.abc import Mapping
from types import UnionType
from typing import Final

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
