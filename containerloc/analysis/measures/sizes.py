"""How large the IDs of a data set are, in their photos and in the network's input."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.data.tables import quads_of
from containerloc.quads import Floats, text_wh
from containerloc.quads.shape import aspect

SIZE_COLUMNS: Final = ("text_width_px", "text_height_px", "aspect", "area_share")


def sizes(truth: Floats, image_wh: Floats) -> pd.DataFrame:
    """The size of each labelled ID: `SIZE_COLUMNS`, one row per label.

    `area_share` is of the label's image, of which `image_wh` is width and height, `(n, 2)`. NaN
    where a corner is missing.
    """
    wide, high = text_wh(truth).T
    area_share = wide * high / image_wh.prod(axis=1)
    columns = (wide, high, aspect(truth), area_share)
    return pd.DataFrame(dict(zip(SIZE_COLUMNS, columns, strict=True)))


def label_sizes(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """`sizes` of a table of labels, in its order."""
    image = images.set_index("image").loc[labels["image"], ["width_px", "height_px"]]
    return sizes(quads_of(labels), image.to_numpy(np.float64))


def size_quantiles(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """Smallest, 5 %, median, 95 % and largest of each of `sizes`: one row per size, with its n."""
    table = label_sizes(labels, images)
    names = {0.0: "smallest", 0.05: "5 %", 0.5: "median", 0.95: "95 %", 1.0: "largest"}
    return table.quantile(list(names)).rename(index=names).T.assign(n=table.count())
