"""What a data set holds, in numbers."""

import numpy as np
import pandas as pd

from containerloc.data.tables import quads_of
from containerloc.quads import text_wh


def contents(
    images: pd.DataFrame, labels: pd.DataFrame, faults: pd.DataFrame, *, n_skipped: int
) -> pd.DataFrame:
    """How many images, labels and faults there are.

    Index `what`, columns `count` and `n`, of how many. `faults` as in `PROBLEM_COLUMNS`;
    `n_skipped` are images that could not be used and are in no table.
    """
    severity = faults["severity"].value_counts()
    counts = {
        "images": len(images) + n_skipped,
        "images_usable": len(images),
        "images_skipped": n_skipped,
        "images_without_label": int((images["n_labels"] == 0).sum()),
        "images_with_several_labels": int((images["n_labels"] > 1).sum()),
        "labels": len(labels),
        "label_errors": int(severity.get("error", 0)),
        "label_warnings": int(severity.get("warning", 0)),
    }
    n = {what: len(labels) if what.startswith("label") else counts["images"] for what in counts}
    return pd.DataFrame({"count": counts, "n": n}).rename_axis("what")


def sizes(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """Each label's size: `text_width_px`, `text_height_px`, `aspect`, `area_share` of its image.

    A label a row; NaN where a corner is missing.
    """
    wide, high = text_wh(quads_of(labels)).T
    image = images.set_index("image").loc[labels["image"], ["width_px", "height_px"]]
    pixels = image.to_numpy(np.float64).prod(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        aspect = wide / high
    return pd.DataFrame({
        "text_width_px": wide, "text_height_px": high, "aspect": aspect,
        "area_share": wide * high / pixels,
    })  # fmt: skip


def size_quantiles(labels: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """Smallest, 5 %, median, 95 % and largest of each of `sizes`; a size a row, with its n."""
    table = sizes(labels, images)
    names = {0.0: "smallest", 0.05: "5 %", 0.5: "median", 0.95: "95 %", 1.0: "largest"}
    return table.quantile(list(names)).rename(index=names).T.assign(n=table.count())


def faulty_labels(labels: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    """The labels that have faults, worst kind first, with the column `faults` naming them.

    A line that could not be read at all has no label and is left out.
    """
    rank = faults["severity"].map(["error", "warning", "info"].index)
    kinds = (
        faults.assign(rank=rank)[faults["line"] > 0]
        .groupby(["image", "line"], as_index=False)
        .agg(faults=("code", lambda codes: ", ".join(dict.fromkeys(codes))), rank=("rank", "min"))
    )
    found = labels.merge(kinds, on=["image", "line"]).sort_values("rank", kind="stable")
    return found.drop(columns="rank").reset_index(drop=True)
