"""How each number that experiments are compared in is computed of a label, and paired.

Its words, its format, which direction is good and what its n counts stand in `containerloc.metric`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.headline import corner_hits
from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.analysis.statistics.intervals import Statistic
from containerloc.analysis.statistics.paired import (
    ALPHA,
    PairedDifference,
    paired_difference,
    paired_statistic,
)
from containerloc.metric import METRICS
from containerloc.quads import CORNERS, Floats

_MIN_DIFFERING_GROUPS: Final = 6  # all one way, the fewest of which a sign test makes p < 0.05


@dataclass(frozen=True)
class Margins:
    """Differences too small to matter: of errors, of shares such as IoU, of NME, of ratios."""

    px: float = 1.0
    share: float = 0.02
    nme: float = 0.005
    ratio: float = 0.1


DEFAULT_MARGINS: Final = Margins()


@dataclass(frozen=True)
class Number:
    """How one number of an experiment is computed of each label.

    `values` of each label, or of each image for a number whose n counts images, `(n,)` or
    `(n, k)`, NaN where the experiment has none. The number is their mean, unless a `statistic` says
    otherwise. `margin` names its entry in `Margins`. `event` marks what happens or not, so that two
    experiments agree on most labels.
    """

    key: str
    values: Callable[[Evidence], Floats]
    margin: str = "share"
    statistic: Statistic | None = None
    event: bool = False

    def paired(self, run: Evidence, reference: Evidence, resamples: int) -> PairedDifference:
        """The number of the run minus that of the reference, over what both have."""
        of_images = METRICS[self.key].of == "images"
        groups = run.groups if of_images else run.groups[run.errors.image]
        groups = groups.reset_index(drop=True)
        both = self.values(run), self.values(reference)
        if self.statistic:
            return paired_statistic(*both, self.statistic, groups=groups, resamples=resamples)
        pair = paired_difference(*both, groups=groups, resamples=resamples)
        return _exact_where_alike(pair, both[0] - both[1], groups) if self.event else pair

    def over_shared(self, run: Evidence, other: Evidence) -> float:
        """The number of the run over what both have; NaN where that is nothing."""
        values, others = self.values(run), self.values(other)
        finite = np.isfinite(values) & np.isfinite(others)
        known = np.asarray(finite.all(axis=tuple(range(1, finite.ndim))))
        return float((self.statistic or np.mean)(values[known])) if known.any() else np.nan


def _exact_where_alike(
    pair: PairedDifference, differences: Floats, groups: "pd.Series[Any]"
) -> PairedDifference:
    """The sign test and exact limits where fewer than 6 groups differ, or all but fewer than 6 do.

    There resamples have next to no spread. That none differed does not prove that none will, nor
    that all differed that all will (Clopper & Pearson 1934, each side by itself). So few that
    differ prove nothing, whichever way they go: nothing is known of their direction.
    """
    by_group = pd.Series(differences).groupby(groups.to_numpy()).sum()
    n, up, down = len(by_group), int((by_group > 0).sum()), int((by_group < 0).sum())
    few = up + down < _MIN_DIFFERING_GROUPS
    if not pair.n or not (few or n - max(up, down) < _MIN_DIFFERING_GROUPS):
        return pair
    sizes = by_group.abs()
    size = max(1.0, float(sizes.max())) if few else float(sizes[sizes > 0].mean())
    scale = size * n / pair.n

    def limits(tail: float) -> tuple[float, float]:
        least = (0.0, 0.0) if few else (_lowest(up, n, tail), _lowest(down, n, tail))
        most = [1 - _lowest(n - k, n, tail) for k in (up, down)]
        return scale * (least[0] - most[1]), scale * (most[0] - least[1])

    p = float(stats.binomtest(up, up + down).pvalue) if up + down else 1.0
    at_least, at_most = limits(ALPHA)
    return replace(pair, interval=limits(ALPHA / 2), p=p, at_least=at_least, at_most=at_most)


def _lowest(k: int, n: int, tail: float) -> float:
    """The lower limit of a share of which `k` of `n` were seen; `tail` is what lies below it."""
    return float(stats.beta.ppf(tail, k, n - k + 1)) if k else 0.0


def _error(run: Evidence) -> Floats:
    return run.errors.error_px


def _iou(run: Evidence) -> Floats:
    return run.errors.iou


def _pck(run: Evidence, *, share: float) -> Floats:
    hits = pd.DataFrame(corner_hits(run.errors, share))
    return hits.mean(axis=1).to_numpy(np.float64)  # of the corners that are known


_pck_05, _pck_10 = partial(_pck, share=0.05), partial(_pck, share=0.10)


def _misses_as_zero(values: Callable[[Evidence], Floats]) -> Callable[[Evidence], Floats]:
    return lambda run: np.where(run.errors.detected, values(run), 0.0)


def _wrong_order(run: Evidence) -> Floats:
    return np.where(run.errors.measured, run.errors.wrong_order, np.nan)


def _quantile(share: float, values: Floats) -> Floats:
    return np.asarray(np.nanquantile(values, share, axis=-1))


def _std(values: Floats) -> Floats:
    return np.asarray(np.nanstd(values, axis=-1))


def _of_corner(place: int) -> Callable[[Evidence], Floats]:
    return lambda run: run.errors.errors_px[:, place]


READ: Final = "read_rate"  # compared where a reader has read
_HEADLINE: Final = (
    Number("detection_rate", lambda run: run.errors.detected.astype(np.float64), event=True),
    Number(
        "false_positives_per_image", lambda run: run.false_positives.astype(np.float64), event=True
    ),
    Number("mde_px", _error, "px"),
    Number("error_std_px", _error, "px", statistic=_std),
    Number("error_median_px", _error, "px", statistic=partial(_quantile, 0.5)),
    Number("error_p90_px", _error, "px", statistic=partial(_quantile, 0.9)),
    Number("nme", lambda run: run.errors.nme, "nme"),
    Number("iou_mean", _iou),
    Number("iou_mean_unconditional", _misses_as_zero(_iou)),
    Number("pck_05", _pck_05, event=True),
    Number("pck_05_unconditional", _misses_as_zero(_pck_05), event=True),
    Number("pck_10", _pck_10, event=True),
    Number("pck_10_unconditional", _misses_as_zero(_pck_10), event=True),
    Number("coverage_mean", lambda run: run.errors.coverage),
    Number("margin_mean", lambda run: run.errors.margin),
    Number("imbalance", lambda run: run.errors.errors_px, "ratio", statistic=corner_ratio),
    Number("order_wrong_rate", _wrong_order, event=True),
    Number(READ, lambda run: run.is_read, event=True),
)
_OF_CORNERS: Final = tuple(
    Number(f"{corner.lower()}_error_mean_px", _of_corner(place), "px")
    for place, corner in enumerate(CORNERS)
)
NUMBERS: Final[Mapping[str, Number]] = {each.key: each for each in (*_HEADLINE, *_OF_CORNERS)}
HEADLINE: Final = tuple(each.key for each in _HEADLINE)
OF_CORNERS: Final = tuple(each.key for each in _OF_CORNERS)
AT_ANY_THRESHOLD: Final = (
    "detection_rate",
    "false_positives_per_image",
    "mde_px",
    "iou_mean_unconditional",
    "pck_05_unconditional",
)
LEADING: Final = ("detection_rate", "mde_px", "iou_mean_unconditional")
