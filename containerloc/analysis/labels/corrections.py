"""What a correction of labels changed, and what it did to the errors measured against them."""

import numpy as np
import pandas as pd

from containerloc.analysis.labels.second_reading import paired_labels
from containerloc.analysis.measures.matching import MISSED, Matching
from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, corner_distances

SAME_PX = 0.01  # what files round to


def corrections(
    before: pd.DataFrame, after: pd.DataFrame, *, images: "pd.Series[str] | None" = None
) -> pd.DataFrame:
    """How many labels a correction changed, and by how much, one row per corner.

    Labels of an image are paired by place. `n` labels that are in both, `changed` of them at this
    corner: moved by more than 0.01 px, or hidden in one of the two; `mean_px` and `largest_px` of
    those that moved. In `attrs`, `added` and `removed` labels of the `images` that were corrected,
    by default those of `after`.
    """
    pairs = paired_labels(before, after)
    was, now = quads_of(before)[pairs["label"]], quads_of(after)[pairs["repeat"]]
    moved = corner_distances(now, was)
    changed = (moved > SAME_PX) | (np.isnan(now) != np.isnan(was)).any(axis=2)
    by_corner = pd.DataFrame(np.where(moved > SAME_PX, moved, np.nan), columns=[*CORNERS])
    table = pd.DataFrame({"n": len(pairs), "changed": changed.sum(axis=0)}, index=[*CORNERS])
    table = table.assign(mean_px=by_corner.mean(), largest_px=by_corner.max())
    asked = before["image"].isin(set(after["image"] if images is None else images))
    table.attrs = {"added": len(after) - len(pairs), "removed": int(asked.sum()) - len(pairs)}
    return table


def error_before_and_after(
    matched: Matching, after: pd.DataFrame, *, confidence: float
) -> pd.Series:
    """Mean corner error of the same objects against both, px: `before`, `after`, and `n` of them.

    `matched` is the matching of the labels before. Of detected labels that are in both, and corners
    that both have, so that nothing else changes.
    """
    before = matched.labels
    pairs = paired_labels(before, after)
    rows = matched.at(confidence).prediction_rows[pairs["label"]]
    pairs, predicted = pairs[rows != MISSED], quads_of(matched.predictions)[rows[rows != MISSED]]
    was, now = quads_of(before)[pairs["label"]], quads_of(after)[pairs["repeat"]]
    errors = np.stack([corner_distances(predicted, truth) for truth in (was, now)])
    shared = np.asarray(np.isfinite(errors).all(axis=0))
    before_px, after_px = errors[:, shared].mean(axis=1) if shared.any() else (np.nan, np.nan)
    n = int(shared.any(axis=1).sum())
    return pd.Series({"before": float(before_px), "after": float(after_px), "n": n})
