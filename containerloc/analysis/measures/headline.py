"""Every headline number of a run, with its interval and its n."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.measures.corner_errors import ERROR_COLUMNS, corners_of, reference_length
from containerloc.analysis.statistics.grouped import GroupIntervals
from containerloc.analysis.statistics.imbalance import corner_ratio
from containerloc.analysis.statistics.intervals import (
    UNKNOWN,
    Interval,
    Statistic,
    events_interval,
    quiet,
)
from containerloc.quads import CORNERS, Floats

PCK_SHARES = (0.05, 0.10)
_ANY: Interval = (0.0, np.inf)
_SHARE: Interval = (0.0, 1.0)


def _mean(values: Floats) -> Floats:
    return np.asarray(np.nanmean(values, axis=-1))


def measures(
    table: pd.DataFrame,
    *,
    false_positives: NDArray[np.int64],
    groups: "pd.Series[Any] | None" = None,
) -> pd.DataFrame:
    """Every number that can be promised of a run, from its per-label table.

    Index: the names in `recipe_keys.METRICS`. Columns `value`, `ci_low`, `ci_high` (95 %, see
    `group_intervals`), `n` and `of` (what n counts). A count has the interval of its rate, times
    n. Of a maximum nothing is known but that the next image may be worse: [value, infinity);
    an infinite end is null in `metrics.json`. Means over detected IDs are conditional;
    `_unconditional` ones count a miss as 0. Value and interval are NaN where there is nothing to
    measure, the interval also with fewer than two images.

    Parameters
    ----------
    table
        From `metrics.per_label`.
    false_positives
        How many each image of the split has, shape `(n images,)`.
    groups
        Which images are near-duplicates: index the image, value its group; an image a row in the
        order of `false_positives`. By default each image stands for itself.

    Raises
    ------
    ValueError
        When `groups` has not as many rows as `false_positives`.
    """
    unit = _Measured(table, groups)
    n, detected = len(table), _n(table["error_px"])
    missed, wrong = ~table["detected"], ~table["order"].isin(["as read", ""])
    rows = [unit.rate("detection_rate", table["detected"], "labels")]
    rows += [_alarms(false_positives, groups)]
    rows += [
        unit.count("missed", missed, n, "labels"),
        unit.count("order_wrong", wrong.where(table["error_px"].notna()), detected, "detected"),
        unit.count(
            "crossed", table["crossed"].where(table["error_px"].notna()), detected, "detected"
        ),
    ]
    rows += unit.spread("mde_px error_{}_px", table["error_px"])
    rows += unit.scores(table)
    for corner, column in zip(CORNERS, ERROR_COLUMNS, strict=True):
        low = corner.lower()
        rows += unit.spread(f"{low}_error_mean_px {low}_error_{{}}_px", table[column])
    rows.append(unit.imbalance(table))
    return pd.DataFrame(rows).set_index("metric")


def corner_hits(table: pd.DataFrame, share: float) -> Floats:
    """Whether each corner is at most `share` of sqrt(w * h) off: 1, 0, NaN where unknown, `(n, 4)`.

    What PCK is the mean of; `table` from `metrics.per_label`.
    """
    distances = table.loc[:, list(ERROR_COLUMNS)].to_numpy(np.float64)
    size = reference_length(corners_of(table, "true"))[:, None]
    return np.where(np.isnan(distances), np.nan, distances <= share * size)


def per_corner(numbers: pd.DataFrame) -> pd.DataFrame:
    """The corner errors of `measures` as a table: a corner a row, TL, TR, BR, BL; pixels."""
    statistics = ["mean", "std", "median", "p90", "max"]
    rows = {
        corner: {
            **{
                f"{s}_px": numbers.loc[f"{corner.lower()}_error_{s}_px", "value"]
                for s in statistics
            },
            "ci_low": numbers.loc[f"{corner.lower()}_error_mean_px", "ci_low"],
            "ci_high": numbers.loc[f"{corner.lower()}_error_mean_px", "ci_high"],
            "n": numbers.loc[f"{corner.lower()}_error_mean_px", "n"],
        }
        for corner in CORNERS
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("corner")


def _row(name: str, value: float, interval: Interval, n: int, of: str) -> dict[str, object]:
    return {
        "metric": name,
        "value": float(value),
        "ci_low": interval[0],
        "ci_high": interval[1],
        "n": n,
        "of": of,
    }


def _alarms(
    false_positives: NDArray[np.int64], groups: "pd.Series[Any] | None"
) -> dict[str, object]:
    n = len(false_positives)
    of_image = np.arange(n) if groups is None else groups.to_numpy(object)
    if len(of_image) != n:
        raise ValueError(f"groups of {len(of_image)} images, but false positives of {n}")
    place, names = pd.factorize(of_image)
    counts = np.bincount(place, weights=false_positives, minlength=len(names)).astype(np.float64)
    images = np.bincount(place, minlength=len(names)).astype(np.float64)
    interval = events_interval(counts, images)
    value = false_positives.mean() if n else np.nan
    return _row("false_positives_per_image", value, interval, n, "images")


def _n(values: "pd.Series[float]") -> int:
    return int(values.notna().sum())


def _value(statistic: Statistic, values: Floats) -> float:
    return float(quiet(statistic, values)) if np.isfinite(values).any() else np.nan


class _Measured:
    """Rows of `measures` for values of labels, each with its interval over groups of images."""

    def __init__(self, table: pd.DataFrame, groups: "pd.Series[Any] | None") -> None:
        images = table["image"].astype(object)
        of_label = images if groups is None else images.map(groups).fillna(images)
        self._over = GroupIntervals(of_label)

    def rate(self, name: str, hits: "pd.Series[Any]", of: str) -> dict[str, object]:
        values = hits.to_numpy(np.float64)
        return _row(name, _value(_mean, values), self._over.rate(values), len(hits), of)

    def count(self, name: str, which: "pd.Series[Any]", n: int, of: str) -> dict[str, object]:
        values = which.to_numpy(np.float64)
        low, high = self._over.rate(values)
        return _row(name, np.nansum(values), (n * low, n * high), n, of)

    def mean(
        self, name: str, values: Floats, of: str, limits: Interval = _ANY
    ) -> dict[str, object]:
        # A miss that counts 0 outweighs the tail of the others, and makes it a rate, nearly.
        interval = self._over.mean(values, limits=limits, heavy_tail=of == "detected")
        return _row(name, _value(_mean, values), interval, int(np.isfinite(values).sum()), of)

    def spread(self, names: str, values: "pd.Series[float]") -> list[dict[str, object]]:
        """Mean, std, median, 90th percentile and maximum of one kind of error."""
        mean_name, pattern = names.split()
        array, n = np.asarray(values, np.float64), _n(values)
        top = _value(lambda drawn: np.asarray(np.nanmax(drawn)), array)
        over = self._over
        found: dict[str, tuple[Statistic, Interval]] = {
            "std": (lambda drawn: np.asarray(np.nanstd(drawn)), over.std(array)),
            "median": (lambda drawn: np.asarray(np.nanmedian(drawn)), over.quantile(array, 0.5)),
            "p90": (
                lambda drawn: np.asarray(np.nanquantile(drawn, 0.9)),
                over.quantile(array, 0.9),
            ),
        }
        rows = [self.mean(mean_name, array, "detected")]
        rows += [
            _row(pattern.format(key), _value(statistic, array), interval, n, "detected")
            for key, (statistic, interval) in found.items()
        ]
        highest = (top, np.inf) if n else UNKNOWN
        return [*rows, _row(pattern.format("max"), top, highest, n, "detected")]

    def scores(self, table: pd.DataFrame) -> list[dict[str, object]]:
        """Scores of detected IDs and, with a miss as 0, of all labels."""
        missed = ~table["detected"].to_numpy(bool)
        rows = [self.mean("nme", table["nme"].to_numpy(np.float64), "detected")]
        iou = table["iou"].to_numpy(np.float64)
        rows.append(self.mean("iou_mean", iou, "detected", _SHARE))
        whole = np.where(missed, 0.0, iou)
        rows.append(self.mean("iou_mean_unconditional", whole, "labels", _SHARE))
        for share in PCK_SHARES:
            hits = corner_hits(table, share)
            name = f"pck_{share * 100:02.0f}"
            rows.append(self._corner_rate(name, hits, "detected"))
            failed = np.where(missed[:, None], 0.0, hits)
            rows.append(self._corner_rate(f"{name}_unconditional", failed, "labels"))
        for name, limits in (("coverage", _SHARE), ("margin", _ANY)):
            values = table[name].to_numpy(np.float64)
            rows.append(self.mean(f"{name}_mean", values, "detected", limits))
        return rows

    def _corner_rate(self, name: str, hits: Floats, of: str) -> dict[str, object]:
        """A rate of corners; n counts IDs, whose corners need not be independent."""
        shares = quiet(_mean, hits)
        interval = self._over.rate(hits)
        return _row(name, _value(_mean, shares), interval, int(np.isfinite(shares).sum()), of)

    def imbalance(self, table: pd.DataFrame) -> dict[str, object]:
        """Worst corner's mean error / best corner's mean error."""
        errors = np.asarray(table.loc[:, list(ERROR_COLUMNS)], np.float64)
        n, value = _n(table["error_px"]), _value(corner_ratio, errors)
        interval = UNKNOWN if np.isnan(value) else self._over.imbalance(errors)
        return _row("imbalance", value, interval, n, "detected")
