"""The rules on sides: what is cut off, what is added, what lies beside."""

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.stories.mending import with_corners
from containerloc.analysis.diagnosis.whole.motion import unshifted
from containerloc.analysis.diagnosis.whole.rules_whole import (
    PARTS,
    WHOLE_RULES,
    is_worth_undoing,
    shared_shift,
    without_shift,
)
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.statistics.groups import group_means, signs_of_groups
from containerloc.finding import Finding, Observation, Remedy, rule
from containerloc.quads import own_axes

MIN_IDS = 6
# In text heights.
MIN_OFFSET = 0.05  # a typical offset from here on is worth a word: a twentieth of a character
CLEARLY_CUT = 0.25  # a stroke of the outermost character is gone
MIN_SHARE_CUT = 0.08  # of the IDs
ERROR_FROM_SHARE = 1 / 3  # of the IDs, cut that deep
# Axis (along or across the text) and corners of each side.
_SIDES: Final = {
    "left end": (0, (0, 3)),
    "right end": (0, (1, 2)),
    "upper side": (1, (0, 1)),
    "lower side": (1, (2, 3)),
}
# A shift moves the first outward and the second inward, or the other way round.
_OPPOSITE_SIDES: Final = (
    ("right end", "left end", ("right", "left")),
    ("lower side", "upper side", ("down", "up")),
)


def side_offsets(errors: LabelErrors, *, whole: bool = False) -> pd.DataFrame:
    """How far outward each side of an ID lies, in text heights; inward below 0.

    The mean of its two corners or, `whole`, what both are inward by: one corner alone cuts no side.
    One row per ID, columns `left end`, `right end`, `upper side`, `lower side`.
    """
    reduce = pd.DataFrame.max if whole else pd.DataFrame.mean
    columns = {
        side: reduce(pd.DataFrame(errors.signed_px[:, corners, axis]), axis=1, skipna=False)
        for side, (axis, corners) in _SIDES.items()
    }
    return pd.DataFrame(columns).div(errors.text_height_px, axis=0).set_axis(errors.row)


def _typically(evidence: Evidence, text_heights: float, n: int) -> str:
    height_px = float(np.median(evidence.well_located.text_height_px))
    return (
        f"typically by {text_heights:.0%} of the text's height ({text_heights * height_px:.1f} px; "
        f"n = {n})"
    )


def _uncut(evidence: Evidence, finding: Finding) -> Evidence:
    """The evidence with the side where it typically should be."""
    axis, corners = _SIDES[finding.evidence["side"]]
    inward = min(float(finding.evidence["median_text_heights"]), 0.0)
    errors = evidence.errors
    way = own_axes(errors.truth)[:, axis] * errors.text_height_px[:, None] * inward
    sign = -1.0 if finding.evidence["side"] in ("left end", "upper side") else 1.0
    moved = errors.predicted.copy()
    moved[:, corners] -= sign * way[:, None]
    return with_corners(evidence, errors.measured, moved)


@rule(
    "cut-inward",
    "error",
    "warning",
    evidence={
        "side": "which side",
        "cut": "those that are clearly cut there",
        "n": "well located objects",
        "median_text_heights": "median offset of the side, text heights, outward positive",
    },
    advice="Check whether the labels end there, too, and whether the outermost character stands "
    "far off. A margin added to the crop is only a stopgap.",
    tests=("signed rank of each side's offset inward", "sign of each side's large offsets"),
    explains=("imbalance-by-chance",),
    consequences=("corner-biased", "corner-scattered", "resolution-limit", "slice-worse"),
    remedy=Remedy(_uncut),
)
def cut_inward(evidence: Evidence, level: float) -> Observation | None:
    """A side lies inward more often than outward: characters are cut off there.

    Either the typical object loses a little there, by Wilcoxon's signed-rank test, or some lose
    more than a quarter of their height, by the sign test among those that are so far off; over the
    four sides (Bonferroni). Where the opposite side is half as far out or more, nothing is cut. An
    error where a third lose that much.
    """
    sides = _not_shifted(side_offsets(evidence.well_located, whole=True).dropna())
    if len(sides) < MIN_IDS:
        return None
    groups = _groups(evidence, sides)
    shares = {side: _cut_share(sides[side], groups, level / 4) for side in sides}
    side = max(shares, key=lambda name: (shares[name], -sides[name].median()))
    offsets, typical = sides[side].sort_values(), float(sides[side].median())
    always = typical <= -MIN_OFFSET and _p_outward(-sides[side], groups) <= level / 4
    if not always and not shares[side]:
        return None
    cut = offsets[offsets < (typical / 2 if always else -CLEARLY_CUT)]
    depth = -float(cut.median())
    unread = depth >= CLEARLY_CUT
    lost = (
        "characters are lost there, and the text cannot be read"
        if unread
        else "the edge of the outermost characters is lost, or of a box printed round them"
    )
    return Observation(
        f"The {side} is cut short in {len(cut)} of {evidence.noun.counted(len(sides))}, typically "
        f"by {depth:.0%} of the text's height: {lost}.",
        {"side": side, "cut": len(cut), "n": len(sides), "median_text_heights": typical},
        evidence.errors.image[cut.index],
        severity="error" if unread and len(cut) >= ERROR_FROM_SHARE * len(sides) else "warning",
    )


