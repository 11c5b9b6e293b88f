"""Annotators, batches or days that place a corner differently than the rest."""

from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.labels.odd_shapes import AXES
from containerloc.analysis.measures.slice_columns import levels_of
from containerloc.analysis.statistics.paired import holm
from containerloc.quads import CORNERS, Floats

MAX_P: Final = 0.05
MIN_LABELS_PER_LEVEL: Final = 5


def drifts(errors: Floats, columns: pd.DataFrame) -> pd.DataFrame:
    """Values of a column whose labels lie differently than the rest, beyond chance.

    Parameters
    ----------
    errors
        Of a model, signed, in the ID's own frame, `(n labels, 4, 2)` px, outward positive. What
        differs between annotators is the labels', for the model is the same.
    columns
        By what labels may differ, one row per label: annotator, batch, date.

    Returns
    -------
    DataFrame
        `column`, `level`, `n`, `corner`, `axis` (along or across), `shift_px`: where the labels
        of this level lie from the others', outward positive, by the medians; `p`, Mann-Whitney,
        Holm over everything compared; only those up to 0.05, the smallest p first.
    """
    rows: list[tuple[str, str, int, str, str, float, float]] = []
    for column in map(str, columns):
        levels = levels_of(columns[column])
        for level, corner, axis in product(levels.dropna().unique(), range(4), range(2)):
            values, mine = errors[:, corner, axis], (levels == level).to_numpy(bool)
            here, rest = (values[side & np.isfinite(values)] for side in (mine, ~mine))
            if min(len(here), len(rest)) < MIN_LABELS_PER_LEVEL:
                continue
            # A label further out makes the same prediction look further in.
            shift = float(np.median(rest) - np.median(here))
            p = float(stats.mannwhitneyu(here, rest).pvalue)
            rows.append((column, str(level), len(here), CORNERS[corner], AXES[axis], shift, p))
    names = ["column", "level", "n", "corner", "axis", "shift_px", "p"]
    compared = pd.DataFrame(rows, columns=names).assign(
        p=lambda table: holm(table["p"].to_numpy(np.float64))
    )
    beyond_chance = compared[compared["p"] <= MAX_P]
    return beyond_chance.sort_values("p", kind="stable").reset_index(drop=True)
