"""Labels of an odd shape.

A flat ID photographed from anywhere is nearly a parallelogram: three corners say where the fourth
should be, and the population says how far from there it usually is. Which of the four is wrong the
shape does not tell; the models may (`labels.suspects`).
"""

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.data.tables import quads_of
from containerloc.quads import own_axes, text_wh

MIN_ODD_SCORE: Final = 6.0  # robust standard deviations; of right labels under one in a hundred
AXES: Final = ("along", "across")


def shape_scores(labels: pd.DataFrame) -> pd.DataFrame:
    """How odd each label's shape is among the others, one row per label.

    `gap_along_px` and `gap_across_px`: from where three corners say that the fourth is to where it
    is (its sign is TL's and BR's; for TR and BL the other). `score`: the distance from the usual
    gap, in robust standard deviations of gaps relative to the text's height; `odd` from 6 on. NaN
    where a corner is missing.
    """
    quads = quads_of(labels)
    gap = quads[:, 0] + quads[:, 2] - quads[:, 1] - quads[:, 3]
    framed = np.einsum("nk,nak->na", gap, own_axes(quads))
    relative = framed / text_wh(quads)[:, 1:]
    known = np.isfinite(relative).all(axis=1)
    score = np.full(len(labels), np.nan)
    if known.any():
        about = relative[known] - np.median(relative[known], axis=0)
        spread = np.maximum(stats.median_abs_deviation(about, axis=0, scale="normal"), 0.01)
        score[known] = np.linalg.norm(about / spread, axis=1)
    return pd.DataFrame(
        {
            "image": labels["image"],
            "line": labels["line"],
            **{f"gap_{name}_px": framed[:, axis] for axis, name in enumerate(AXES)},
            "score": score,
            "odd": score > MIN_ODD_SCORE,
        }
    )
