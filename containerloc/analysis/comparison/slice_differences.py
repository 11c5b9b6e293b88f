"""Where an experiment is better or worse than another: by size, shape, light, place and so on."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.differences import judged, resamples_for
from containerloc.analysis.comparison.numbers import DEFAULT_MARGINS, Margins
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.slice_columns import levels_of
from containerloc.analysis.statistics.paired import paired_difference
from containerloc.quads import Floats

SLICE_DIFFERENCES: Final = (
    "column",
    "level",
    "n",
    "n_both",
    "value",
    "reference",
    "difference",
    "ci_low",
    "ci_high",
    "p",
    "p_holm",
    "verdict",
    "margin",
    "lost",
    "found",
)


def slice_differences(
    run: Evidence, reference: Evidence, *, margins: Margins = DEFAULT_MARGINS
) -> pd.DataFrame:
    """The difference of the distance error to the reference within each slice, surest first.

    One row per slice, columns `SLICE_DIFFERENCES`; slices as in `slice_columns`, from the
    reference's evidence. Over the labels of a slice that both detect: `value` and `reference`
    (px), their `difference` (positive is worse) with its interval, and the `verdict` with Holm
    over all slices; NaN where both detect none. `n` counts the labels of the slice, `n_both` those
    detected by both, `lost` those that only the reference detects, `found` those that only the run
    does. A slice that differs says where, not why.
    """
    groups = reference.groups[reference.errors.image].reset_index(drop=True)
    slices = [
        (str(column), level, (levels == level).to_numpy(bool))
        for column in reference.columns
        for levels in [levels_of(reference.columns[column])]
        for level in sorted(levels.dropna().unique())
    ]
    error, before = run.errors.error_px, reference.errors.error_px
    detected, had = run.errors.detected, reference.errors.detected
    both, resamples = np.isfinite(error - before), resamples_for(len(slices))
    pairs = [
        paired_difference(error[inside], before[inside], groups=groups[inside], resamples=resamples)
        for _, _, inside in slices
    ]
    counts = [
        {
            "column": column,
            "level": level,
            "n": int(inside.sum()),
            "value": _mean(error[inside & both]),
            "reference": _mean(before[inside & both]),
            "lost": int((inside & had & ~detected).sum()),
            "found": int((inside & detected & ~had).sum()),
        }
        for column, level, inside in slices
    ]
    tests = judged(pairs, margins=[margins.px] * len(pairs)).rename(columns={"n": "n_both"})
    table = pd.concat([pd.DataFrame(counts), tests], axis=1).reindex(columns=SLICE_DIFFERENCES)
    order = np.lexsort((table["p"].to_numpy(np.float64), table["p_holm"].to_numpy(np.float64)))
    return table.iloc[order].reset_index(drop=True)


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else np.nan
