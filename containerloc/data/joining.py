"""Predictions and labels of the same images brought together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from containerloc.data.labels import Labels
from containerloc.data.predictions import Predictions, in_order
from containerloc.data.recognition import quoted, recognised
from containerloc.data.tables import quads_of
from containerloc.errors import DataError
from containerloc.quads import Floats

_SAME_PX: Final = 0.01


def join_to_labels(predictions: Predictions, labels: Labels) -> Predictions:
    """The predictions under the keys of the labels, and in their order of images.

    Images are recognised as by `recognition.recognised`. Predictions on images whose own labels
    cannot be used are left out; `made_by["images_left_out"]` counts them. Where the source has no
    list of its images (`images_known` False), labelled images without a prediction are taken as
    predicted without result, and `made_by["images_without_prediction"]` counts them.

    Raises
    ------
    DataError
        When the two are not of the same images, or a name fits several of them.
    """
    usable = list(labels.images["image"])
    skipped = set(labels.problems["image"]) - {""} - set(usable)
    places = dict(zip(usable, labels.images["path"], strict=True))
    known = {**places, **{image: image for image in sorted(skipped)}}
    keys, strangers = _image_of_each(predictions, known)
    if strangers:
        raise DataError(
            f"predictions of another data set: {len(strangers)} of {len(predictions.images)} "
            f"predicted images are not among the labelled ones ({quoted(strangers)}); "
            f"labelled: {quoted(usable)}"
        )
    unseen = [image for image in usable if image not in set(keys.values())]
    images_known = predictions.made_by.get("images_known", True)
    if unseen and images_known:
        raise DataError(
            f"{len(unseen)} of {len(usable)} labelled images were never predicted "
            f"({quoted(unseen)}); predict again"
        )
    left_out = [image for image in predictions.images if keys[image] in skipped]
    kept = predictions.table[~predictions.table["image"].isin(left_out)]
    table = kept.assign(image=kept["image"].map(keys).astype("str"))
    if len(labels.class_names) == 1:
        table = table.assign(class_id=next(iter(labels.class_names)))
    counts = {"images_left_out": len(left_out), "images_known": True}
    if not images_known:
        counts["images_without_prediction"] = len(unseen)
    return replace(
        predictions,
        table=in_order(table, tuple(usable)),
        images=tuple(usable),
        made_by={**predictions.made_by, **counts},
    )


def _image_of_each(
    predictions: Predictions, images: Mapping[str, str]
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The label key of each predicted image that has one, and the images that have none."""
    numbers = not predictions.made_by.get("images_known", True)
    try:
        found = recognised(predictions.images, images, numbers=numbers)
    except DataError as error:
        raise DataError(f"predictions: {error}") from error
    return found.image_of, found.unknown


def not_shared(sets: Mapping[str, Labels]) -> dict[str, str]:
    """The images that not all of the sets have, each with the first reason why; by set's name.

    A photo is the same when name, size in pixels and size of the file are; a label when its class
    is, and each corner is within 0.01 px, or missing in both.
    """
    (first, reference), *others = sets.items()
    known = _described(reference)
    reasons: dict[str, str] = {}
    for name, labels in others:
        described = _described(labels)
        for image in (*known, *described):
            if image not in described:
                reason = f"not in {name}"
            elif image not in known:
                reason = f"not in {first}"
            elif known[image][0] != described[image][0]:
                reason = f"another photo in {name}"
            elif not _same_labels(known[image][1], described[image][1]):
                reason = f"labelled differently in {name}"
            else:
                continue
            reasons.setdefault(image, reason)
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


def _described(labels: Labels) -> dict[str, tuple[tuple[int, ...], Floats]]:
    """Sizes of photo and file of each image, and class and corners of its labels, `(k, 9)`."""
    corners, rows_of = quads_of(labels.table).reshape(-1, 8), labels.table.groupby("image").indices
    known = np.column_stack([labels.table["class_id"], corners])
    columns = (labels.images[name] for name in ("image", "path", "width_px", "height_px"))
    return {
        image: ((width, height, Path(path).stat().st_size), known[rows_of.get(image, [])])
        for image, path, width, height in zip(*columns, strict=True)
    }


def _same_labels(one: Floats, other: Floats) -> bool:
    return one.shape == other.shape and np.allclose(
        one, other, rtol=0, atol=_SAME_PX, equal_nan=True
    )
