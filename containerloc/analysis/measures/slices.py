"""Slices: among which labels is the error larger, or are more missed, than among the others?

Errors in px grow with the ID, more or less so: a population may err in proportion to the height of
the text, or by the same number of px on all IDs, and nothing is wrong with the large or with the
small ones. What is tested is therefore:

- for the columns of size, whether a slice is worse (or better) by *both* measures, the error in
  that column's px and over the text height: p is the larger of the two. Both populations, and all
  in between, are silent;
- for every other column, the logarithm of the error in px after its dependence on the logarithms
  of text height (a parabola) and of the image's longer side has been taken out, so that what only
  goes along with size (aspect, place in the image, camera) is not taken for a cause.

Each level is tested against the rest of the labels: errors by Mann-Whitney, misses by Fisher's
exact test. A column differs at all when Bonferroni over its levels, and Holm over all columns,
errors and misses together, say so (misses are tested where there are at least 3: fewer
cannot decide anything); within it, Holm over the levels says which. A report among
labels without any difference is then as rare as the level promises.
"""

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.measures.slice_columns import SIZE_COLUMNS, levels_of
from containerloc.analysis.measures.slice_tests import (
    adjusted_error,
    least_ratio,
    logs,
    p_of_errors,
    p_of_misses,
)
from containerloc.analysis.statistics.intervals import LEVEL
from containerloc.analysis.statistics.paired import holm
from containerloc.quads import Floats

SLICE_COLUMNS: Final = (
    "column",
    "level",
    "n",
    "n_others",
    "n_found",
    "error_px",
    "others_px",
    "error_share",
    "others_share",
    "detection_rate",
    "others_rate",
    "ratio",
    "ratio_low",
    "ratio_high",
    "p_error",
    "p_missed",
    "p_holm",
    "reported",
)
_MIN_IDS_FOR_A_FIT = 10


def slice_findings_table(
    table: pd.DataFrame,
    columns: pd.DataFrame,
    *,
    groups: "pd.Series[int] | None" = None,
    level: float = 0.05,
) -> pd.DataFrame:
    """Each level of each column against the other labels; those reported first, by rising p.

    Parameters
    ----------
    table
        From `corner_errors.per_label`, as its frame.
    columns
        From `slice_columns.slice_columns`, one row per label in the same order.
    groups
        Group of each image, as near-duplicates form them (image is the index): only the first
        image of a group is tested.
    level
        Chance of any report where nothing differs.

    Returns
    -------
    DataFrame
        `column`, `level`; `n` and `n_others` labels; over the found ones, `n_found`, the mean
        error in px and as a share of the text height, here and of the others; detection rates.
        `ratio` of the tested errors (geometric means; above 1 is worse) with its 95 % interval,
        NaN below 5 errors on a side. `p_error` and `p_missed`, adjusted over all columns and
        levels, NaN where not tested; `p_holm`, the smaller one. `reported`: worse, by error or by
        misses, beyond chance.
    """
    table, columns = _independent(table, columns, groups)
    adjusted = adjusted_error(table)
    tested = [_Column(table, adjusted, name, levels) for name, levels in _divisions(columns)]
    of_columns = holm(np.array([p for column in tested for p in column.p()])).reshape(-1, 2)
    rows = [row for column, p in zip(tested, of_columns, strict=True) for row in column.rows(p)]
    slices = pd.DataFrame(rows, columns=list(SLICE_COLUMNS))
    worse = (slices["p_error"] <= level) & (slices["ratio"] > 1)
    worse |= (slices["p_missed"] <= level) & (slices["detection_rate"] < slices["others_rate"])
    slices = slices.assign(reported=worse.astype(bool))
    order = np.lexsort(
        (
            -slices["ratio"].to_numpy(np.float64),
            slices["p_holm"].to_numpy(np.float64),
            ~slices["reported"],
        )
    )
    return slices.iloc[order].reset_index(drop=True)


