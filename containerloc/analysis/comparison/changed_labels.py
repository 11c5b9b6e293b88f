"""Label by label: what got better and worse from one experiment to another, and who agrees."""

from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.differences import Runs
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.corner_errors import corners_of
from containerloc.quads import corner_distances

CHANGES: Final = ("lost", "worse", "better", "found")
_AGREES_WITHIN: Final = 0.5  # of the nearer one's error


def changed_labels(run: Evidence, reference: Evidence) -> pd.DataFrame:
    """Every label with what became of it against the reference, what got worst first.

    A label a row, the index that of the runs' per-label tables. `image`, `line`;
    `change`: `lost` (the reference found it), `found` (it did not), `worse`, `better`, and the
    empty string where nothing changed or neither found it; `error_px` and `reference_px`, NaN
    where missed; `difference_px` (positive is worse). Lost ones first, by the reference's error,
    then by falling difference, then those found.
    """
    here, there = run.table, reference.table
    found, had = here["detected"].to_numpy(bool), there["detected"].to_numpy(bool)
    error = np.where(found, here["error_px"], np.nan)
    before = np.where(had, there["error_px"], np.nan)
    difference = error - before
    change = np.select(
        [had & ~found, found & ~had, difference > 0, difference < 0],
        ["lost", "found", "worse", "better"],
        default="",
    )
    table = pd.DataFrame(
        {
            "image": here["image"],
            "line": here["line"],
            "change": change,
            "error_px": error,
            "reference_px": before,
            "difference_px": difference,
        },
        index=here.index,
    )
    rank = np.select([change == "lost", change == "found"], [0, 2], default=1)
    known = np.nan_to_num(np.where(rank == 1, -difference, 0.0))
    return table.iloc[np.lexsort((np.nan_to_num(before), known, rank))]


def most_changed(changed: pd.DataFrame, *, n: int = 6) -> pd.DataFrame:
    """The n labels that got worse most, then the n that got better most; from `changed_labels`."""
    worse = changed[changed["change"].isin(["lost", "worse"])].head(n)
    better = changed[changed["change"].isin(["found", "better"])].iloc[::-1].head(n)
    return pd.concat([worse, better])


def agreement(runs: Runs) -> pd.DataFrame:
    """How alike each two experiments are: what they find, how far apart, on what they err.

    Returns
    -------
    DataFrame
        A pair a row: `first`, `second`; labels that `both`, `only_first`, `only_second`, `neither`
        found; over those of both, the median `apart_px` of their predictions (mean corner
        distance) and `error_px` (of both pooled), the rank correlation of their errors (1: the
        same IDs are hard for both), and `against_label`: how many labels both are off by more than
        twice their distance from each other, so that either the label is off or both err alike.
        NaN where no label was found by both.
    """
    return pd.DataFrame(
        [
            {"first": one, "second": other, **_pair(runs[one], runs[other])}
            for one, other in combinations(runs, 2)
        ],
        columns=[
            "first",
            "second",
            "both",
            "only_first",
            "only_second",
            "neither",
            "apart_px",
            "error_px",
            "rank_correlation",
            "against_label",
        ],
    )


def _pair(one: Evidence, other: Evidence) -> dict[str, Any]:
    first, second = (run.table["detected"].to_numpy(bool) for run in (one, other))
    both = first & second
    errors = np.stack([run.table["error_px"].to_numpy(np.float64)[both] for run in (one, other)])
    apart = corner_distances(
        corners_of(one.table, "predicted")[both], corners_of(other.table, "predicted")[both]
    ).mean(axis=1)
    known = np.isfinite(errors).all(axis=0)
    errors, apart = errors[:, known], apart[known]
    one_errors, other_errors = (pd.Series(values).rank() for values in errors)
    alike = one_errors.corr(other_errors) if known.sum() > 2 else np.nan
    return {
        "both": int(both.sum()),
        "only_first": int((first & ~second).sum()),
        "only_second": int((second & ~first).sum()),
        "neither": int((~first & ~second).sum()),
        "apart_px": float(np.median(apart)) if known.any() else np.nan,
        "error_px": float(np.median(errors)) if known.any() else np.nan,
        "rank_correlation": float(alike),
        "against_label": int((apart < _AGREES_WITHIN * errors.min(axis=0)).sum()),
    }
