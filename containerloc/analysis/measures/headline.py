"""Every headline number of a run, with its interval and its n."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.statistics import intervals
from containerloc.analysis.statistics.grouped import GroupIntervals
from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.analysis.statistics.intervals import Interval, quiet
from containerloc.metric import HEADLINE_METRICS, METRICS
from containerloc.quads import CORNERS, Bools, Floats
from containerloc.quads.pairs import reference_length

NUMBER_COLUMNS: Final = ("value", "ci_low", "ci_high", "n")
PCK_SHARES: Final = {"pck_05": 0.05, "pck_10": 0.10}
_STATISTICS: Final = ("mean", "std", "median", "p90", "max")
_ANY: Final[Interval] = (0.0, np.inf)
_SHARE: Final[Interval] = (0.0, 1.0)
_Row = tuple[float, float, float, int]  # NUMBER_COLUMNS


def headline_numbers(
    errors: LabelErrors,
    *,
    false_positives: NDArray[np.int64],
    groups: "pd.Series[Any] | None" = None,
) -> pd.DataFrame:
    """Every number that a target may promise: `metric.HEADLINE_METRICS`, which is the index.

    Columns `value`, `ci_low`, `ci_high` (95 %, see `statistics.grouped`), `n` and `of` (what n
    counts). A count has the interval of its rate, times n. Of a maximum nothing is known but that
    the next image may be worse: [value, infinity); an infinite end is null in `metrics.json`.
    Means over detected IDs are conditional; `_unconditional` ones count a miss as 0. NaN where
    there is nothing to measure, the interval also with fewer than two images.

    Parameters
    ----------
    false_positives
        How many each image of the split has, shape `(n images,)`.
    groups
        Which images are near-duplicates: index the image, value its group; one row per image in
        the order of `false_positives`. By default each image stands for itself.

    Raises
    ------
    ValueError
        When `groups` has not as many rows as `false_positives`.
    """
    images = pd.Series(errors.image, dtype=object)
    over = _Numbers(images if groups is None else images.map(groups).fillna(images))
    known, missed = errors.measured, ~errors.detected
    missed_corners = missed[:, None] & np.isfinite(errors.truth).all(axis=2)  # a hidden one is none
    rows = {
        "detection_rate": over.rate(errors.detected),
        "first_choice_rate": over.rate(errors.first_choice),
        "false_positives_per_image": _per_image(false_positives, groups),
        "missed": over.count(missed),
        "order_wrong": over.count(np.where(known, errors.wrong_order, np.nan)),
        "crossed": over.count(np.where(known, errors.crossed, np.nan)),
        **over.spread("mde_px", "error_{}_px", errors.error_px),
        "relative_error_p90": over.p90(errors.relative_error),
        "nme": over.mean(errors.nme),
        "iou_mean": over.mean(errors.iou, _SHARE),
        # A miss that counts 0 outweighs the tail of the others, and makes it a rate, nearly.
        "iou_mean_unconditional": over.mean(
            np.where(missed, 0.0, errors.iou), _SHARE, heavy_tail=False
        ),
    }
    for name, share in PCK_SHARES.items():
        hits = corner_hits(errors, share)
        rows[name] = over.rate(hits)
        rows[f"{name}_unconditional"] = over.rate(np.where(missed_corners, 0.0, hits))
    rows["coverage_mean"] = over.mean(errors.coverage, _SHARE)
    rows["margin_mean"] = over.mean(errors.margin)
    for corner, of_corner in zip(CORNERS, errors.errors_px.T, strict=True):
        low = corner.lower()
        rows |= over.spread(f"{low}_error_mean_px", f"{low}_error_{{}}_px", of_corner)
    rows["imbalance"] = over.imbalance(errors)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(NUMBER_COLUMNS))
    table = table.assign(of=[METRICS[key].of for key in rows]).rename_axis("metric")
    return table.loc[list(HEADLINE_METRICS)]


def corner_hits(errors: LabelErrors, share: float) -> Floats:
    """Whether each corner is at most `share` of sqrt(w * h) off: 1, 0, NaN where unknown, `(n, 4)`.

    What PCK is the mean of. Unknown is a corner that label or prediction lacks, and every corner of
    a label that lacks one: its size is not known.
    """
    distances, size = errors.errors_px, reference_length(errors.truth)[:, None]
    return np.where(np.isnan(distances) | np.isnan(size), np.nan, distances <= share * size)


def per_corner(numbers: pd.DataFrame) -> pd.DataFrame:
    """The corner errors of `headline_numbers`, one row per corner, TL, TR, BR, BL; pixels."""
    rows = []
    for corner in CORNERS:
        keys = [f"{corner.lower()}_error_{statistic}_px" for statistic in _STATISTICS]
        mean = numbers.loc[keys[0]]
        rows.append([*numbers.loc[keys, "value"], mean["ci_low"], mean["ci_high"], mean["n"]])
    columns = [*(f"{statistic}_px" for statistic in _STATISTICS), "ci_low", "ci_high", "n"]
    return pd.DataFrame(rows, pd.Index(CORNERS, name="corner"), columns).astype({"n": np.int64})


def _per_image(false_positives: NDArray[np.int64], groups: "pd.Series[Any] | None") -> _Row:
    n = len(false_positives)
    of_image = np.arange(n) if groups is None else groups.to_numpy(object)
    if len(of_image) != n:
        raise ValueError(f"groups of {len(of_image)} images, but false positives of {n}")
    place, names = pd.factorize(of_image)
    counts, images = (
        np.bincount(place, weights=weights, minlength=len(names)).astype(np.float64)
        for weights in (false_positives, None)
    )
    value = float(false_positives.mean()) if n else np.nan
    return (value, *intervals.events_interval(counts, images), n)


class _Numbers:
    """Rows of `headline_numbers` for values of labels, with intervals over groups of images.

    n is of the values that are not NaN.
    """

    def __init__(self, groups: "pd.Series[Any]") -> None:
        self._over = GroupIntervals(groups)

    def rate(self, hits: Bools | Floats) -> _Row:
        """Of hits, or of several of each label, which need not be independent."""
        values = np.asarray(hits, np.float64)
        shares = values if values.ndim == 1 else quiet(_mean, values)
        return _row(_mean, shares, self._over.rate(values))

    def count(self, which: Bools | Floats) -> _Row:
        values = np.asarray(which, np.float64)
        n, (low, high) = int(np.isfinite(values).sum()), self._over.rate(values)
        return float(np.nansum(values)), n * low, n * high, n

    def mean(self, values: Floats, limits: Interval = _ANY, *, heavy_tail: bool = True) -> _Row:
        return _row(_mean, values, self._over.mean(values, limits=limits, heavy_tail=heavy_tail))

    def spread(self, mean: str, pattern: str, values: Floats) -> dict[str, _Row]:
        """Mean, std, median, 90th percentile and maximum of one kind of error."""
        over = self._over
        value, _, _, n = top = _row(np.nanmax, values, intervals.UNKNOWN)
        return {
            mean: self.mean(values),
            pattern.format("std"): _row(np.nanstd, values, over.std(values)),
            pattern.format("median"): _row(np.nanmedian, values, over.quantile(values, 0.5)),
            pattern.format("p90"): self.p90(values),
            pattern.format("max"): (value, value, np.inf, n) if n else top,
        }

    def p90(self, values: Floats) -> _Row:
        """The value below which nine of ten are."""
        return _row(_p90, values, self._over.quantile(values, 0.9))

    def imbalance(self, errors: LabelErrors) -> _Row:
        """Worst corner's mean error / best corner's mean error."""
        value = float(quiet(corner_ratio, errors.errors_px)) if len(errors) else np.nan
        interval = intervals.UNKNOWN if np.isnan(value) else self._over.imbalance(errors.errors_px)
        return (value, *interval, int(errors.measured.sum()))


def _row(statistic: intervals.Statistic, values: Floats, interval: Interval) -> _Row:
    n = int(np.isfinite(values).sum())
    return (float(quiet(statistic, values)) if n else np.nan, *interval, n)


def _mean(values: Floats) -> Floats:
    return np.asarray(np.nanmean(values, axis=-1))


def _p90(values: Floats) -> Floats:
    return np.asarray(np.nanquantile(values, 0.9))