def resolution_limit(table: pd.DataFrame, imgsz: int) -> dict[str, Any]:
    """Whether the error is a constant number of pixels of the network's input.

    Regresses, over the IDs found, the logarithm of the error in input px on that of the text
    height in input px. `slope`, `slope_low`, `slope_high` (95 %, Student): 0 where the error does
    not know the ID's size, 1 where it is a constant share of it. `error_input_px` is the median,
    `n` the IDs. NaN with fewer than 10 IDs.
    """
    longer = table[["image_width_px", "image_height_px"]].max(axis=1).to_numpy(np.float64)
    values = table[["error_px", "text_height_px"]].mul(imgsz / longer, axis=0)
    error, height = logs(values).T
    known = np.isfinite(error) & np.isfinite(height)
    slope = low = high = float("nan")
    if known.sum() >= _MIN_IDS_FOR_A_FIT and np.ptp(height[known]) > 0:
        fit = stats.linregress(height[known], error[known])
        reach = float(stats.t.ppf((1 + LEVEL) / 2, known.sum() - 2) * fit.stderr)
        slope, low, high = float(fit.slope), float(fit.slope) - reach, float(fit.slope) + reach
    median = float(np.exp(np.median(error[known]))) if known.any() else float("nan")
    return {
        "slope": slope,
        "slope_low": low,
        "slope_high": high,
        "error_input_px": median,
        "n": int(known.sum()),
    }


def _independent(
    table: pd.DataFrame, columns: pd.DataFrame, groups: "pd.Series[int] | None"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    kept = np.ones(len(table), bool)
    if groups is not None:
        group = table["image"].map(groups).astype(object).fillna(table["image"])
        kept = (table["image"].groupby(group).transform("first") == table["image"]).to_numpy()
    return table[kept].reset_index(drop=True), columns[kept].reset_index(drop=True)


def _divisions(columns: pd.DataFrame) -> list[tuple[str, "pd.Series[str]"]]:
    """The levels of each column; the first of several columns that divide the labels alike."""
    divisions: dict[bytes, tuple[str, pd.Series[str]]] = {}
    for name in columns:
        levels = levels_of(columns[name])
        if levels.notna().any():
            divisions.setdefault(pd.factorize(levels)[0].tobytes(), (str(name), levels))
    return list(divisions.values())


class _Column:
    """One column: the labels in each of its levels, and what the tests of them say."""

    def __init__(
        self, table: pd.DataFrame, adjusted: Floats, name: str, levels: "pd.Series[str]"
    ) -> None:
        known = levels.notna().to_numpy()
        self._table, self._name = table[known], name
        self._levels = sorted(levels[known].unique())
        self._inside = [(levels[known] == level).to_numpy(bool) for level in self._levels]
        errors = [adjusted[known]]
        if name in SIZE_COLUMNS:
            error, height = logs(self._table[["error_px", "text_height_px"]]).T
            pixels = 1.0 if name == "text_height_px" else _input_share(self._table)
            errors = [error + np.log(pixels), error - height]
        lost = ~self._table["detected"].to_numpy(bool)
        self._p_error = np.array([p_of_errors(errors, inside) for inside in self._inside])
        self._p_missed = np.array([p_of_misses(lost, inside) for inside in self._inside])
        self._ratios = [least_ratio(errors, inside) for inside in self._inside]

    def p(self) -> tuple[float, float]:
        """Of the column as a whole, for errors and for misses; Bonferroni over its levels."""
        tests = len(self._levels) if len(self._levels) > 2 else 1  # two mirror each other
        return min(self._p_error.min() * tests, 1.0), min(self._p_missed.min() * tests, 1.0)

    def rows(self, of_column: Floats) -> list[dict[str, Any]]:
        """One row per level, given the column's own p after Holm over all columns."""
        within = holm if len(self._levels) > 2 else np.asarray
        p_error = np.maximum(of_column[0], within(self._p_error))
        p_missed = np.maximum(of_column[1], within(self._p_missed))
        return [
            {
                **self._numbers(place),
                "p_error": error,
                "p_missed": missed,
                "p_holm": np.fmin(error, missed),
            }
            for place, (error, missed) in enumerate(zip(p_error, p_missed, strict=True))
        ]

    def _numbers(self, place: int) -> dict[str, Any]:
        inside = self._inside[place]
        here, others = self._table[inside], self._table[~inside]
        ratio, low, high = self._ratios[place]
        return {
            "column": self._name,
            "level": self._levels[place],
            "n": len(here),
            "n_others": len(others),
            "n_found": int(here["error_px"].count()),
            "error_px": here["error_px"].mean(),
            "others_px": others["error_px"].mean(),
            "error_share": (here["error_px"] / here["text_height_px"]).mean(),
            "others_share": (others["error_px"] / others["text_height_px"]).mean(),
            "detection_rate": here["detected"].mean(),
            "others_rate": others["detected"].mean(),
            "ratio": ratio,
            "ratio_low": low,
            "ratio_high": high,
        }


def _input_share(table: pd.DataFrame) -> Floats:
    """Input px a photo px, but for a factor that all photos share."""
    longer = table[["image_width_px", "image_height_px"]].max(axis=1).to_numpy(np.float64)
    share: Floats = 1 / longer
    return share
