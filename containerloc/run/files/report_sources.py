"""What a report shows besides numbers: photos, and predictions on no label."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.data.dataset import read_dataset
from containerloc.data.images import read_image
from containerloc.data.paths import image_keys
from containerloc.data.predictions import read_predictions
from containerloc.errors import ContainerlocError

Pixels = NDArray[np.uint8]


def photos_of(record: Mapping[str, Any], root: Path) -> Callable[[str], Pixels | None]:
    """What reads a photo by the name of its image, in the data that `run.json` names.

    It returns None for a photo that is not there or cannot be read. A path in the record is
    relative to `root`.
    """
    stated = (record.get("data") or {}).get("path")
    try:
        splits = read_dataset(root / str(stated)).splits if stated else {}
        images = tuple(dict.fromkeys(splits.get(str(record.get("split")), ())))
        paths = dict(zip(image_keys(images), images, strict=True))
    except (ContainerlocError, OSError, ValueError):  # moved or removed since
        paths = {}

    @lru_cache(maxsize=8)
    def photo_of(image: str) -> Pixels | None:
        try:
            return read_image(paths[image])
        except (ContainerlocError, OSError, KeyError):
            return None

    return photo_of


def unmatched_predictions(
    stored: Path, per_label: pd.DataFrame, *, threshold: float
) -> pd.DataFrame:
    """Stored predictions at or above the threshold on no label, by falling confidence.

    Those that `per_image.csv` names as found, by their image and confidence, are left out.
    `number` is the place of each among the predictions of its image. Empty where none are stored.
    """
    try:
        table = read_predictions(stored).table
    except (ContainerlocError, OSError):
        return pd.DataFrame({"image": []})
    numbered = table.assign(number=table.groupby("image").cumcount() + 1)
    kept = numbered[numbered["confidence"] >= threshold]
    found = per_label[per_label["detected"].astype(bool)]
    taken = {
        (str(image), f"{confidence:.6g}")
        for image, confidence in zip(found["image"], found.get("confidence", ()), strict=False)
    }
    free = [
        (str(image), f"{confidence:.6g}") not in taken
        for image, confidence in zip(kept["image"], kept["confidence"], strict=True)
    ]
    return kept[np.array(free, bool)].sort_values("confidence", ascending=False)
