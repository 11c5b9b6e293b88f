"""Predictions and labels of the same images brought together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from containerloc.data.labels import Labels
from containerloc.data.prediction_set import Predictions, in_order
from containerloc.errors import DataError


def join_to_labels(predictions: Predictions, labels: Labels) -> Predictions:
    """The predictions under the keys of the labels, and in their order of images.

    An image is recognised by its key, else its file name, else its stem, else the number that its
    stem is (Ultralytics writes image `0000287` as 287). Predictions on images whose own labels
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
    keys = _recognised(predictions.images, [*usable, *sorted(skipped)])
    _refuse_strangers(predictions.images, keys, usable)
    unseen = [image for image in usable if image not in set(keys.values())]
    images_known = predictions.made_by.get("images_known", True)
    if unseen and images_known:
        raise DataError(f"{len(unseen)} of {len(usable)} labelled images were never predicted "
                        f"({_first(unseen)}); predict again")  # fmt: skip
    left_out = [image for image in predictions.images if keys[image] in skipped]
    kept = predictions.table[~predictions.table["image"].isin(left_out)]
    table = kept.assign(image=kept["image"].map(keys).astype("str"))
    counts = {"images_left_out": len(left_out), "images_known": True}
    if not images_known:
        counts["images_without_prediction"] = len(unseen)
    return replace(
        predictions,
        table=in_order(table, tuple(usable)),
        images=tuple(usable),
        made_by={**predictions.made_by, **counts},
    )


_LEVELS: tuple[Callable[[PurePosixPath], str], ...] = (
    str,
    lambda path: path.name,
    lambda path: path.stem,
    lambda path: str(int(path.stem)) if path.stem.isdecimal() else path.stem,
)


def _recognised(images: Iterable[str], keys: Iterable[str]) -> dict[str, str]:
    """The label key of each predicted image that has one; DataError where two would fit."""
    known = [_by_level(level, keys) for level in _LEVELS]
    found: dict[str, str] = {}
    for image in images:
        path = PurePosixPath(image.replace("\\", "/"))
        for level, places in zip(_LEVELS, known, strict=True):
            fits = places.get(level(path), [])
            if len(fits) > 1:
                raise DataError(f"predicted image `{image}` could be any of {_first(fits)}; the "
                                "predictions do not say in which folder")  # fmt: skip
            if fits:
                found[image] = fits[0]
                break
    _refuse_doubles(found)
    return found


def _by_level(level: Callable[[PurePosixPath], str], keys: Iterable[str]) -> dict[str, list[str]]:
    places = defaultdict(list)
    for key in keys:
        places[level(PurePosixPath(key))].append(key)
    return places


def _refuse_doubles(found: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for image, key in found.items():
        if key in seen:
            raise DataError(f"predicted images `{seen[key]}` and `{image}` both fit the labelled "
                            f"image `{key}`")  # fmt: skip
        seen[key] = image


def _refuse_strangers(images: tuple[str, ...], keys: Mapping[str, str], usable: list[str]) -> None:
    strangers = [image for image in images if image not in keys]
    if strangers:
        raise DataError(f"predictions of another data set: {len(strangers)} of {len(images)} "
                        f"predicted images are not among the labelled ones ({_first(strangers)}); "
                        f"labelled: {_first(usable)}")  # fmt: skip


def _first(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:3]) + (", …" if len(names) > 3 else "")
