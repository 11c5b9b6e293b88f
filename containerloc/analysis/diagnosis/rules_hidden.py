"""The rules on a corner at which the photo shows little: hidden, or nothing is painted there."""

from typing import Any, Final

import numpy as np
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.finding import Observation, rule
from containerloc.quads import CORNERS, Floats

MIN_IDS = 20  # with fewer a rank correlation says little
MIN_IDS_PER_SIDE = 3
LITTLE_TEXTURE = 0.5  # of the texture that this corner typically has
MIN_RATIO = 1.5
MOSTLY_TWO_LINES = 0.7  # of the IDs that show little at a corner
_RECORD: Final[dict[str, Any]] = {
    "evidence": {
        "corner": "which corner",
        "hidden": "well located IDs that show little there",
        "n": "well located IDs",
        "median_px": "their median error there, px",
        "others_median_px": "the other IDs' median error there, px",
        "on_two_lines": "share of IDs on two lines among those that show little",
        "p": "p-value over the four corners",
    },
    "tests": ("rank correlation of a corner's texture with its error",),
    "explains": ("imbalance-by-chance",),
}


@rule(
    "corner-hidden",
    "warning",
    advice="Write down in the labelling rules where a hidden corner is; add such photos to the "
    "training.",
    **_RECORD,
)
def corner_hidden(evidence: Evidence, level: float) -> Observation | None:
    """One corner is worse where the photo shows little there, as if something stood before it.

    Spearman's rank correlation of the corner's texture (see `data.photo_statistics`) with its error
    against the other three corners of the same ID, over the four corners (Bonferroni); and where
    there is little, at least half as much error again.
    """
    return _little_texture(evidence, level, bare=False)


@rule(
    "corner-bare",
    "warning",
    advice="Write down in the labelling rules where a corner without a character is; add such "
    "photos to the training.",
    **_RECORD,
)
def corner_bare(evidence: Evidence, level: float) -> Observation | None:
    """As `corner-hidden`, mostly in IDs on two lines, of which the shorter ends before the corner.

    The same test; at least 70 % of the IDs that show little there are on two lines.
    """
    return _little_texture(evidence, level, bare=True)


def _little_texture(evidence: Evidence, level: float, *, bare: bool) -> Observation | None:
    located, (p, corner) = evidence.well_located, _worst_corner(evidence)
    if not p < level:
        return None
    texture = _texture(evidence, corner)
    little = texture < LITTLE_TEXTURE * np.nanmedian(texture)
    if not MIN_IDS_PER_SIDE <= little.sum() < len(located) - MIN_IDS_PER_SIDE:
        return None
    errors = located.errors_px[:, corner]
    here, elsewhere = float(np.median(errors[little])), float(np.median(errors[~little]))
    lines = evidence.columns["lines"].to_numpy()[located.row]
    on_two_lines = float((lines[little] == 2).mean())
    if here < MIN_RATIO * elsewhere or bare != (on_two_lines > MOSTLY_TWO_LINES):
        return None
    reason = (
        "mostly IDs on two lines, of which the shorter ends before it"
        if bare
        else "as if something stood before it"
    )
    return Observation(
        f"{CORNERS[corner]} is worse where the photo shows little there, {reason}: median "
        f"{here:.1f} px in {int(little.sum())} IDs, {elsewhere:.1f} px in the other "
        f"{int((~little).sum())}.",
        {
            "corner": CORNERS[corner],
            "hidden": int(little.sum()),
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
    worst = (1.0, 0)
    for corner in range(4):
        known = np.isfinite(texture := _texture(evidence, corner))
        if known.sum() >= MIN_IDS:
            others = np.delete(errors, corner, axis=1).mean(axis=1)
            ratio = np.log(errors[:, corner] / others)
            test = stats.spearmanr(texture[known], ratio[known], alternative="less")
            worst = min(worst, (float(test.pvalue) * 4, corner))
    return worst


HIDDEN_RULES = (corner_hidden, corner_bare)
