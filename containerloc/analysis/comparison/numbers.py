"""The numbers in which experiments are compared: what each is of a label, and what is too small."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.corner_errors import ERROR_COLUMNS
from containerloc.analysis.measures.headline import corner_hits
from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.analysis.statistics.intervals import Statistic
from containerloc.analysis.statistics.paired import (
    ALPHA,
    PairedDifference,
    paired_difference,
    paired_statistic,
)
from containerloc.quads import CORNERS, Floats

_SHOWS: Final = 6  # differences, all one way: the fewest of which a sign test makes p < 0.05


@dataclass(frozen=True)
class Margins:
    """Differences too small to matter: of errors, of shares such as IoU, of NME, of ratios."""

    px: float = 1.0
    share: float = 0.02
    nme: float = 0.005
    ratio: float = 0.1


@dataclass(frozen=True)
class Number:
    """One number of an experiment that can be compared.

    `values` of each label, `(n labels,)` or `(n labels, k)`, NaN where the experiment has none;
    the number is their mean, unless a `statistic` says otherwise. `unit` names its margin in
    `Margins`. `of` what is counted: `labels` (a miss counts), `detected` (by both) or `images`.
    `event` marks what happens or not, so that two experiments mostly do not differ in it.
    """

    values: Callable[[Evidence], Floats]
    unit: str
    higher_is_better: bool = False
    statistic: Statistic | None = None
    of: str = "detected"
    event: bool = False

    def paired(self, run: Evidence, reference: Evidence, resamples: int) -> PairedDifference:
        """The number of the run minus that of the reference, over what both have."""
        groups = run.groups.reset_index(drop=True)
        if self.of != "images":
            groups = run.table["image"].map(run.groups).reset_index(drop=True)
        both = self.values(run), self.values(reference)
        if self.statistic is None:
            pair = paired_difference(*both, groups=groups, resamples=resamples)
            return _rare(pair, *both, groups) if self.event else pair
        return paired_statistic(*both, self.statistic, groups=groups, resamples=resamples)

    def over_shared(self, run: Evidence, other: Evidence) -> float:
        """The number of the run over what both have; NaN where that is nothing."""
        mine, theirs = self.values(run), self.values(other)
        known = np.asarray(np.isfinite(mine) & np.isfinite(theirs))
        known = np.asarray(known.all(axis=tuple(range(1, known.ndim))))
        if not known.any():
            return np.nan
        return float((self.statistic or np.mean)(mine[known]))


def _rare(
    pair: PairedDifference, run: Floats, reference: Floats, groups: "pd.Series[Any]"
) -> PairedDifference:
    """Where fewer than 6 groups differ: the sign test, and exact limits of how many may differ.

    So few prove nothing, whichever way they go, and a resample of none of them has no spread. That
    none differed is no proof either that none will (Clopper & Pearson 1934, each side by itself).
    """
    by_group = pd.Series(run - reference).groupby(groups.to_numpy()).sum()
    up, down = int((by_group > 0).sum()), int((by_group < 0).sum())
    if up + down >= _SHOWS or not pair.n:
        return pair
    n = len(by_group)
    scale = max(1.0, float(by_group.abs().max())) * n / pair.n
    p = float(stats.binomtest(up, up + down).pvalue) if up + down else 1.0
    far, less = (
        [scale * float(stats.beta.ppf(1 - tail, k + 1, n - k)) for k in (down, up)]
        for tail in (ALPHA / 2, ALPHA)
    )
    return replace(pair, interval=(-far[0], far[1]), p=p, at_least=-less[0], at_most=less[1])


def _column(name: str, run: Evidence) -> Floats:
    return np.asarray(run.table[name], np.float64)


def _or_zero(values: Callable[[Evidence], Floats], run: Evidence) -> Floats:
    """A miss counts 0."""
    found: Floats = np.where(run.table["detected"].to_numpy(bool), values(run), 0.0)
    return found


def _pck(share: float, run: Evidence) -> Floats:
    return np.asarray(corner_hits(run.table, share).mean(axis=1))


def _wrong_order(run: Evidence) -> Floats:
    wrong = ~run.table["order"].isin(["as read", ""])
    return np.asarray(wrong.where(run.table["error_px"].notna()), np.float64)


def _corner_errors(run: Evidence) -> Floats:
    return np.asarray(run.table[list(ERROR_COLUMNS)], np.float64)


def _quantile(share: float, values: Floats) -> Floats:
    return np.asarray(np.nanquantile(values, share, axis=-1))


def _std(values: Floats) -> Floats:
    return np.asarray(np.nanstd(values, axis=-1))


def _share(values: Callable[[Evidence], Floats], *, higher: bool = True, **more: Any) -> Number:
    return Number(values, "share", higher, **more)


_error, _iou = partial(_column, "error_px"), partial(_column, "iou")
_pck_05, _pck_10 = partial(_pck, 0.05), partial(_pck, 0.10)

# Named as in `recipe_keys.METRICS`, but for `order_wrong_rate`: a count has no mean of a label.
HEADLINE: Final = {
    "detection_rate": _share(partial(_column, "detected"), of="labels", event=True),
    "false_positives_per_image": _share(
        lambda run: run.false_positives.astype(np.float64), higher=False, of="images", event=True
    ),
    "mde_px": Number(_error, "px"),
    "error_std_px": Number(_error, "px", statistic=_std),
    "error_median_px": Number(_error, "px", statistic=partial(_quantile, 0.5)),
    "error_p90_px": Number(_error, "px", statistic=partial(_quantile, 0.9)),
    "nme": Number(partial(_column, "nme"), "nme"),
    "iou_mean": _share(_iou),
    "iou_mean_unconditional": _share(partial(_or_zero, _iou), of="labels"),
    "pck_05": _share(_pck_05, event=True),
    "pck_05_unconditional": _share(partial(_or_zero, _pck_05), of="labels", event=True),
    "pck_10": _share(_pck_10, event=True),
    "pck_10_unconditional": _share(partial(_or_zero, _pck_10), of="labels", event=True),
    "coverage_mean": _share(partial(_column, "coverage")),
    "margin_mean": _share(partial(_column, "margin"), higher=False),
    "imbalance": Number(_corner_errors, "ratio", statistic=corner_ratio),
    "order_wrong_rate": _share(_wrong_order, higher=False, event=True),
}
CORNER: Final = {
    f"{corner.lower()}_error_mean_px": Number(partial(_column, name), "px")
    for corner, name in zip(CORNERS, ERROR_COLUMNS, strict=True)
}
