"""The rules on some of the IDs: at the border, small, or in photos of one kind."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from containerloc.analysis.diagnosis.error_rate import LEVEL
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.slice_columns import levels_of
from containerloc.analysis.measures.slice_tests import adjusted_error
from containerloc.analysis.measures.slices import resolution_limit
from containerloc.finding import Finding, named
from containerloc.quads import Floats
from containerloc.wording import counted

NEEDED_PX = 16  # of text height at the network's input: two cells of its finest grid
SMALL_SHARE = 0.15  # of the IDs
FEWEST = 3
NOTABLE_RATIO = 1.5
RELATIVE = 0.1  # of the height that small IDs are off by: less does not matter
FLAT = 0.5  # of log error over log size: nearer to so many pixels than to such a share


def ids_truncated(evidence: Evidence) -> Finding | None:
    """IDs that the picture's border cuts: a fact; a warning where the errors are larger for it.

    Mann-Whitney of the error, the ID's size taken off, and at least half as much again.
    """
    mine = evidence.columns["at_border"].eq(True).to_numpy(bool)
    if not mine.any():
        return None
    ratio, p = _against_the_rest(adjusted_error(evidence.table), mine)
    worse = p <= LEVEL and ratio >= NOTABLE_RATIO
    effect = (
        f"and the error there is {ratio:.1f} times that of others of their size"
        if worse
        else "and may go on beyond it"
    )
    return Finding(
        "ids-truncated",
        "warning" if worse else "info",
        f"{counted(int(mine.sum()), 'ID')} of {len(mine)} touch{'es' if mine.sum() == 1 else ''} "
        f"the picture's border, {effect}.",
        {"at_border": int(mine.sum()), "n": len(mine), "ratio": ratio, "p": p},
        named(evidence.table[mine].sort_values("error_px", ascending=False)["image"]),
        "Say in the rules of labelling what a corner outside the picture is; leave such IDs out of "
        "the targets, or have the camera see all of the door.",
    )


def _against_the_rest(errors: Floats, some: NDArray[np.bool_]) -> tuple[float, float]:
    """Typical error of some over that of the others, and its one-sided p; NaN for few."""
    here, others = errors[some & np.isfinite(errors)], errors[~some & np.isfinite(errors)]
    if min(len(here), len(others)) < FEWEST:
        return np.nan, np.nan
    p = float(stats.mannwhitneyu(here, others, alternative="greater").pvalue)
    return float(np.exp(np.median(here) - np.median(others))), p


def slices_worse(evidence: Evidence) -> Finding | None:
    """Photos or IDs of one kind that are worse than the rest beyond chance."""
    rows = evidence.slices[evidence.slices["reported"] & (evidence.slices["column"] != "at_border")]
    if rows.empty:
        return None
    rows = rows.sort_values("p_holm", kind="stable")
    told = "; ".join(
        f"{row['column']} {row['level']} (n = {row['n']}: error {row['ratio']:.1f} times, "
        f"{row['detection_rate']:.0%} found)"
        for _, row in rows.head(3).iterrows()
    )
    more = f" And {len(rows) - 3} more." if len(rows) > 3 else ""
    return Finding(
        "slice-worse",
        "warning",
        f"Some are worse than the rest beyond chance: {told}.{more}",
        {f"{row['column']}={row['level']}": _numbers(row) for _, row in rows.iterrows()},
        _members(evidence, rows.iloc[0]),
        f"More training pictures like these ({rows.iloc[0]['column']} {rows.iloc[0]['level']}), or "
        "augmentation that makes them.",
    )


def resolution_limits(evidence: Evidence) -> Finding | None:
    """Small IDs whose error is a matter of the network's own pixels, not of their size.

    The slope of log error over log size lies below a half, its whole interval below 1; and the
    small ones are off by more of their height than others by what chance allows (Mann-Whitney).
    """
    table, input_px = evidence.sound, evidence.settings.input_px
    longer = table[["image_width_px", "image_height_px"]].max(axis=1)
    small = (table["text_height_px"] * input_px / longer < NEEDED_PX).to_numpy(bool)
    found = resolution_limit(table, input_px)
    if min(small.mean(), (~small).mean()) < SMALL_SHARE or not found["slope"] < FLAT:
        return None
    relative = (table["error_px"] / table["text_height_px"]).to_numpy(np.float64)
    p = float(stats.mannwhitneyu(relative[small], relative[~small], alternative="greater").pvalue)
    off = [float(np.median(relative[which])) for which in (small, ~small)]
    if p > LEVEL or found["slope_high"] >= 1 or off[0] < RELATIVE:
        return None
    return Finding(
        "resolution-limit",
        "warning",
        f"{counted(int(small.sum()), 'ID')} of {len(small)} are less than {NEEDED_PX} px high "
        f"where the network sees them (at {input_px} px). IDs are off by about "
        f"{found['error_input_px']:.1f} of those pixels whatever their size, so small ones by "
        f"{off[0]:.0%} of their height, others by {off[1]:.0%}: resolution is the limit.",
        {**found, "small": int(small.sum()), "n": len(small), "p": p},
        named(table.loc[small].sort_values("text_height_px")["image"]),
        "Train and predict at a larger `imgsz`, or look twice (`predict: {second_pass: true}`).",
    )


def _numbers(row: "pd.Series[Any]") -> dict[str, float]:
    names = (
        "n",
        "error_px",
        "others_px",
        "ratio",
        "ratio_low",
        "ratio_high",
        "detection_rate",
        "p_holm",
    )
    return {name: float(row[name]) for name in names}


def _members(evidence: Evidence, row: "pd.Series[Any]") -> tuple[str, ...]:
    """The images of a slice, missed ones and large errors first."""
    mine = levels_of(evidence.columns[row["column"]]) == row["level"]
    table = evidence.table[mine.to_numpy(bool)].sort_values(
        "error_px", ascending=False, na_position="first"
    )
    return named(table["image"])


SLICE_RULES = (ids_truncated, resolution_limits, slices_worse)
