"""The rules on the quality that a training reached on its validation images, epoch by epoch."""

import numpy as np
import pandas as pd

from containerloc.analysis.finding import Finding, in_words

COLLAPSED = 0.5  # of the best so far
BLIND = 5.0  # times as much the quality of boxes varies as that of corners
_BOXES, _CORNERS = "metrics/mAP50-95(B)", "metrics/mAP50-95(P)"


def quality_collapsed(results: pd.DataFrame) -> Finding | None:
    """Epochs of less than half the best quality so far, once half of the highest was reached.

    Quality is the sum of mAP50-95 of boxes and of poses.
    """
    reached = results.reindex(columns=[_BOXES, _CORNERS]).fillna(0.0).sum(axis=1).to_numpy()
    before = np.maximum.accumulate(reached)
    fell = np.flatnonzero((before >= 0.5 * reached.max()) & (reached < COLLAPSED * before))
    if not fell.size:
        return None
    worst = int(fell[(reached[fell] / before[fell]).argmin()])
    epoch = int(results["epoch"].iloc[worst])
    return Finding(
        "quality-collapsed", "warning",
        f"In {in_words(len(fell), 'epoch')} the quality on the validation images fell below half "
        f"of what it had been; deepest in epoch {epoch}: {reached[worst]:.2f} after "
        f"{before[worst]:.2f}.",
        {"epochs": len(fell), "deepest": epoch, "quality": float(reached[worst]),
         "before": float(before[worst])},
        advice="The training is unsteady: lower `lr0`, or take a larger `batch`.",
    )  # fmt: skip


def chosen_by_boxes(results: pd.DataFrame) -> Finding | None:
    """Quality that in the second half of the epochs only the boxes still moved.

    Spread is the interquartile range.
    """
    half = results.reindex(columns=[_BOXES, _CORNERS]).iloc[len(results) // 2 :]
    boxes, corners = half.quantile(0.75) - half.quantile(0.25)
    if len(half) < 5 or not boxes > BLIND * corners:
        return None
    return Finding(
        "chosen-by-boxes", "info",
        f"In the second half of the epochs the mAP50-95 of boxes varied by {boxes:.3f}, that of "
        f"corners by {corners:.4f}: early stopping and the choice of `best.pt` went by boxes, and "
        "corners had hardly any say.",
        {"boxes_spread": float(boxes), "corners_spread": float(corners), "epochs": len(half)},
        advice="Compare `last.pt` with `best.pt` in pixels (notebook 06).",
    )  # fmt: skip
