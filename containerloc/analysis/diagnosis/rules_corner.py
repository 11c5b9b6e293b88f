"""The rules on single corners: off in one direction, or scattered."""

import numpy as np
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_hidden import HIDDEN_RULES
from containerloc.finding import Observation, rule
from containerloc.quads import CORNERS, Bools, Floats

MIN_IDS = 6
MIN_RATIO = 1.25  # below it a difference between corners is not worth a person's day
MIN_BIAS = 0.03  # in text heights
# Outward is left or right, up or down, as the text reads.
_OUTWARD = (("left", "up"), ("right", "up"), ("right", "down"), ("left", "down"))
_OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}
_EXPLAINED = ("imbalance-by-chance",)


@rule(
    "corner-biased",
    "warning",
    evidence={
        "corner": "which corner",
        "along_px": "median error along the text, outward positive, px",
        "across_px": "median error across the text, outward positive, px",
        "outward": "whether the larger of both is outward",
        "scatter_px": "median distance from that offset, px",
        "p": "p-value over all corners and directions",
        "n": "well located IDs",
    },
    advice="A constant shift is learned from labels: look where {corner} is set in training, and "
    "in these labels.",
    tests=("signed rank of a corner's offset from the other corners'",),
    explains=_EXPLAINED,
)
def corner_biased(evidence: Evidence, level: float) -> Observation | None:
    """One corner is off in one direction, by more than the other three are.

    Wilcoxon's signed-rank test of its signed error, less the median of the others', over the eight
    (Bonferroni), where the median of both, and of the error itself, is at least 3 % of the text's
    height, and half of the scatter.
    """
    errors = evidence.well_located.signed_px
    errors = errors[np.isfinite(errors).all(axis=(1, 2))]
    if len(errors) < MIN_IDS:
        return None
    # By the median: two corners that are hidden, say, would give the others a bias.
    rest = [np.median(np.delete(errors, corner, axis=1), axis=1) for corner in range(4)]
    own = errors - np.stack(rest, axis=1)
    middle = np.median(own, axis=0)
    spread = stats.median_abs_deviation(own, axis=0, scale="normal")
    least = MIN_BIAS * np.median(evidence.well_located.text_wh[:, 1])
    firm = np.abs(middle) >= np.maximum(least, spread / 2)
    firm &= np.abs(np.median(errors, axis=0)) >= least
    p = np.array([[_signed_rank(own[:, corner, axis]) for axis in (0, 1)] for corner in range(4)])
    firm &= p * 8 <= level
    if not firm.any():
        return None
    corner = int(np.where(firm, np.abs(middle), 0).max(axis=1).argmax())
    vector = np.median(errors[:, corner], axis=0)
    scatter = float(np.median(np.linalg.norm(errors[:, corner] - vector, axis=1)))
    return Observation(
        f"{CORNERS[corner]} is typically {_direction(corner, vector, firm[corner])}, more than the "
        f"other corners (n = {len(errors)}; half of the IDs within {scatter:.1f} px of that): a "
        "bias, not bad luck.",
        {
            "corner": CORNERS[corner],
            "along_px": float(vector[0]),
            "across_px": float(vector[1]),
            "outward": bool(vector[np.abs(vector).argmax()] > 0),
            "scatter_px": scatter,
            "p": float(p[corner].min() * 8),
            "n": len(errors),
        },
    )


def _signed_rank(values: Floats) -> float:
    return 1.0 if np.allclose(values, 0) else float(stats.wilcoxon(values).pvalue)


def _direction(corner: int, vector: Floats, firm: Bools) -> str:
    """The firm parts of a vector in words: `14.2 px too far left and 3.1 px too far up`."""
    parts = [
        f"{abs(size):.1f} px too far {outward if size > 0 else _OPPOSITE[outward]}"
        for size, outward, is_firm in zip(vector, _OUTWARD[corner], firm, strict=True)
        if is_firm
    ]
    return " and ".join(parts)


@rule(
    "corner-scattered",
    "warning",
    evidence={
        "corner": "which corner",
        "ratio": "its mean distance from its own median error over that of the others",
        "mean_px": "that distance, px",
        "others_px": "that distance of the other corners, px",
        "p": "p-value over all corners",
        "n": "well located IDs",
    },
    advice="Labels or model? Place this corner once more on some photos without seeing the first "
    "label: no model can be better than two readings agree.",
    tests=("signed rank of a corner's scatter against the other corners'",),
    explains=_EXPLAINED,
)
def corner_scattered(evidence: Evidence, level: float) -> Observation | None:
    """One corner scatters more than the other three beyond chance, its bias left out.

    Wilcoxon's signed-rank test of its distance from its own median error against the mean of the
    others' on the same IDs, over the four corners (Bonferroni), and at least a quarter larger.
    """
    known = np.isfinite(evidence.well_located.signed_px).all(axis=(1, 2))
    located = evidence.well_located.take(known)
    errors = located.signed_px
    if len(errors) < MIN_IDS:
        return None
    away = np.linalg.norm(errors - np.median(errors, axis=0), axis=2)
    worst = int(away.mean(axis=0).argmax())
    others = np.delete(away, worst, axis=1).mean(axis=1)
    ratio = float(away[:, worst].mean() / others.mean()) if others.mean() else np.inf
    if ratio < MIN_RATIO or np.allclose(away[:, worst], others):
        return None
    p = float(stats.wilcoxon(away[:, worst], others, alternative="greater").pvalue) * 4
    if p > level:
        return None
    mean_px, others_px = float(away[:, worst].mean()), float(others.mean())
    ranked = np.argsort(-away[:, worst] / np.maximum(others, 1.0))
    return Observation(
        f"{CORNERS[worst]} scatters {ratio:.1f} times as much as the other corners, beyond chance: "
        f"{mean_px:.1f} px on average, the others {others_px:.1f} px (n = {len(errors)}). It is "
        "not off in one direction: variance, not bias.",
        {
            "corner": CORNERS[worst],
            "ratio": ratio,
            "mean_px": mean_px,
            "others_px": others_px,
            "p": p,
            "n": len(errors),
        },
        located.image[ranked[:8]],
    )


@rule(
    "imbalance-by-chance",
    "info",
    evidence={"imbalance": "worst corner's mean error over the best corner's", "n": "detected IDs"},
)
def imbalance_by_chance(evidence: Evidence) -> Observation | None:
    """The corners' mean errors differ, and no other rule explains why."""
    number = evidence.numbers.loc["imbalance", ["value", "n"]].to_dict()
    value = float(number["value"])
    if not value >= MIN_RATIO:
        return None
    means = np.nanmean(evidence.errors.errors_px, axis=0)
    worst, best = CORNERS[int(means.argmax())], CORNERS[int(means.argmin())]
    return Observation(
        f"{worst}'s mean error is {value:.2f} times {best}'s, but a few IDs make the difference: "
        f"corner by corner on the same IDs it is no more than chance (n = {number['n']:.0f}).",
        {"imbalance": value, "n": int(number["n"])},
    )


CORNER_RULES = (corner_biased, *HIDDEN_RULES, corner_scattered)
