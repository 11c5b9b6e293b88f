"""The rules on motions that all objects share: what remains is judged by sides and corners."""

from typing import Final

import numpy as np
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.stories.mending import with_corners
from containerloc.analysis.diagnosis.whole.motion import motion, unscaled, unshifted, unturned
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.statistics.groups import group_means
from containerloc.finding import Finding, Observation, Remedy, rule
from containerloc.quads import Floats

MIN_IDS: Final = 6
MIN_OFFSET: Final = 0.05  # text heights at the ends of the text
# Both ends have to take part by this much of what the motion would do to them.
_HALF: Final = 0.5
# Of the mean error, that undoing a motion takes away. The error's own 95 % interval spans a third
# of it with 70 objects: a smaller gain can be significant, but nobody would ever see it.
MIN_GAIN: Final = 0.02
# What single sides and corners do where all objects move.
PARTS: Final = (
    "cut-inward",
    "margin-outward",
    "corner-biased",
    "corner-hidden",
    "corner-bare",
    "corner-scattered",
    "ids-truncated",
    "resolution-limit",
    "slice-worse",
    "imbalance-by-chance",
    "targets-missed",
)


def _moved_back(evidence: Evidence, corners: Floats) -> Evidence:
    return with_corners(evidence, evidence.errors.measured, corners)


def without_shift(evidence: Evidence, finding: Finding) -> Evidence:
    """The evidence without the shift that all objects share."""
    return _moved_back(evidence, unshifted(evidence.errors, shared_shift(evidence.well_located)))


def shared_shift(located: LabelErrors) -> Floats:
    """The median shift along and across the text, `(2,)`, text heights."""
    return np.asarray(np.median(motion(located).shift, axis=0))


def is_worth_undoing(located: LabelErrors, undone: Floats) -> bool:
    """Whether predictions with a motion undone have a mean error that is smaller by 2 % or more."""
    before, after = (
        np.linalg.norm(quads - located.truth, axis=2).mean()
        for quads in (located.predicted, undone)
    )
    return bool(after <= (1 - MIN_GAIN) * before)


def _without_scale(evidence: Evidence, finding: Finding) -> Evidence:
    return _moved_back(evidence, unscaled(evidence.errors, float(finding.evidence["scale"])))


def _without_turn(evidence: Evidence, finding: Finding) -> Evidence:
    turn = np.radians(float(finding.evidence["turn_deg"]))
    return _moved_back(evidence, unturned(evidence.errors, float(turn)))


def _p(values: Floats, evidence: Evidence) -> float:
    """Of the well located objects' values, by groups of images."""
    means = group_means(values, evidence.groups_of(evidence.well_located))
    return 1.0 if np.allclose(means, 0) else float(stats.wilcoxon(means).pvalue)


@rule(
    "scaled-whole",
    "warning",
    evidence={
        "scale": "median share by which predictions are larger than their labels; smaller below 0",
        "end_text_heights": "what that makes at each end of the text, text heights",
        "n": "well located objects",
    },
    advice="Look for a factor where predictions or labels are scaled, and how tight the training "
    "labels are: what is always too large or too small by one share is no chance.",
    tests=("signed rank of objects' scale",),
    consequences=PARTS,
    remedy=Remedy(_without_scale),
)
def scaled_whole(evidence: Evidence, level: float) -> Observation | None:
    """All objects are predicted too large, or too small, by the same share.

    Wilcoxon's signed-rank test of each one's scale about its middle. Both ends move, by 5 % of the
    text's height or more, undoing it takes 2 % of the mean error away, and it leaves less error
    than a margin that is the same all round.
    """
    located = evidence.well_located
    if len(located) < MIN_IDS:
        return None
    scale = float(np.median(motion(located).scale))
    end = scale * float(np.median(located.aspect)) / 2
    along = np.median(located.signed_px[..., 0] / located.text_height_px[:, None], axis=0)
    ends = np.array([along[[0, 3]].mean(), along[[1, 2]].mean()])
    if abs(end) < MIN_OFFSET or (ends / end).min() < _HALF:
        return None
    undone = unscaled(located, scale)
    if _p(motion(located).scale, evidence) > level or not is_worth_undoing(located, undone):
        return None
    if _left(located, undone) >= _left_by_margin(located):
        return None
    size = "large" if scale > 0 else "small"
    return Observation(
        f"All {evidence.noun.many} are predicted too {size}, typically by "
        f"{abs(scale):.1%} about their middle: {abs(end):.0%} of the text's height at each end "
        f"(n = {len(located)}).",
        {"scale": scale, "end_text_heights": end, "n": len(located)},
        _most(located, motion(located).scale * np.sign(scale)),
    )


def _most(located: LabelErrors, moved: Floats) -> list[str]:
    """The images, those that are moved most first."""
    return [str(each) for each in located.image[np.argsort(-moved)]]


def _left(located: LabelErrors, predicted: Floats) -> float:
    away = np.linalg.norm(predicted - located.truth, axis=2).mean(axis=1)
    return float(np.median(away / located.text_height_px))


def _left_by_margin(located: LabelErrors) -> float:
    """The typical error without one margin all round, outward or inward, text heights."""
    outward = located.signed_px / located.text_height_px[:, None, None]
    return float(np.median(np.linalg.norm(outward - np.median(outward), axis=2).mean(axis=1)))


@rule(
    "turned-whole",
    "warning",
    evidence={
        "turn_deg": "median angle of predictions to their labels, to the right, degrees",
        "end_text_heights": "what that makes at each end of the text, text heights",
        "n": "well located objects",
    },
    advice="Look for a rotation of photos or labels (`degrees` of the training turns both), and "
    "whether labels follow the text's slope.",
    tests=("signed rank of objects' turn",),
    consequences=PARTS,
    remedy=Remedy(_without_turn),
)
def turned_whole(evidence: Evidence, level: float) -> Observation | None:
    """All objects are predicted turned by the same angle about their middle.

    Wilcoxon's signed-rank test of each one's angle. Both ends move, one up and one down, by 5 % of
    the text's height or more, and undoing it takes 2 % of the mean error away.
    """
    located = evidence.well_located
    if len(located) < MIN_IDS:
        return None
    moved = motion(located)
    turn = float(np.median(moved.turn_rad))
    end = turn * float(np.median(located.aspect)) / 2
    tilt = np.median(moved.tilt, axis=0) * [-1, 1]
    if abs(end) < MIN_OFFSET or (tilt / end).min() < _HALF or _p(moved.turn_rad, evidence) > level:
        return None
    if not is_worth_undoing(located, unturned(located, turn)):
        return None
    return Observation(
        f"All {evidence.noun.many} are predicted turned to the {'right' if turn > 0 else 'left'}, "
        f"typically by {np.degrees(abs(turn)):.2g}°: {abs(end):.0%} of the text's height at each "
        f"end (n = {len(located)}).",
        {"turn_deg": float(np.degrees(turn)), "end_text_heights": end, "n": len(located)},
        _most(located, moved.turn_rad * np.sign(turn)),
    )


WHOLE_RULES: Final = (scaled_whole, turned_whole)
