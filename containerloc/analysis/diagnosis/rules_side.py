"""The rules on sides: what is cut off, what is added, what lies beside."""

from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.error_rate import LEVEL
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.corner_errors import ACROSS_COLUMNS, ALONG_COLUMNS
from containerloc.finding import Finding, named
from containerloc.wording import counted

# In text heights.
NOTABLE = 0.05  # a typical offset from here on is worth a word: a twentieth of a character
CLEARLY_CUT = 0.25  # a stroke of the outermost character is gone
SERIOUS_CUT = 1 / 3  # of the IDs, cut that deep
SHARE_CUT = 0.08  # of the IDs
_SIDES = {
    "left end": (ALONG_COLUMNS, (0, 3)),
    "right end": (ALONG_COLUMNS, (1, 2)),
    "upper side": (ACROSS_COLUMNS, (0, 1)),
    "lower side": (ACROSS_COLUMNS, (2, 3)),
}


def side_offsets(table: pd.DataFrame, *, whole: bool = False) -> pd.DataFrame:
    """How far outward each side of an ID lies, in text heights; inward below 0.

    The mean of its two corners or, `whole`, what both are inward by: one corner alone cuts no side.
    An ID a row, columns `left end`, `right end`, `upper side`, `lower side`.
    """
    height = table["text_height_px"].to_numpy(np.float64)
    reduce = pd.DataFrame.max if whole else pd.DataFrame.mean
    columns = {
        side: reduce(table[[names[i] for i in corners]], axis=1, skipna=False) / height
        for side, (names, corners) in _SIDES.items()
    }
    return pd.DataFrame(columns, index=table.index)


def margin_outward(evidence: Evidence) -> Finding | None:
    """All four sides outward: the whole ID with a margin, which costs IoU and no character."""
    sides = side_offsets(evidence.sound).dropna()
    if len(sides) < 6 or sides.median().min() < NOTABLE:
        return None
    if max(_chance(sides[side], "greater") for side in sides) > LEVEL:
        return None
    typical, height = float(sides.median().median()), evidence.sound["text_height_px"].median()
    return Finding(
        "margin-outward",
        "warning",
        f"All four sides lie outward, typically by {typical:.0%} of the text's height "
        f"({typical * height:.1f} px; n = {len(sides)}): that costs IoU and distance, but cuts no "
        "character.",
        {**{side: float(sides[side].median()) for side in _SIDES}, "n": len(sides)},
        advice="Is the rule of labelling tight to the characters, in training and here? A margin "
        "that is always the same is learned from labels.",
    )


def shifted_whole(evidence: Evidence) -> Finding | None:
    """IDs that all lie beside their label in the same direction."""
    sides = side_offsets(evidence.sound).dropna()
    if len(sides) < 6:
        return None
    right = sides[["right end", "left end"]].mul([1, -1])
    down = sides[["lower side", "upper side"]].mul([1, -1])
    for pair, words in ((right, ("right", "left")), (down, ("down", "up"))):
        medians = pair.median()
        towards = np.sign(medians.iloc[0])
        if (medians * towards).min() < NOTABLE:
            continue
        if max(_chance(pair[side] * towards, "greater") for side in pair) > LEVEL / 4:
            continue
        typical = float(medians.abs().mean())
        height = evidence.sound["text_height_px"].median()
        way = words[0] if towards > 0 else words[1]
        return Finding(
            "shifted-whole",
            "warning",
            f"IDs lie too far {way} as a whole (as the text reads), typically by {typical:.0%} of "
            f"their height ({typical * height:.1f} px; n = {len(pair)}).",
            {"direction": way, "text_heights": typical, "n": len(pair)},
            advice="All corners alike: look for an offset in how labels or pictures were made "
            "(cropping, resizing, EXIF), before the model.",
        )
    return None


def cut_inward(evidence: Evidence) -> Finding | None:
    """A side that lies inward more often than outward: characters are cut off there.

    Typically so, or in some IDs clearly. Wilcoxon's signed-rank test, and the sign test among IDs
    that are off by more than a quarter of their height; over the four sides (Bonferroni).
    """
    sides = side_offsets(evidence.sound, whole=True).dropna()
    if len(sides) < 6:
        return None
    cut = {side: _cut_share(sides[side]) for side in sides}
    side = max(cut, key=lambda name: (cut[name], -sides[name].median()))
    typical = float(sides[side].median())
    always = typical <= -NOTABLE and _chance(-sides[side], "greater") <= LEVEL / 4
    if not always and not cut[side]:
        return None
    clearly = sides[side] < (typical / 2 if always else -CLEARLY_CUT)
    depth = -float(sides[side][clearly].median())
    unread = depth >= CLEARLY_CUT
    lost = (
        "characters are lost there, and the reading with them"
        if unread
        else "the edge of the outermost characters, or the check digit's box"
    )
    serious = unread and clearly.mean() >= SERIOUS_CUT
    worst = evidence.sound.loc[sides[side].sort_values().index, "image"]
    return Finding(
        "cut-inward",
        "error" if serious else "warning",
        f"The {side} is cut short in {counted(int(clearly.sum()), 'ID')} of {len(sides)}, by "
        f"{depth:.0%} of the text's height where it is: {lost}.",
        {"side": side, "cut": int(clearly.sum()), "n": len(sides), "median_text_heights": typical},
        named(worst[clearly.loc[worst.index]]),
        "Look whether the labels end there, too; at the right end, whether the check digit stands "
        "far off. A margin added to the crop is a stopgap.",
    )


def _cut_share(offsets: "pd.Series[float]") -> float:
    """Share of IDs clearly cut on a side, where it is notable and more than are clearly outward."""
    inward, outward = int((offsets < -CLEARLY_CUT).sum()), int((offsets > CLEARLY_CUT).sum())
    if inward < SHARE_CUT * len(offsets):
        return 0.0
    p = stats.binomtest(inward, inward + outward, 0.5, alternative="greater").pvalue
    return inward / len(offsets) if p <= LEVEL / 4 else 0.0


def _chance(values: "pd.Series[float]", alternative: Literal["greater", "less"]) -> float:
    """How likely offsets like these are where none is meant, by Wilcoxon's signed-rank test."""
    if np.allclose(values, 0):
        return 1.0
    return float(stats.wilcoxon(values.to_numpy(np.float64), alternative=alternative).pvalue)


SIDE_RULES = (cut_inward, margin_outward, shifted_whole)
