"""Every headline number of a run, with its interval and its n."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.metrics import ERROR_COLUMNS, corners_of, reference_length
from containerloc.analysis.uncertainty import (
    UNKNOWN,
    ImageBootstrap,
    Statistic,
    bootstrap_interval,
    quiet,
    wilson_interval,
)
from containerloc.quads import CORNERS, Floats

PCK_SHARES = (0.05, 0.10)


def _mean(values: Floats) -> Floats:
    return np.asarray(np.nanmean(values, axis=-1))


def _p90(values: Floats) -> Floats:
    return np.asarray(np.nanquantile(values, 0.9, axis=-1))


STATISTICS: dict[str, Statistic] = {
    "mean": _mean,
    "std": lambda values: np.asarray(np.nanstd(values, axis=-1)),
    "median": lambda values: np.asarray(np.nanmedian(values, axis=-1)),
    "p90": _p90,
}


def measures(table: pd.DataFrame, *, false_positives: NDArray[np.int64]) -> pd.DataFrame:
    """Every number that can be promised of a run, from its per-label table.

    Index: the names in `recipe_keys.METRICS`. Columns `value`, `ci_low`, `ci_high` (95 %; NaN for
    counts and maxima, of which resampling knows nothing), `n` and `of` (what n counts). Means
    over detected IDs are conditional; `_unconditional` ones count a miss as 0.

    Parameters
    ----------
    table
        From `metrics.per_label`.
    false_positives
        How many each image of the split has, shape `(n images,)`.
    """
    unit = _Measured(table)
    rows = [_rate("detection_rate", table["detected"]), _alarms(false_positives)]
    rows += [
        _count("missed", ~table["detected"], len(table), "labels"),
        _count("order_wrong", ~table["order"].isin(["as read", ""]), _n(table["error_px"])),
        _count("crossed", table["crossed"], _n(table["error_px"])),
    ]
    rows += unit.spread("mde_px error_{}_px", table["error_px"])
    scores = _scores(table)
    rows += [unit.row(name, values, _mean, scope) for name, (values, scope) in scores.items()]
    for corner, column in zip(CORNERS, ERROR_COLUMNS, strict=True):
        low = corner.lower()
        rows += unit.spread(f"{low}_error_mean_px {low}_error_{{}}_px", table[column])
    rows.append(unit.imbalance(table))
    return pd.DataFrame(rows).set_index("metric")


def _scores(table: pd.DataFrame) -> dict[str, tuple[Floats, str]]:
    missed = ~table["detected"].to_numpy(bool)
    found: dict[str, Floats] = {"nme": table["nme"].to_numpy(np.float64)}
    found["iou_mean"] = table["iou"].to_numpy(np.float64)
    truth = corners_of(table, "true")
    for share in PCK_SHARES:
        allowed = share * reference_length(truth)[:, None]
        distances = table.loc[:, list(ERROR_COLUMNS)].to_numpy(np.float64)
        hits = np.where(np.isnan(distances), np.nan, distances <= allowed)
        found[f"pck_{share * 100:02.0f}"] = quiet(_mean, hits)
    scores = {name: (values, "detected") for name, values in found.items()}
    for name in [name for name in scores if name != "nme"]:
        whole = np.where(missed, 0.0, scores[name][0])
        scores[f"{name}_unconditional"] = (whole, "labels")
    for name in ("coverage", "margin"):
        scores[f"{name}_mean"] = (table[name].to_numpy(np.float64), "detected")
    return scores


def per_corner(numbers: pd.DataFrame) -> pd.DataFrame:
    """The corner errors of `measures` as a table: a corner a row, TL, TR, BR, BL; pixels."""
    statistics = ["mean", "std", "median", "p90", "max"]
    rows = {
        corner: {
            **{f"{s}_px": numbers.loc[f"{corner.lower()}_error_{s}_px", "value"]
               for s in statistics},
            "ci_low": numbers.loc[f"{corner.lower()}_error_mean_px", "ci_low"],
            "ci_high": numbers.loc[f"{corner.lower()}_error_mean_px", "ci_high"],
            "n": numbers.loc[f"{corner.lower()}_error_mean_px", "n"],
        }
        for corner in CORNERS
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("corner")


def _row(
    name: str, value: float, interval: tuple[float, float], n: int, of: str
) -> dict[str, object]:
    return {"metric": name, "value": float(value), "ci_low": interval[0], "ci_high": interval[1],
            "n": n, "of": of}  # fmt: skip


def _rate(name: str, successes: "pd.Series[bool]") -> dict[str, object]:
    hits, n = int(successes.sum()), len(successes)
    return _row(name, hits / n if n else np.nan, wilson_interval(hits, n), n, "labels")


def _count(name: str, which: "pd.Series[bool]", n: int, of: str = "detected") -> dict[str, object]:
    return _row(name, which.sum(), UNKNOWN, n, of)


def _alarms(false_positives: NDArray[np.int64]) -> dict[str, object]:
    counts = false_positives.astype(np.float64)
    n = len(counts)
    interval = bootstrap_interval(lambda rows: _mean(counts[rows]), n)
    return _row("false_positives_per_image", counts.mean() if n else np.nan, interval, n, "images")


def _n(values: "pd.Series[float]") -> int:
    return int(values.notna().sum())


class _Measured:
    """Rows of `measures` for values of labels, each with its interval over images."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._images = ImageBootstrap(table["image"])

    def row(self, name: str, values: Floats, statistic: Statistic, of: str) -> dict[str, object]:
        n = int(np.isfinite(values).sum())
        value = float(quiet(statistic, values)) if n else np.nan
        return _row(name, value, self._images.interval(values, statistic), n, of)

    def spread(self, names: str, values: "pd.Series[float]") -> list[dict[str, object]]:
        """Mean, std, median, 90th percentile and maximum of one kind of error."""
        mean_name, pattern = names.split()
        array = np.asarray(values, np.float64)
        rows = [
            self.row(
                mean_name if key == "mean" else pattern.format(key), array, statistic, "detected"
            )
            for key, statistic in STATISTICS.items()
        ]
        top = float(np.nanmax(array)) if np.isfinite(array).any() else np.nan
        return [*rows, _row(pattern.format("max"), top, UNKNOWN, _n(values), "detected")]

    def imbalance(self, table: pd.DataFrame) -> dict[str, object]:
        """Worst corner's mean error / best corner's mean error."""
        errors = np.asarray(table.loc[:, list(ERROR_COLUMNS)], np.float64)

        def ratio(values: Floats) -> Floats:
            means = np.nanmean(values, axis=-2)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(means.max(axis=-1) / means.min(axis=-1))

        n = _n(table["error_px"])
        value = float(quiet(ratio, errors)) if n else np.nan
        return _row("imbalance", value, self._images.interval(errors, ratio), n, "detected")
