"""What a correction of labels changed, and what it did to the errors measured against them."""

import numpy as np
import pandas as pd

from containerloc.analysis.labels.second_reading import paired_readings
from containerloc.analysis.measures.matching import MISSED, matching
from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, corner_distances

SAME_PX = 0.01  # what files round to


def corrections(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """How many labels a correction changed, and by how much, one row per corner.

    Labels of an image are paired by place. `n` labels that are in both, `changed` of them by more
    than 0.01 px at this corner, `mean_px` and `largest_px` over those; in `attrs`, `added` and
    `removed` labels of the images that `after` has.
    """
    pairs = paired_readings(before, after)
    moved = corner_distances(quads_of(after)[pairs["repeat"]], quads_of(before)[pairs["label"]])
    changed = moved > SAME_PX
    only = np.where(changed, moved, np.nan)
    by_corner = pd.DataFrame(only, columns=[*CORNERS])
    table = pd.DataFrame({"n": len(pairs), "changed": changed.sum(axis=0)}, index=[*CORNERS])
    table = table.assign(mean_px=by_corner.mean(), largest_px=by_corner.max())
    asked = before["image"].isin(set(after["image"]))
    table.attrs = {"added": len(after) - len(pairs), "removed": int(asked.sum()) - len(pairs)}
    return table


def error_before_and_after(
    before: pd.DataFrame, after: pd.DataFrame, predictions: pd.DataFrame, *, confidence: float
) -> pd.Series:
    """MDE of the same IDs against both, px: `before`, `after`, and `n` labels that are detected.

    Only labels that are in both, so that nothing else changes.
    """
    pairs = paired_readings(before, after)
    rows = matching(predictions, before).at(confidence).prediction_rows[pairs["label"]]
    pairs, predicted = pairs[rows != MISSED], quads_of(predictions)[rows[rows != MISSED]]
    if pairs.empty:
        return pd.Series({"before": np.nan, "after": np.nan, "n": 0})
    was, now = quads_of(before)[pairs["label"]], quads_of(after)[pairs["repeat"]]
    means = [corner_distances(predicted, truth).mean() for truth in (was, now)]
    return pd.Series({"before": means[0], "after": means[1], "n": len(pairs)})
