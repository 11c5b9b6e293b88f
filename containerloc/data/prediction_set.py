"""Predictions in memory, and their order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Predictions:
    """What a model said about a set of images.

    `table` has one prediction a row, in pixels of the displayed image, by image in the order of
    `images` and then by falling confidence. `images` are all that were predicted, also those
    without any prediction. `made_by` says with what. Where the source could not say which images
    it had seen (Ultralytics' own predictions.json), `made_by["images_known"]` is False, and
    `images` are those with a prediction.
    """

    table: pd.DataFrame
    images: tuple[str, ...]
    made_by: Mapping[str, Any]


def in_order(table: pd.DataFrame, images: tuple[str, ...]) -> pd.DataFrame:
    """Sorted by image in the order of `images`, then by falling confidence; ties keep theirs."""
    places = table["image"].map({image: place for place, image in enumerate(images)})
    order = np.lexsort((-table["confidence"].to_numpy(), places.to_numpy(np.int64)))
    return table.iloc[order].reset_index(drop=True)
