"""Label by label: which IDs one experiment gets better or worse than another, and who agrees."""

from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.differences import Runs
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.quads import corner_distances

CHANGED_LABELS: Final = ("image", "line", "change", "error_px", "reference_px", "difference_px")
AGREEMENT: Final = (
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
)
_SHARE_OF_SMALLER_ERROR: Final = 0.5  # predictions nearer than this agree against the label


def changed_labels(run: Evidence, reference: Evidence) -> pd.DataFrame:
    """Every label with how its error changed from the reference, the worst change first.

    One row per label, with the index of the runs' per-label tables and the columns
    `CHANGED_LABELS`. `change` is `lost` (only the reference detects it), `found` (only the run
    does), `worse`, `better`, or empty where nothing changed or neither detects it. Errors are NaN
    where missed; a positive `difference_px` is worse. Lost labels come first, by rising error of
    the reference, then the others by falling difference, then the found ones.
    """
    here, there = run.errors, reference.errors
    difference = here.error_px - there.error_px
    lost, found = there.detected & ~here.detected, here.detected & ~there.detected
    change = np.select(
        [lost, found, difference > 0, difference < 0],
        ["lost", "found", "worse", "better"],
        default="",
    )
    columns = (here.image, here.line, change, here.error_px, there.error_px, difference)
    table = pd.DataFrame(dict(zip(CHANGED_LABELS, columns, strict=True)), index=here.row)
    rank = np.select([lost, found], [0, 2], default=1)
    fall = np.nan_to_num(np.where(rank == 1, -difference, 0.0))
    return table.iloc[np.lexsort((np.nan_to_num(there.error_px), fall, rank))]


def most_changed(changed: pd.DataFrame, *, n: int = 6) -> pd.DataFrame:
    """The n labels that got worse most, then the n that got better most; from `changed_labels`."""
    worse = changed[changed["change"].isin(["lost", "worse"])].head(n)
    better = changed[changed["change"].isin(["found", "better"])].iloc[::-1].head(n)
    return pd.concat([worse, better])


def agreement(runs: Runs) -> pd.DataFrame:
    """How alike each two experiments are: what they detect, how far apart, where they err.

    Returns
    -------
    DataFrame
        One row per pair, columns `AGREEMENT`: the names; how many labels `both`, only one or
        `neither` detects; over those of both, the median `apart_px` of their predictions (mean
        corner distance), the median `error_px` (of both pooled) and the rank correlation of their
        errors (1: the same IDs are hard for both). `against_label` counts the labels whose two
        predictions lie nearer to each other than half the smaller error: either the label is off
        or both models err alike. NaN where no label is detected by both.
    """
    rows = [
        {"first": one, "second": other, **_agreement_of(runs[one], runs[other])}
        for one, other in combinations(runs, 2)
    ]
    return pd.DataFrame(rows, columns=list(AGREEMENT))


def _agreement_of(one: Evidence, other: Evidence) -> dict[str, Any]:
    first, second = one.errors.detected, other.errors.detected
    known = first & second & one.errors.measured & other.errors.measured
    errors = np.stack([run.errors.error_px[known] for run in (one, other)])
    quads = [run.errors.predicted[known] for run in (one, other)]
    apart = corner_distances(*quads).mean(axis=1)
    ranks = [pd.Series(values).rank() for values in errors]
    return {
        "both": int((first & second).sum()),
        "only_first": int((first & ~second).sum()),
        "only_second": int((second & ~first).sum()),
        "neither": int((~first & ~second).sum()),
        "apart_px": float(np.median(apart)) if known.any() else np.nan,
        "error_px": float(np.median(errors)) if known.any() else np.nan,
        "rank_correlation": float(ranks[0].corr(ranks[1])) if known.sum() > 2 else np.nan,
        "against_label": int((apart < _SHARE_OF_SMALLER_ERROR * errors.min(axis=0)).sum()),
    }
