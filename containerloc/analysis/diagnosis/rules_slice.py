"""The rules on some of the IDs: at the border, small, or in photos of one kind."""

from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.error_rate import SLICES_ERROR_RATE
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.slice_columns import levels_of
from containerloc.analysis.measures.slice_tests import adjusted_error
from containerloc.analysis.measures.slices import resolution_limit
from containerloc.finding import Observation, rule
from containerloc.quads import Bools, Floats
from containerloc.wording import counted

NEEDED_PX = 16  # of text height at the network's input: two cells of its finest grid
MIN_SHARE_SMALL = 0.15  # of the IDs
MIN_IDS_PER_SIDE = 3
MIN_RATIO = 1.5
MIN_RELATIVE_ERROR = 0.1  # of the height that small IDs are off by: less does not matter
MAX_SLOPE = 0.5  # of log error over log size: nearer to so many pixels than to such a share
_NUMBERS: Final = (
    *("n", "error_px", "others_px", "ratio"),
    *("ratio_low", "ratio_high", "detection_rate", "p_holm"),
)


@rule(
    "ids-truncated",
    "warning",
    "info",
    evidence={
        "at_border": "IDs that touch the photo's border",
        "n": "labels",
        "ratio": "their typical error over that of others of their size",
        "p": "p-value of that",
    },
    advice="Write down in the labelling rules where a corner outside the photo is; leave such IDs "
    "out of the targets, or have the camera see all of the door.",
    tests=("rank sum of the error at the border against the others'",),
)
def ids_truncated(evidence: Evidence, level: float) -> Observation | None:
    """The photo's border cuts IDs: information; a warning where their errors are larger.

    Mann-Whitney of the error, the ID's size taken off, and at least half as much again.
    """
    mine = evidence.columns["at_border"].eq(True).to_numpy(bool)
    if not mine.any():
        return None
    ratio, p = _against_the_rest(adjusted_error(evidence.errors), mine)
    worse, n = p <= level and ratio >= MIN_RATIO, int(mine.sum())
    effect = (
        f"and the error there is {ratio:.1f} times that of others of their size"
        if worse
        else "and may go on beyond it"
    )
    return Observation(
        f"{n} of {counted(len(mine), 'ID')} touch{'es' if n == 1 else ''} the photo's border, "
        f"{effect}.",
        {"at_border": n, "n": len(mine), "ratio": ratio, "p": p},
        _worst_first(evidence, mine, missed="last"),
        severity="warning" if worse else "info",
    )


def _against_the_rest(errors: Floats, some: Bools) -> tuple[float, float]:
    """Typical error of some over that of the others, and its one-sided p; NaN for few."""
    here, others = errors[some & np.isfinite(errors)], errors[~some & np.isfinite(errors)]
    if min(len(here), len(others)) < MIN_IDS_PER_SIDE:
        return np.nan, np.nan
    p = float(stats.mannwhitneyu(here, others, alternative="greater").pvalue)
    return float(np.exp(np.median(here) - np.median(others))), p


def _worst_first(
    evidence: Evidence, some: Bools, *, missed: Literal["first", "last"]
) -> "pd.Series[str]":
    """The images of some labels by falling error."""
    rows = evidence.table[some].sort_values("error_px", ascending=False, na_position=missed)
    return rows["image"]


@rule(
    "resolution-limit",
    "warning",
    evidence={
        "slope": "of log error over log text height: 0 is a constant error, 1 a constant share",
        "slope_low": "lower end of its 95 % interval",
        "slope_high": "upper end of its 95 % interval",
        "error_input_px": "median error in pixels of the network's input",
        "small": f"IDs less than {NEEDED_PX} input pixels high",
        "n": "well located IDs",
        "p": "p-value of the small IDs' larger share of error",
    },
    advice="Train and predict at a larger `imgsz`, or look twice (`predict`: `second_pass: true`).",
    tests=("rank sum of small IDs' relative error against the others'",),
)
def resolution_limits(evidence: Evidence, level: float) -> Observation | None:
    """The error of small IDs is a matter of the network's own pixels, not of their size.

    The slope of log error over log size lies below a half, its whole interval below 1; and the
    small ones are off by more of their height than others by what chance allows (Mann-Whitney).
    """
    located, input_px = evidence.well_located, evidence.settings.input_px
    if not len(located):
        return None
    height = located.text_wh[:, 1]
    small = height * input_px / located.image_wh.max(axis=1) < NEEDED_PX
    limit = resolution_limit(located, input_px)
    if min(small.mean(), (~small).mean()) < MIN_SHARE_SMALL or not limit["slope"] < MAX_SLOPE:
        return None
    relative = located.error_px / height
    p = float(stats.mannwhitneyu(relative[small], relative[~small], alternative="greater").pvalue)
    off = [float(np.median(relative[which])) for which in (small, ~small)]
    if p > level or limit["slope_high"] >= 1 or off[0] < MIN_RELATIVE_ERROR:
        return None
    return Observation(
        f"{int(small.sum())} of {counted(len(small), 'ID')} are less than {NEEDED_PX} px high in "
        f"the network's input (at {input_px} px). IDs are off by about "
        f"{limit['error_input_px']:.1f} of those pixels whatever their size: small ones by "
        f"{off[0]:.0%} of their height, the others by {off[1]:.0%}. Resolution is the limit.",
        {**limit, "small": int(small.sum()), "n": len(small), "p": p},
        located.image[small][np.argsort(height[small], kind="stable")],
    )


@rule(
    "slice-worse",
    "warning",
    evidence={"<column>=<level>": f"of this slice: {', '.join(_NUMBERS)}"},
    advice="More training photos like these, or augmentation that makes them.",
    own_level=SLICES_ERROR_RATE,
)
def slices_worse(evidence: Evidence) -> Observation | None:
    """Photos or IDs of one kind are worse than the rest beyond chance; see `measures.slices`."""
    rows = evidence.slices[evidence.slices["reported"] & (evidence.slices["column"] != "at_border")]
    if rows.empty:
        return None
    rows = rows.sort_values("p_holm", kind="stable")
    worst, *_ = records = rows.to_dict("records")
    slices = "; ".join(
        f"{row['column']} {row['level']} (error {row['ratio']:.1f} times the others', "
        f"{row['detection_rate']:.0%} found, n = {row['n']})"
        for row in records[:3]
    )
    more = f" And {len(rows) - 3} more." if len(rows) > 3 else ""
    mine = levels_of(evidence.columns[worst["column"]]) == worst["level"]
    return Observation(
        f"Some kinds of IDs are worse than the rest beyond chance: {slices}.{more}",
        {f"{row['column']}={row['level']}": _numbers(row) for row in records},
        _worst_first(evidence, mine.to_numpy(bool), missed="first"),
        advice=f"More training photos like these ({worst['column']} {worst['level']}), or "
        "augmentation that makes them.",
    )


def _numbers(row: dict[Any, Any]) -> dict[str, float]:
    return {name: float(row[name]) for name in _NUMBERS}


SLICE_RULES = (ids_truncated, resolution_limits, slices_worse)
