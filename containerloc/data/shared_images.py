"""Which images several sets of labels share: the same photo, labelled the same."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from containerloc.data.labels import Labels
from containerloc.data.prediction_set import Predictions, in_order
from containerloc.data.tables import quads_of

_SAME_PX = 0.01


def not_shared(sets: Mapping[str, Labels]) -> dict[str, str]:
    """The images that not all of the sets have, each with the first reason why; by set's name.

    A photo is the same when name, size in pixels and size of the file are; a label when each corner
    is within 0.01 px, or missing in both.
    """
    (first, reference), *others = sets.items()
    known = _described(reference)
    reasons: dict[str, str] = {}
    for name, labels in others:
        described = _described(labels)
        for image in (*known, *described):
            if image not in described:
                reasons.setdefault(image, f"not in {name}")
            elif image not in known:
                reasons.setdefault(image, f"not in {first}")
            elif known[image][0] != described[image][0]:
                reasons.setdefault(image, f"another photo in {name}")
            elif not _alike(known[image][1], described[image][1]):
                reasons.setdefault(image, f"labelled otherwise in {name}")
    return reasons


def without_images(labels: Labels, images: Iterable[str]) -> Labels:
    """The labels without those of some images."""
    gone = list(images)
    return replace(
        labels,
        images=labels.images[~labels.images["image"].isin(gone)].reset_index(drop=True),
        table=labels.table[~labels.table["image"].isin(gone)].reset_index(drop=True),
    )


def predictions_on(predictions: Predictions, labels: Labels) -> Predictions:
    """The predictions on the images of the labels alone, in their order."""
    images = tuple(labels.images["image"])
    kept = predictions.table[predictions.table["image"].isin(images)]
    return replace(predictions, table=in_order(kept, images), images=images)


def _described(labels: Labels) -> dict[str, tuple[tuple[int, ...], np.ndarray]]:
    quads = {str(image): quads_of(rows) for image, rows in labels.table.groupby("image")}
    images = labels.images
    return {
        image: ((width, height, Path(path).stat().st_size), quads.get(image, np.empty((0, 4, 2))))
        for image, path, width, height in zip(
            images["image"], images["path"], images["width_px"], images["height_px"], strict=True)
    }  # fmt: skip


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape:
        return False
    return bool(np.allclose(one, other, rtol=0, atol=_SAME_PX, equal_nan=True))
