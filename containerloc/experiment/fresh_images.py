"""Training on images that are drawn beside the trainer, instead of on a data set."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.embedded import SYNTHETIC

# World 0 is that of the embedded data set, on which the model is judged.
_LEAST: Final = {"images": 2, "seed": 1, "size_px": 64, "val_images": 1, "val_seed": 1}


@dataclass(frozen=True)
class Fresh:
    """Each epoch sees the newest `images` of world `seed`, `size_px` on the longer side.

    Each is validated on the same `val_images` of world `val_seed`.
    """

    images: int
    seed: int = 1
    size_px: int = 640
    val_images: int = 200
    val_seed: int = 2


def fresh_of(values: Mapping[str, Any], path: Path) -> Fresh | None:
    """The `fresh` among all `values` of an experiment's file at `path`; None where it has none.

    Names and types are checked already; raises a UsageError where `fresh` makes no sense.
    """
    if "fresh" not in values:
        return None
    if values["data"] != SYNTHETIC:
        raise UsageError(
            f"{path}: key `fresh` has no effect on data {values['data']}; remove it or"
            f" use data: {SYNTHETIC}"
        )
    if "images" not in values["fresh"]:
        raise UsageError(f"{path}: key `fresh.images` is missing: how many an epoch sees")
    for key in ("rect", "fraction"):
        if key in values.get("train", {}):
            raise UsageError(f"{path}: key `train.{key}` has no effect beside `fresh`; remove it")
    fresh = Fresh(**values["fresh"])
    for key, least in _LEAST.items():
        if getattr(fresh, key) < least:
            raise UsageError(f"{path}: key `fresh.{key}`: {getattr(fresh, key)} is below {least}")
    if fresh.seed == fresh.val_seed:
        raise UsageError(f"{path}: keys `fresh.seed` and `fresh.val_seed` are the same world")
    return fresh
