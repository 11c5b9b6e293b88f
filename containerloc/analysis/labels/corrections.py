"""What a correction of labels changed, and what it did to the errors measured against them."""

import numpy as np
import pandas as pd

from containerloc.analysis.labels.second_reading import paired_readings
from containerloc.analysis.measures.matching import matching
from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, corner_distances

SAME_PX = 0.01  # what files round to


def corrections(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """How many labels a correction changed, and by how much, a corner a row.

    Labels of an image are paired by place. `n` labels that are in both, `changed` of them by more
    than 0.01 px at this corner, `mean_px` and `largest_px` over those; in `attrs`, `added` and
    `removed` labels of the images that `after` has.
    """
    pairs = paired_readings(before, after)
    moved = corner_distances(quads_of(after)[pairs["repeat"]], quads_of(before)[pairs["label"]])
    changed = moved > SAME_PX
    only = np.where(changed, moved, np.nan)
    told = pd.DataFrame({"n": len(pairs), "changed": changed.sum(axis=0)}, index=[*CORNERS])
    told["mean_px"] = pd.DataFrame(only, columns=[*CORNERS]).mean()
    told["largest_px"] = pd.DataFrame(only, columns=[*CORNERS]).max()
    asked = before["image"].isin(set(after["image"]))
    told.attrs = {"added": len(after) - len(pairs), "removed": int(asked.sum()) - len(pairs)}
    return told


def error_before_and_after(
    before: pd.DataFrame, after: pd.DataFrame, predictions: pd.DataFrame, *, confidence: float
) -> pd.Series:
    """MDE of the same IDs against both, px: `before`, `after`, and `n` labels that are detected.

    Only labels that are in both, so that nothing else changes.
    """
    pairs = paired_readings(before, after)
    rows = matching(predictions, before).at(confidence).prediction_rows[pairs["label"]]
    found = rows >= 0
    predicted = quads_of(predictions)[rows[found]]
    errors = [
        corner_distances(predicted, quads_of(table)[pairs[column][found]]).mean(axis=1)
        for table, column in ((before, "label"), (after, "repeat"))
    ]
    means = [float(error.mean()) if found.any() else np.nan for error in errors]
    return pd.Series({"before": means[0], "after": means[1], "n": int(found.sum())})
