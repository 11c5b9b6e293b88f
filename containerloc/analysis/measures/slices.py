"""Slices: among which labels is the error larger, or are more missed, than among the others?

Errors in px grow with the ID, more or less so: a population may err in proportion to the height of
the text, or by the same number of px on all IDs, and nothing is wrong with the large or with the
small ones. What is tested is therefore:

- for the columns of size, whether a slice is worse (or better) by *both* measures, the error in
  that column's px and over the text height: p is the larger of the two. Both populations, and all
  in between, are silent;
- for the other columns of the label's own shape, and for those of size, whether a slice is worse
  by the shape of the label and by that of the prediction: noise of labels, or tighter ones, change
  the label's shape and the error together, and are not the model's;
- for every other column, the logarithm of the error in px after its dependence on the logarithms
  of text height (a parabola) and of the image's longer side has been taken out, so that what only
  goes along with size (aspect, place in the image, camera) is not taken for a cause.

Each level is tested against the rest of the labels: errors of well-located ones by Mann-Whitney,
misses by Fisher's exact test. A column differs at all when Bonferroni over its levels, and Holm
over all columns, errors and misses together, say so (misses are tested where there are at least 3:
fewer cannot decide anything); within it, Holm over the levels says which. A report among
labels without any difference is then as rare as the level promises.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.measures import slice_tests
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.measures.slice_columns import (
    HEIGHT_COLUMNS,
    levels_as_of,
    levels_of,
    shape_as_predicted,
)
from containerloc.analysis.statistics.intervals import LEVEL
from containerloc.analysis.statistics.paired import holm
from containerloc.quads import Bools, Floats

_P_COLUMNS: Final = ("p_error", "p_missed")
MIN_RATIO: Final = 1.25  # of errors: a smaller one is not worth new photos
MIN_FEWER_FOUND: Final = 0.05  # of the labels
SLICE_COLUMNS: Final = (
    *("column", "level", "n", "n_others", "n_found", "error_px", "others_px"),
    *("error_share", "others_share", "detection_rate", "others_rate"),
    *("ratio", "ratio_low", "ratio_high", *_P_COLUMNS, "p_holm", "reported"),
)


def slice_findings_table(
    errors: LabelErrors,
    columns: pd.DataFrame,
    *,
    located: Bools | None = None,
    groups: "pd.Series[int] | None" = None,
    level: float = 0.05,
) -> pd.DataFrame:
    """Each level of each column against the other labels; those reported first, by rising p.

    Parameters
    ----------
    errors
        From `corner_errors.per_label`.
    columns
        From `slice_columns.slice_columns`, one row per label in the same order.
    located
        Whether a label is found in its place and order, `(n,)`: the errors of the others are of
        another kind and left out. By default all are.
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
        levels, NaN where not tested; `p_holm`, the smaller one. `reported`: worse beyond chance,
        with errors at least 1.25 times as large or at least 5 % more misses.
    """
    if located is not None:
        errors = replace(errors, error_px=np.where(located, errors.error_px, np.nan))
    first = _is_of_first_image(pd.Series(errors.image), groups)
    errors, columns = errors.take(first), columns[first]
    adjusted, seen = slice_tests.adjusted_error(errors), shape_as_predicted(errors, columns)
    rows = [
        row
        for name, levels in _divisions(columns)
        for row in _tested(
            errors,
            _tested_errors(errors, adjusted, name),
            name,
            (levels, levels_as_of(columns[name], seen[name]) if name in seen else levels),
        )
    ]
    slices = _corrected(pd.DataFrame(rows, columns=list(SLICE_COLUMNS[:-2])))
    worse = (slices["p_error"] <= level) & (slices["ratio"] >= MIN_RATIO)
    fewer_found = slices["others_rate"] - slices["detection_rate"]
    worse |= (slices["p_missed"] <= level) & (fewer_found >= MIN_FEWER_FOUND)
    return slices.assign(reported=worse.astype(bool)).sort_values(
        ["reported", "p_holm", "ratio"], ascending=[False, True, False], ignore_index=True
    )


def resolution_limit(errors: LabelErrors, imgsz: int) -> dict[str, Any]:
    """Whether the error is a constant number of pixels of the network's input.

    Regresses, over the IDs found, the logarithm of the error in input px on that of the text
    height in input px. `slope`, `slope_low`, `slope_high` (95 %, Student): 0 where the error does
    not know the ID's size, 1 where it is a constant share of it. `error_input_px` is the median,
    `n` the IDs. NaN with fewer than 10 IDs.
    """
    scale = imgsz / errors.image_wh.max(axis=1)
    error, height = (
        slice_tests.logs(values * scale) for values in (errors.error_px, errors.text_height_px)
    )
    known = np.isfinite(error) & np.isfinite(height)
    slope = reach = np.nan
    if known.sum() >= slice_tests.MIN_IDS_FOR_A_FIT and np.ptp(height[known]) > 0:
        fit = stats.linregress(height[known], error[known])
        slope = float(fit.slope)
        reach = float(stats.t.ppf((1 + LEVEL) / 2, known.sum() - 2) * fit.stderr)
    return {
        "slope": slope,
        "slope_low": slope - reach,
        "slope_high": slope + reach,
        "error_input_px": float(np.exp(np.median(error[known]))) if known.any() else np.nan,
        "n": int(known.sum()),
    }


def _is_of_first_image(images: "pd.Series[Any]", groups: "pd.Series[int] | None") -> Bools:
    """Whether each label is in the first image of its group."""
    if groups is None:
        return np.ones(len(images), np.bool_)
    group = images.map(groups).astype(object)
    group = group.where(group.notna(), images)
    return (images.groupby(group).transform("first") == images).to_numpy(np.bool_)


def _divisions(columns: pd.DataFrame) -> list[tuple[str, "pd.Series[str]"]]:
    """The levels of each column; the first of several columns that divide the labels alike."""
    divisions: dict[bytes, tuple[str, pd.Series[str]]] = {}
    for name in columns:
        levels = levels_of(columns[name])
        if levels.notna().any():
            divisions.setdefault(pd.factorize(levels)[0].tobytes(), (str(name), levels))
    return list(divisions.values())


def _tested_errors(errors: LabelErrors, adjusted: Floats, name: str) -> list[Floats]:
    """Logarithms of what is tested of a column, `(n,)` each: by every one a slice must be worse."""
    if name not in HEIGHT_COLUMNS:
        return [adjusted]
    error, height = slice_tests.logs(errors.error_px), slice_tests.logs(errors.text_height_px)
    # Input px per photo px, but for a factor that all photos share.
    share = 1.0 if name == "text_height_px" else 1 / errors.image_wh.max(axis=1)
    return [error + np.log(share), error - height]


def _tested(
    errors: LabelErrors,
    measures: list[Floats],
    name: str,
    of_label_and_prediction: tuple["pd.Series[str]", "pd.Series[str]"],
) -> Iterator[tuple[Any, ...]]:
    """One row per level of a column, up to `p_missed`; each p is of its test alone."""
    levels, seen = of_label_and_prediction
    known = levels.notna().to_numpy()
    labels = pd.DataFrame(
        {
            "px": errors.error_px,
            "share": errors.error_px / errors.text_height_px,
            "detected": errors.detected,
        }
    )[known]
    measures = [values[known] for values in measures]
    is_alike = seen is levels
    levels, seen = levels[known], seen[known]
    for level in sorted(levels.unique()):
        inside = (levels == level).to_numpy(np.bool_)
        here, others = labels[inside], labels[~inside]
        insides = [inside] if is_alike else [inside, (seen == level).to_numpy(np.bool_)]
        yield (
            *(name, level, len(here), len(others), here["px"].count()),
            *(side[column].mean() for column in labels for side in (here, others)),
            *slice_tests.least_ratio(measures, *insides),
            slice_tests.p_of_errors(measures, *insides),
            slice_tests.p_of_misses(~labels["detected"].to_numpy(), inside),
        )


def _corrected(slices: pd.DataFrame) -> pd.DataFrame:
    """With p adjusted for all columns and levels, and the smaller one as `p_holm`."""
    p = slices[list(_P_COLUMNS)].to_numpy(np.float64, copy=True)
    columns = slices.groupby("column").indices.values()
    # Two levels mirror each other: that is one test.
    least = [p[rows].min(axis=0) * (len(rows) if len(rows) > 2 else 1) for rows in columns]
    of_columns = holm(np.minimum(least, 1.0).ravel()).reshape(-1, 2)
    for rows, of_column in zip(columns, of_columns, strict=True):
        within = np.apply_along_axis(holm, 0, p[rows]) if len(rows) > 2 else p[rows]
        p[rows] = np.maximum(of_column, within)
    return slices.assign(**dict(zip(_P_COLUMNS, p.T, strict=True)), p_holm=np.fmin(*p.T))
