"""Whether the model knows when it is wrong: its confidences against its errors."""

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.statistics.intervals import ImageBootstrap, Interval, Statistic
from containerloc.quads import CORNERS, Floats

# Fewer corners have always some order; three are the fewest that can contradict one.
_MIN_CORNERS: Final = 3
_MAX_CUTS: Final = 200  # of a drawn curve
_KEPT_COLUMNS: Final = ("rejected_share", "kept", "confidence")
_ERROR_COLUMNS: Final = ("mde_px", "p90_px", "oracle_mde_px", "oracle_p90_px")


def corner_calibration(errors: LabelErrors) -> pd.DataFrame:
    """Whether a corner is the farther off, the less confident the model is of it.

    One row per corner, TL, TR, BR, BL: `correlation`, Spearman's, of the corner's own confidence
    with its error in px (lower is better: at -1 the confidence ranks the errors); `ci_low`,
    `ci_high` (95 % over images); `n`; `verdict`: `informative` or `misleading` where the interval
    lies below or above 0, `undecided` where it contains 0 or is not known, `uninformative` where
    the confidences do not differ: the correlation is then 0. NaN with fewer than 3 corners. Misses
    are left out.
    """
    rows = {}
    each = zip(CORNERS, errors.corner_confidences.T, errors.errors_px.T, strict=True)
    for corner, *pair in each:
        values, images = _known(errors, *pair)
        value, interval, verdict = _judged(values, images, _rank_correlation, sign=-1)
        rows[corner] = (value, *interval, len(values), verdict)
    columns = ["correlation", "ci_low", "ci_high", "n", "verdict"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("corner")


def reject_curve(errors: LabelErrors) -> pd.DataFrame:
    """The error of the IDs that are kept, as more and more of the least confident are rejected.

    One row per cut, from all detected IDs to the most confident: `rejected_share` of the detected;
    `kept`; `confidence`, the lowest kept; `mde_px` and `p90_px` (90th percentile) of the kept, and
    `oracle_mde_px`, `oracle_p90_px` where as many were kept by their true errors. Lower is better.
    Equal confidences are never parted; at most 200 cuts. Empty without detected IDs. The risk-
    coverage curve of El-Yaniv and Wiener, "On the foundations of noise-free selective
    classification", 2010.
    """
    confidence, error = _known(errors, errors.confidence, errors.error_px)[0].T
    rank = np.argsort(-confidence, kind="stable")
    confidence, error, easiest = confidence[rank], error[rank], np.sort(error)
    last = np.flatnonzero(np.diff(confidence, append=-np.inf))
    chosen = np.unique(np.linspace(0, len(last) - 1, min(len(last), _MAX_CUTS)).astype(np.int64))
    rows = [
        (
            *(1 - kept / len(error), kept, confidence[kept - 1]),
            *(error[:kept].mean(), np.quantile(error[:kept], 0.9)),
            *(easiest[:kept].mean(), np.quantile(easiest[:kept], 0.9)),
        )
        for kept in (last[chosen] + 1)[::-1].tolist()
    ]
    return pd.DataFrame(rows, columns=[*_KEPT_COLUMNS, *_ERROR_COLUMNS])


def reject_gain(errors: LabelErrors) -> pd.Series:
    """How much of what an oracle would gain by rejecting IDs, the confidence gains.

    `gain`: 1 as good as the oracle, 0 no better than chance, below 0 worse; `ci_low`, `ci_high`
    (95 % over images); `n` detected; `verdict` as of `corner_calibration`; `area_px` under the
    curve of MDE over the share kept (AURC; lower is better), `oracle_area_px`, and `chance_px`,
    that of rejecting at random: the MDE. IDs of equal confidence are rejected in random order.
    """
    known, images = _known(errors, errors.confidence, errors.error_px)
    error = pd.Series(known[:, 1])
    # What a random order among equals gives on average.
    values = np.column_stack([known, error.groupby(known[:, 0]).transform("mean")])
    value, (low, high), verdict = _judged(values, images, _gain, sign=1)
    area, oracle = _areas(values) if len(values) else (np.nan, np.nan)
    return pd.Series(
        {
            "gain": value,
            "ci_low": low,
            "ci_high": high,
            "n": len(values),
            "verdict": verdict,
            "area_px": float(area),
            "oracle_area_px": float(oracle),
            "chance_px": error.mean(),
        }
    )


def _known(errors: LabelErrors, *columns: Floats) -> tuple[Floats, "pd.Series[Any]"]:
    """The values of the labels that have all of them, `(m, k)`, and their images."""
    values = np.stack(columns, axis=1)
    known = ~np.isnan(values).any(axis=1)
    return values[known], pd.Series(errors.image[known])


def _judged(
    values: Floats, images: "pd.Series[Any]", statistic: Statistic, *, sign: int
) -> tuple[float, Interval, str]:
    """A statistic of confidence (the first column) and error, its interval, and the verdict.

    `sign` is that of a statistic that speaks for the confidence.
    """
    if len(values) < _MIN_CORNERS:
        return np.nan, (np.nan, np.nan), "undecided"
    if (values[:, :2] == values[0, :2]).all(axis=0).any():
        return 0.0, (np.nan, np.nan), "uninformative"
    low, high = ImageBootstrap(images).interval(values, statistic)
    better, worse = (low > 0, high < 0) if sign > 0 else (high < 0, low > 0)
    verdict = "informative" if better else "misleading" if worse else "undecided"
    return float(statistic(values)), (low, high), verdict


def _rank_correlation(values: Floats) -> Floats:
    """Spearman's correlation of the two columns of `(..., n, 2)`; rows with NaN are left out."""
    known = ~np.isnan(values).any(axis=-1, keepdims=True)
    # Unknown ones rank last, where they do not change the ranks of the others.
    ranks = stats.rankdata(np.where(known, values, np.inf), axis=-2)
    centred = np.where(known, ranks - np.mean(ranks, axis=-2, keepdims=True, where=known), 0.0)
    squares = (centred**2).sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(centred.prod(axis=-1).sum(axis=-1) / np.sqrt(squares.prod(axis=-1)))


def _gain(values: Floats) -> Floats:
    area, oracle = _areas(values)
    chance = np.nanmean(values[..., 1], axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((chance - area) / (chance - oracle))


def _areas(values: Floats) -> tuple[Floats, Floats]:
    """Areas under the curves by confidence and by an oracle: means over the number kept.

    Of `(..., n, 3)`: confidence, error, and the mean error of those of equal confidence.
    """
    by_confidence = np.argsort(-values[..., 0], axis=-1, kind="stable")  # NaN last
    usual = np.take_along_axis(values[..., 2], by_confidence, axis=-1)
    areas = []
    for errors in (usual, np.sort(values[..., 1], axis=-1)):
        kept = np.arange(1, errors.shape[-1] + 1)
        areas.append(np.nanmean(np.cumsum(errors, axis=-1) / kept, axis=-1))
    return areas[0], areas[1]
