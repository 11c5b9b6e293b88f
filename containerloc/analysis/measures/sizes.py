"""How large the IDs of a data set are, in their photos and in the network's input."""

import numpy as np
import pandas as pd

from containerloc.data.tables import quads_of
from containerloc.quads import text_wh


def sizes(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """Each label's size: `text_width_px`, `text_height_px`, `aspect`, `area_share` of its image.

    A label a row; NaN where a corner is missing.
    """
    wide, high = text_wh(quads_of(labels)).T
    image = images.set_index("image").loc[labels["image"], ["width_px", "height_px"]]
    pixels = image.to_numpy(np.float64).prod(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        aspect = wide / high
    return pd.DataFrame(
        {
            "text_width_px": wide,
            "text_height_px": high,
            "aspect": aspect,
            "area_share": wide * high / pixels,
        }
    )


def size_quantiles(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """Smallest, 5 %, median, 95 % and largest of each of `sizes`; a size a row, with its n."""
    table = sizes(labels, images)
    names = {0.0: "smallest", 0.05: "5 %", 0.5: "median", 0.95: "95 %", 1.0: "largest"}
    return table.quantile(list(names)).rename(index=names).T.assign(n=table.count())
