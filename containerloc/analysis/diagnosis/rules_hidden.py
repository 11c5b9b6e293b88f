"""The rule on a corner at which the photo shows little: hidden, or nothing is painted there."""

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.error_rate import LEVEL
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.corner_errors import ERROR_COLUMNS
from containerloc.finding import Finding, named
from containerloc.quads import CORNERS, Floats

MANY = 20  # IDs; with fewer a rank correlation says little
HIDDEN = 0.5  # of the texture that this corner typically has
HIDDEN_RATIO = 1.5
MOSTLY = 0.7  # two-line IDs among those that show little at a corner
# By whether they are mostly on two lines.
_REASONS: Final = {
    False: ("corner-hidden", "as if something stood before it", "a hidden corner"),
    True: (
        "corner-bare",
        "mostly IDs on two lines, of which the shorter ends before it",
        "a corner without a character",
    ),
}


def corner_hidden(evidence: Evidence) -> Finding | None:
    """A corner that is worse where the photo shows little there: it is hidden, or metal is bare.

    Spearman's rank correlation of the corner's texture (see `data.photo_statistics`) with its error
    against the other three corners of the same ID, over the four corners (Bonferroni); and where
    there is little, at least half as much error again.
    """
    sound, traits = evidence.sound, evidence.traits
    worst: tuple[float, int] = (LEVEL, -1)
    for corner, name in enumerate(CORNERS):
        values = traits[f"texture_{name.lower()}"].to_numpy(np.float64)[sound.index]
        known = np.isfinite(values)
        if known.sum() < MANY:
            continue
        test = stats.spearmanr(
            values[known], _against_others(sound, corner)[known], alternative="less"
        )
        worst = min(worst, (float(test.pvalue) * 4, corner))
    if worst[1] < 0:
        return None
    return _hidden(evidence, worst[1], p=worst[0])


def _hidden(evidence: Evidence, corner: int, *, p: float) -> Finding | None:
    sound, name = evidence.sound, CORNERS[corner]
    texture = evidence.traits[f"texture_{name.lower()}"].to_numpy(np.float64)[sound.index]
    covered = texture < HIDDEN * np.nanmedian(texture)
    errors = sound[ERROR_COLUMNS[corner]]
    if not 3 <= covered.sum() < len(sound) - 3:
        return None
    there, elsewhere = float(errors[covered].median()), float(errors[~covered].median())
    if there < HIDDEN_RATIO * elsewhere:
        return None
    on_two_lines = float((evidence.columns["lines"].to_numpy()[sound.index][covered] == 2).mean())
    code, why, where = _REASONS[on_two_lines > MOSTLY]
    return Finding(
        code,
        "warning",
        f"{name} is worse where the photo shows little there, {why}: "
        f"{there:.1f} px in {int(covered.sum())} IDs, {elsewhere:.1f} px in the other "
        f"{int((~covered).sum())}.",
        {
            "corner": name,
            "hidden": int(covered.sum()),
            "n": len(sound),
            "median_px": there,
            "others_median_px": elsewhere,
            "on_two_lines": on_two_lines,
            "p": p,
        },
        named(sound[covered].sort_values(ERROR_COLUMNS[corner], ascending=False)["image"]),
        f"Say in the rules of labelling where {where} is; add such photos to the training.",
    )


def _against_others(table: pd.DataFrame, corner: int) -> Floats:
    """Log ratio of a corner's error to the mean of the other three, `(n,)`."""
    errors = np.maximum(table[[*ERROR_COLUMNS]].to_numpy(np.float64), 1e-3)
    others = np.delete(errors, corner, axis=1).mean(axis=1)
    ratio: Floats = np.log(errors[:, corner] / others)
    return ratio
