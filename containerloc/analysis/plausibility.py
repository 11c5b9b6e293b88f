"""Labels of an odd shape, and annotators, batches or days that place a corner otherwise.

A flat ID photographed from anywhere is nearly a parallelogram: three corners say where the fourth
should be, and the population says how far from there it usually is. Which of the four is wrong the
shape does not tell; the models may (`analysis.suspects`).
"""

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.paired import holm
from containerloc.analysis.slice_columns import levels_of
from containerloc.data.tables import quads_of
from containerloc.quads import CORNERS, Floats, own_axes, text_wh

ODD: Final = 6.0  # robust standard deviations; of sound labels fewer than one in a hundred
LEVEL: Final = 0.05
FEWEST: Final = 5
_AXES: Final = ("along", "across")


def shape_scores(labels: pd.DataFrame) -> pd.DataFrame:
    """How odd each label's shape is among the others, a label a row.

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
    return pd.DataFrame({
        "image": labels["image"], "line": labels["line"],
        **{f"gap_{name}_px": framed[:, axis] for axis, name in enumerate(_AXES)},
        "score": score, "odd": score > ODD,
    })  # fmt: skip


def drifts(errors: Floats, columns: pd.DataFrame) -> pd.DataFrame:
    """Levels of a column whose labels lie otherwise than the rest, beyond chance.

    Parameters
    ----------
    errors
        Of a model, signed, in the ID's own frame, `(n labels, 4, 2)` px, outward positive. What
        differs between annotators is the labels', for the model is the same.
    columns
        By what labels may differ, a label a row: annotator, batch, date.

    Returns
    -------
    DataFrame
        `column`, `level`, `n`, `corner`, `axis` (along or across), `shift_px`: where this level's
        labels lie from the rest's, outward positive, by the medians; `p`, Mann-Whitney, Holm over
        everything compared; only those up to 0.05, the surest first.
    """
    rows: list[tuple[str, str, int, str, str, float]] = []
    p_values: list[float] = []
    for column in map(str, columns):
        levels = levels_of(columns[column])
        for level in levels.dropna().unique():
            mine = (levels == level).to_numpy(bool)
            for corner, name in enumerate(CORNERS):
                for axis, direction in enumerate(_AXES):
                    values = errors[:, corner, axis]
                    here, rest = (values[w & np.isfinite(values)] for w in (mine, ~mine))
                    if min(len(here), len(rest)) < FEWEST:
                        continue
                    # A label further out makes the same prediction look further in.
                    shift = float(np.median(rest) - np.median(here))
                    rows.append((column, str(level), len(here), name, direction, shift))
                    p_values.append(float(stats.mannwhitneyu(here, rest).pvalue))
    names = ["column", "level", "n", "corner", "axis", "shift_px"]
    found = pd.DataFrame(rows, columns=names).assign(p=holm(p_values) if p_values else [])
    found = found[found["p"] <= LEVEL]
    return found.sort_values("p", kind="stable").reset_index(drop=True)
