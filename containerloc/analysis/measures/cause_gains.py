"""What the causes cost: how good the whole set would be without each of them."""

import numpy as np
import pandas as pd

from containerloc.analysis.measures.causes import Cause
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.quads import Bools, Floats

_COLUMNS = ["n", "share", "mde_px", "iou", "mde_gain_px", "iou_gain", "gain"]


def cause_table(errors: LabelErrors, causes: "pd.Series[str]") -> pd.DataFrame:
    """How many labels each cause has, how far off they are, and what fixing it would gain.

    One row per cause that occurs, the largest `gain` first. Columns:

    - `n`, `share` of all labels; they sum to all of them.
    - `mde_px`, `iou`: means over its detected labels.
    - `mde_gain_px`, `iou_gain`: by how much MDE would fall, and the unconditional IoU of the whole
      set (a miss counts 0) rise, if the labels of the cause were as good as the fine ones: their
      distance error the fine ones' median share of the text height, their IoU the fine ones'
      median, and never worse than they are.
    - `gain`: the larger of both as a share of what there is to gain, MDE and 1 - IoU.

    MDE says nothing of labels that are missed, so its gain by finding them is NaN. What cannot be
    measured, as with a missing corner, stays out of both means. All gains are NaN where no
    label is fine; those of `fine` are 0.
    """
    error, iou = errors.error_px, np.where(errors.detected, errors.iou, 0.0)
    fine = (causes == Cause.FINE).to_numpy()
    fixed_error, fixed_iou = _as_good_as_fine(errors.text_height_px, fine, error, iou)
    rows = {}
    for cause in (cause for cause in Cause if (causes == cause).any()):
        here = (causes == cause).to_numpy()
        mde_gain = _mean(error) - _mean(np.where(here, fixed_error, error))
        iou_gain = _mean(np.where(here, fixed_iou, iou)) - _mean(iou)
        if cause.kind in ("missed", "class"):
            mde_gain = np.nan
        shares = _share(mde_gain, of=_mean(error)), _share(iou_gain, of=1 - _mean(iou))
        rows[cause.value] = {
            "n": int(here.sum()),
            "share": float(here.mean()),
            "mde_px": _mean(error[here]),
            "iou": _mean(iou[here & errors.detected]),
            "mde_gain_px": mde_gain,
            "iou_gain": iou_gain,
            "gain": float(np.fmax(*shares)),
        }
    result = pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS).rename_axis("cause")
    if not fine.any():
        result[["mde_gain_px", "iou_gain", "gain"]] = np.nan
    return result.sort_values(["gain", "n"], ascending=False, kind="stable")


def _as_good_as_fine(
    height: Floats, fine: Bools, error: Floats, iou: Floats
) -> tuple[Floats, Floats]:
    """Distance error, px, and IoU of each label if it were as good as the fine ones."""
    if not fine.any():
        return error, iou
    usual_error, usual_iou = np.median(error[fine] / height[fine]), np.median(iou[fine])
    better = np.minimum(error, usual_error * height), np.maximum(iou, usual_iou)
    return np.where(fine, error, better[0]), np.where(fine, iou, better[1])


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else np.nan


def _share(gain: float, of: float) -> float:
    """The gain as a share of what there is to gain; 0 where there is nothing."""
    return gain / of if of > 0 else gain
