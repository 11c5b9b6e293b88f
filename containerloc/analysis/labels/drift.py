"""Annotators, batches or days that place a corner otherwise than the rest."""

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.labels.odd_shapes import _AXES
from containerloc.analysis.measures.slice_columns import levels_of
from containerloc.analysis.statistics.paired import holm
from containerloc.quads import CORNERS, Floats

LEVEL: Final = 0.05


FEWEST: Final = 5


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
