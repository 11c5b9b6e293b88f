"""The rules on a corner at which the photo shows little: hidden, or nothing is painted there."""

from functools import partial
from typing import Final

import numpy as np
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.statistics.groups import group_means
from containerloc.finding import Observation, Rule
from containerloc.quads import CORNERS, Floats

MIN_IDS: Final = 20  # with fewer a rank correlation says little
MIN_IDS_PER_SIDE: Final = 3
LITTLE_TEXTURE: Final = 0.5  # of the texture that this corner typically has
MIN_RATIO: Final = 1.5
MOSTLY_TWO_LINES: Final = 0.7  # of the IDs that show little at a corner
CORNER: Final = {
    "corner": "which corner",
    "p": "p-value, times the number of corners and directions tested",
    "n": "well located objects",
}
_EVIDENCE: Final = CORNER | {
    "hidden": "those that show little there",
    "median_px": "their median error there, px",
    "others_median_px": "the others' median error there, px",
    "on_two_lines": "share of texts on two lines among those that show little",
}


def _little_texture(
    evidence: Evidence, level: float, *, bare: bool, reason: str
) -> Observation | None:
    located, (p, corner) = evidence.well_located, _worst_corner(evidence)
    if not p < level:
        return None
    texture = _texture(evidence, corner)
    little = texture < LITTLE_TEXTURE * np.nanmedian(texture)
    n, n_others = int(little.sum()), int((~little).sum())
    if n < MIN_IDS_PER_SIDE or n_others <= MIN_IDS_PER_SIDE:
        return None
    errors = located.errors_px[:, corner]
    here, elsewhere = float(np.median(errors[little])), float(np.median(errors[~little]))
    lines = evidence.columns["lines"].to_numpy()[located.row]
    on_two_lines = float((lines[little] == 2).mean())
    if here < MIN_RATIO * elsewhere or bare != (on_two_lines > MOSTLY_TWO_LINES):
        return None
    return Observation(
        f"{CORNERS[corner]} is worse where the photo shows little there, {reason}: median "
        f"{here:.1f} px in {evidence.noun.counted(n)}, {elsewhere:.1f} px in the other {n_others}.",
        {
            "corner": CORNERS[corner],
            "hidden": n,
            "n": len(located),
            "median_px": here,
            "others_median_px": elsewhere,
            "on_two_lines": on_two_lines,
            "p": p,
        },
        located.image[little][np.argsort(-errors[little], kind="stable")],
    )


def _texture(evidence: Evidence, corner: int) -> Floats:
    """Of the photo at a corner of the well located IDs."""
    values = evidence.traits[f"texture_{CORNERS[corner].lower()}"].to_numpy(np.float64)
    return values[evidence.well_located.row]


def _worst_corner(evidence: Evidence) -> tuple[float, int]:
    """The smallest p over the corners and its corner; p is 1 where too little is known."""
    errors = np.maximum(evidence.well_located.errors_px, 1e-3)
    worst, groups = (1.0, 0), evidence.groups_of(evidence.well_located)
    for corner in range(4):
        known = np.isfinite(texture := _texture(evidence, corner))
        if known.sum() >= MIN_IDS:
            others = np.delete(errors, corner, axis=1).mean(axis=1)
            ratio = np.log(errors[:, corner] / others)
            both = np.stack([texture, ratio], axis=1)[known]
            means = group_means(both, groups[known].reset_index(drop=True))
            test = stats.spearmanr(means, alternative="less")
            worst = min(worst, (float(test.pvalue) * 4, corner))
    return worst


def _rule_of(code: str, meaning: str, where: str, *, bare: bool, reason: str) -> Rule:
    return Rule(
        code,
        ("warning",),
        partial(_little_texture, bare=bare, reason=reason),
        meaning,
        _EVIDENCE,
        f"Define in the labelling rules where to put {where}; add such photos to the training.",
        tests=("rank correlation of a corner's texture with its error",),
        explains=("imbalance-by-chance",),
    )


HIDDEN_RULES: Final = (
    _rule_of(
        "corner-hidden",
        "One corner is worse where the photo shows little there, as if something hid it.\n\n"
        "Spearman's rank correlation of the corner's texture (see `data.photo_statistics`) with "
        "its error against the other three corners of the same object, over the four "
        "corners (Bonferroni); where there is little texture, the error is at least half as large "
        "again.",
        "a hidden corner",
        bare=False,
        reason="as if something hid it",
    ),
    _rule_of(
        "corner-bare",
        "Like `corner-hidden`, but at least 70 % of those that show little there are on two "
        "lines, of which the shorter one ends before the corner.",
        "a corner without a character",
        bare=True,
        reason="mostly in texts on two lines, of which the shorter one ends before the corner",
    ),
)