def _not_shifted(sides: pd.DataFrame) -> pd.DataFrame:
    """The offsets, 0 where the opposite side is as far out as this one is in: that cuts nothing."""
    opposite = sides[["right end", "left end", "lower side", "upper side"]].to_numpy()
    is_shift = (sides < -CLEARLY_CUT) & (opposite >= -sides / 2)
    return sides.mask(is_shift, 0.0)


def _groups(evidence: Evidence, sides: pd.DataFrame) -> "pd.Series[Any]":
    """The group of images of each ID of `side_offsets`."""
    images = evidence.errors.image[sides.index]
    return evidence.groups[images].set_axis(sides.index)


def _cut_share(offsets: "pd.Series[float]", groups: "pd.Series[Any]", level: float) -> float:
    """Share of IDs clearly cut on a side, where it is notable and more than are clearly outward."""
    cut, values = int((offsets < -CLEARLY_CUT).sum()), offsets.to_numpy(np.float64)
    outward, inward = signs_of_groups(np.where(np.abs(values) > CLEARLY_CUT, values, 0), groups)
    if cut < MIN_SHARE_CUT * len(offsets) or not inward:
        return 0.0
    p = stats.binomtest(inward, inward + outward, 0.5, alternative="greater").pvalue
    return cut / len(offsets) if p <= level else 0.0


def _p_outward(offsets: "pd.Series[float]", groups: "pd.Series[Any]") -> float:
    """How likely offsets so far outward are by chance, by Wilcoxon's test of groups' means."""
    values = group_means(np.asarray(offsets, np.float64), groups)
    if np.allclose(values, 0):
        return 1.0
    return float(stats.wilcoxon(values, alternative="greater").pvalue)


@rule(
    "margin-outward",
    "warning",
    evidence={
        **{side: f"median offset of the {side}, text heights, outward positive" for side in _SIDES},
        "n": "well located objects",
    },
    advice="Check that labels are tight to the characters, in training and here: a margin that is "
    "always the same is learned from labels.",
    tests=("signed rank of all sides' offsets outward",),
)
def margin_outward(evidence: Evidence, level: float) -> Observation | None:
    """All four predicted sides lie outside the label, which costs IoU but no character.

    Wilcoxon's signed-rank test of each side; each has to be outward by 5 % of the height.
    """
    sides = side_offsets(evidence.well_located).dropna()
    if len(sides) < MIN_IDS or sides.median().min() < MIN_OFFSET:
        return None
    if sides.apply(_p_outward, groups=_groups(evidence, sides)).max() > level:
        return None
    typical = float(sides.median().median())
    return Observation(
        f"All four predicted sides lie outside the label, "
        f"{_typically(evidence, typical, len(sides))}: this costs IoU "
        "and adds to the distance error, but cuts no character.",
        {**{side: float(sides[side].median()) for side in _SIDES}, "n": len(sides)},
    )


@rule(
    "shifted-whole",
    "warning",
    evidence={
        "direction": "right, left, down or up, as the text reads",
        "text_heights": "mean of both sides' median offset, text heights",
        "n": "well located objects",
    },
    advice="All corners are off alike: look for an offset in how labels or photos were made "
    "(cropping, resizing, EXIF) before you blame the model.",
    tests=("signed rank of two opposite sides' offsets the same way",),
    consequences=PARTS,
    remedy=Remedy(without_shift),
)
def shifted_whole(evidence: Evidence, level: float) -> Observation | None:
    """All objects are predicted beside their label in the same direction.

    Wilcoxon's signed-rank test of two opposite sides, which both have to be off by 5 % of the
    height; over the four directions (Bonferroni). Undoing it takes 2 % of the mean error away.
    """
    located = evidence.well_located
    sides = side_offsets(located).dropna()
    if len(sides) < MIN_IDS or not is_worth_undoing(
        located, unshifted(located, shared_shift(located))
    ):
        return None
    for forward, back, directions in _OPPOSITE_SIDES:
        pair = sides[[forward, back]].mul([1, -1])
        medians = pair.median()
        sign = np.sign(medians.iloc[0])
        p = (pair * sign).apply(_p_outward, groups=_groups(evidence, sides)).max()
        if (medians * sign).min() < MIN_OFFSET or p > level / 4:
            continue
        typical, direction = float(medians.abs().mean()), directions[int(sign < 0)]
        return Observation(
            f"The {evidence.noun.many} lie too far {direction} as a whole (as the text reads), "
            f"{_typically(evidence, typical, len(pair))}.",
            {"direction": direction, "text_heights": typical, "n": len(pair)},
        )
    return None


# What moves all objects alike comes before single sides.
SIDE_RULES = (shifted_whole, *WHOLE_RULES, cut_inward, margin_outward)
