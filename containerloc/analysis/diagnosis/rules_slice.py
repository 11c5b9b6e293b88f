"""The rules on some of the labels: at the border, small, or in photos of one kind."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.slice_columns import levels_of, slice_name
from containerloc.analysis.measures.slice_tests import adjusted_error
from containerloc.analysis.measures.slices import resolution_limit
from containerloc.analysis.statistics.error_rate import SLICES_ERROR_RATE
from containerloc.finding import Observation, rule
from containerloc.quads import Bools, Floats

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
        "at_border": "labels that touch the photo's border",
        "n": "labels",
        "ratio": "their typical error over that of others of their size",
        "p": "p-value of that",
    },
    advice="Define in the labelling rules where to put a corner outside the photo; leave such "
    "labels out of the targets, or point the camera so that the whole text is visible.",
    tests=("rank sum of the error at the border against the others'",),
)
def ids_truncated(evidence: Evidence, level: float) -> Observation | None:
    """Labels touch the photo's border, which may cut them; a warning where their errors are larger.

    Mann-Whitney's test of the error, corrected for the label's size; and at least 1.5 times the
    error of the others.
    """
    mine = evidence.columns["at_border"].eq(True).to_numpy(bool)
    n = int(mine.sum())
    if not n:
        return None
    ratio, p = _against_the_rest(adjusted_error(evidence.errors), mine)
    worse = p <= level and ratio >= MIN_RATIO
    touch = "touches" if n == 1 else "touch"
    effect = f"where the error is {ratio:.1f} times that of others of their size"
    return Observation(
        f"{n} of {evidence.noun.counted(len(mine))} {touch} the photo's border, "
        f"{effect if worse else 'and may continue outside the photo'}.",
        {"at_border": n, "n": len(mine), "ratio": ratio, "p": p},
        _worst_first(evidence, mine, missed=-np.inf),
        severity="warning" if worse else "info",
    )


def _against_the_rest(errors: Floats, some: Bools) -> tuple[float, float]:
    """Typical error of some over that of the others, and its one-sided p; NaN for few."""
    here, others = errors[some & np.isfinite(errors)], errors[~some & np.isfinite(errors)]
    if min(len(here), len(others)) < MIN_IDS_PER_SIDE:
        return np.nan, np.nan
    p = float(stats.mannwhitneyu(here, others, alternative="greater").pvalue)
    return float(np.exp(np.median(here) - np.median(others))), p


def _worst_first(evidence: Evidence, some: Bools, *, missed: float) -> NDArray[Any]:
    """The images of some labels by falling error, those missed by the error `missed`."""
    errors = evidence.errors.take(some)
    return errors.image[np.argsort(-np.nan_to_num(errors.error_px, nan=missed), kind="stable")]


@rule(
    "resolution-limit",
    "warning",
    evidence={
        "slope": "of log error over log text height: 0 is a constant error, 1 a constant share",
        "slope_low": "lower end of its 95 % interval",
        "slope_high": "upper end of its 95 % interval",
        "error_input_px": "median error in pixels of the network's input",
        "small": f"objects less than {NEEDED_PX} input pixels high",
        "n": "well located objects",
        "p": "p-value of the larger share of error of the small ones",
    },
    advice="Train and predict at a larger `imgsz`, or use a second pass "
    "(`predict`: `second_pass: true`).",
    tests=("rank sum of small objects' relative error against the others'",),
)
def resolution_limits(evidence: Evidence, level: float) -> Observation | None:
    """Small objects are off by as many pixels of the network's input as large ones.

    The slope of log error over log size lies below a half, its whole interval below 1; and small
    ones are off by a larger share of their height than others, beyond chance (Mann-Whitney).
    """
    located, input_px = evidence.well_located, evidence.settings.input_px
    if not len(located):
        return None
    height = located.text_height_px
    small = height * input_px / located.image_wh.max(axis=1) < NEEDED_PX
    limit = resolution_limit(located, input_px)
    if min(small.mean(), (~small).mean()) < MIN_SHARE_SMALL or not limit["slope"] < MAX_SLOPE:
        return None
    relative = located.error_px / height
    p = float(stats.mannwhitneyu(relative[small], relative[~small], alternative="greater").pvalue)
    here, elsewhere = float(np.median(relative[small])), float(np.median(relative[~small]))
    if p > level or limit["slope_high"] >= 1 or here < MIN_RELATIVE_ERROR:
        return None
    noun = evidence.noun
    return Observation(
        f"{int(small.sum())} of {noun.counted(len(small))} are less than {NEEDED_PX} px high in "
        f"the network's input (at {input_px} px). Whatever their size, {noun.many} are off by "
        f"about {limit['error_input_px']:.1f} of those pixels: small ones by "
        f"{here:.0%} of their height, the others by {elsewhere:.0%}. Resolution is the limit.",
        {**limit, "small": int(small.sum()), "n": len(small), "p": p},
        located.image[small][np.argsort(height[small], kind="stable")],
    )


@rule(
    "slice-worse",
    "warning",
    evidence={"<column>=<level>": f"of this slice: {', '.join(_NUMBERS)}"},
    advice="Add training photos like these, or augmentation that makes them.",
    own_level=SLICES_ERROR_RATE,
)
def slices_worse(evidence: Evidence) -> Observation | None:
    """Objects or photos of one kind are worse than the rest beyond chance: `measures.slices`."""
    slices = evidence.slices
    reported = slices[slices["reported"] & (slices["column"] != "at_border")]
    rows: list[Any] = reported.sort_values("p_holm", kind="stable").to_dict("records")
    if not rows:
        return None
    listed = "; ".join(
        f"{slice_name(row['column'], row['level'])} (error {row['ratio']:.1f} times the others', "
        f"{row['detection_rate']:.0%} detected, n = {row['n']})"
        for row in rows[:3]
    )
    column, level = rows[0]["column"], rows[0]["level"]
    mine = levels_of(evidence.columns[column]) == level
    return Observation(
        f"Some kinds of {evidence.noun.many} are worse than the rest beyond chance: {listed}."
        + (f" And {len(rows) - 3} more." if len(rows) > 3 else ""),
        {
            f"{row['column']}={row['level']}": {key: float(row[key]) for key in _NUMBERS}
            for row in rows
        },
        _worst_first(evidence, mine.to_numpy(bool), missed=np.inf),
        advice=f"Add training photos like these ({slice_name(column, level)}), or "
        "augmentation that makes them.",
    )


SLICE_RULES = (ids_truncated, resolution_limits, slices_worse)
