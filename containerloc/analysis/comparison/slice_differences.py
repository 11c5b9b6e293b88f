"""Where an experiment is better or worse than another: by size, shape, light, place, and so on."""

from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.numbers import Margins
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.slice_columns import levels_of
from containerloc.analysis.statistics.grouped import RESAMPLES
from containerloc.analysis.statistics.paired import holm, paired_difference, verdict

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
    run: Evidence,
    reference: Evidence,
    *,
    margins: Margins = Margins(),  # noqa: B008 - frozen
) -> pd.DataFrame:
    """The difference of the distance error to the reference within each slice, surest first.

    Slices as in `slice_columns`, from the reference's evidence. Over the labels of a slice that
    both found: `value` and `reference` (px), their `difference` with interval, `verdict` with Holm
    over all slices. `n` labels of the slice, `n_both` found by both; `lost` were found by the
    reference only, `found` by the run only. A slice that differs says where, not why.
    """
    groups = reference.table["image"].map(reference.groups)
    cells = [
        (str(column), level, (levels == level).to_numpy(bool))
        for column in reference.columns
        if (levels := levels_of(reference.columns[column])).notna().any()
        for level in sorted(levels.dropna().unique())
    ]
    resamples = max(RESAMPLES, 40 * len(cells))
    error, before = (each.table["error_px"].to_numpy(np.float64) for each in (run, reference))
    pairs = [
        paired_difference(error[inside], before[inside], groups=groups[inside], resamples=resamples)
        for _, _, inside in cells
    ]
    adjusted = holm([pair.p for pair in pairs]).tolist()
    rows: list[dict[str, Any]] = []
    for (column, level, inside), pair, p in zip(cells, pairs, adjusted, strict=True):
        both = inside & np.isfinite(error - before)
        rows.append(
            {
                "column": column,
                "level": level,
                "n": int(inside.sum()),
                "n_both": pair.n,
                "value": error[both].mean() if both.any() else np.nan,
                "reference": before[both].mean() if both.any() else np.nan,
                "difference": pair.difference,
                "ci_low": pair.interval[0],
                "ci_high": pair.interval[1],
                "p": pair.p,
                "p_holm": p,
                "verdict": verdict(pair, margin=margins.px, p=p),
                "margin": margins.px,
                **_gone(run, reference, inside),
            }
        )
    table = pd.DataFrame(rows, columns=list(SLICE_DIFFERENCES))
    order = np.lexsort((table["p"].to_numpy(np.float64), table["p_holm"].to_numpy(np.float64)))
    return table.iloc[order].reset_index(drop=True)


def _gone(run: Evidence, reference: Evidence, inside: "np.ndarray[Any, Any]") -> dict[str, int]:
    here, there = (each.table["detected"].to_numpy(bool)[inside] for each in (run, reference))
    return {"lost": int((there & ~here).sum()), "found": int((here & ~there).sum())}
