"""Labels in a file of an annotation tool, brought to the photos that they belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from containerloc.data.recognition import quoted, recognised
from containerloc.data.tables import annotation_table, quad_columns, quads_of
from containerloc.errors import DataError
from containerloc.quads import Floats


@dataclass(frozen=True)
class Annotations:
    """The labels of some images.

    `images` has one row for each image that is listed, also without a label: `image`, `width_px`
    and `height_px`, NaN where the file does not state them. `table` as `tables.annotation_table`,
    in pixels of those sizes.
    """

    images: pd.DataFrame
    table: pd.DataFrame


def annotations_of(
    sizes: Mapping[str, tuple[float, float]], labels: Iterable[tuple[str, str, Floats]]
) -> Annotations:
    """Annotations from the size of each image, and image, class name and quad of each label."""
    lines = dict.fromkeys(sizes, 0)
    rows = []
    for image, class_name, quad in labels:
        lines[image] += 1
        rows.append((image, lines[image], class_name, quad))
    wide, high = np.array(list(sizes.values()), np.float64).reshape(-1, 2).T
    images = pd.DataFrame({"image": list(sizes), "width_px": wide, "height_px": high})
    return Annotations(images, annotation_table(rows))


def on_photos(annotations: Annotations, photos: pd.DataFrame) -> Annotations:
    """The annotations under the keys of the photos, and in their pixels.

    Images are recognised as by `recognition.recognised`; those that are no photo are left out where
    they have no label. Corners in a photo that was reduced or enlarged as a whole are scaled.

    Parameters
    ----------
    photos
        Columns `tables.IMAGE_COLUMNS`.

    Raises
    ------
    DataError
        When no image, or one with a label, is no photo, or an image has other proportions.
    """
    places = dict(zip(photos["image"], photos["path"], strict=True))
    found = recognised(annotations.images["image"].tolist(), places)
    labelled = set(annotations.table["image"])
    strange = [name for name in found.unknown if name in labelled or not found.image_of]
    if strange or not found.image_of:
        raise DataError(
            f"{len(strange)} of its images are not among the photos: {quoted(strange) or 'none'}; "
            f"those are {quoted(list(places))}"
        )
    images = annotations.images[annotations.images["image"].isin(list(found.image_of))]
    images = images.assign(image=images["image"].map(found.image_of)).reset_index(drop=True)
    table = annotations.table
    table = table.assign(image=table["image"].map(found.image_of).astype("str"))
    shown = photos.set_index("image").loc[images["image"], ["width_px", "height_px"]]
    scales = _scales(images, shown.to_numpy(np.float64))
    scale = pd.DataFrame(scales, pd.Index(images["image"])).loc[table["image"]].to_numpy()
    corners = quads_of(table) * scale[:, None, :]
    return Annotations(images, table.assign(**quad_columns(corners)))


def _scales(images: pd.DataFrame, shown: Floats) -> Floats:
    """Pixels of the photo a pixel of the annotated image, across and down, `(n, 2)`."""
    stated = images[["width_px", "height_px"]].to_numpy(np.float64)
    stated = np.where(np.isnan(stated), shown, stated)
    # Sizes are whole numbers, so that proportions agree to half a pixel.
    off = np.abs(stated[:, 0] * shown[:, 1] - stated[:, 1] * shown[:, 0])
    wrong = np.flatnonzero(off > shown.sum(axis=1) / 2)
    if wrong.size:
        sizes = [
            f"{wide:.0f} x {high:.0f} px" for wide, high in (stated[wrong[0]], shown[wrong[0]])
        ]
        is_turned = (stated[wrong[0]] == shown[wrong[0], ::-1]).all()
        hint = "; it was turned: annotate photos as they are displayed" if is_turned else ""
        raise DataError(
            f"image `{images['image'].iloc[wrong[0]]}` was annotated at {sizes[0]}, the photo has "
            f"{sizes[1]}: other proportions{hint}"
        )
    return np.asarray(shown / stated)
