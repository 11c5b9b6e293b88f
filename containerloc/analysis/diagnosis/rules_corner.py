"""The rules on single corners: off in one direction, or scattered."""

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.error_rate import LEVEL
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_hidden import corner_hidden
from containerloc.analysis.measures.corner_errors import (
    ACROSS_COLUMNS,
    ALONG_COLUMNS,
    ERROR_COLUMNS,
)
from containerloc.finding import Finding, named
from containerloc.quads import CORNERS, Floats

NOTABLE_RATIO = 1.25  # below it a difference between corners is not worth a person's day
LEAST_BIAS = 0.03  # in text heights
# Outward is left or right, up or down, as the text reads.
_WORDS = {
    "TL": ("left", "up"),
    "TR": ("right", "up"),
    "BR": ("right", "down"),
    "BL": ("left", "down"),
}
_OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}


def signed_errors(table: pd.DataFrame) -> Floats:
    """Signed corner errors in the ID's own frame: `(n, 4, 2)`, px, along and across, outward +."""
    pairs = [table[[*columns]].to_numpy(np.float64) for columns in (ALONG_COLUMNS, ACROSS_COLUMNS)]
    errors: Floats = np.stack(pairs, axis=-1)
    return errors


def corner_biased(evidence: Evidence) -> Finding | None:
    """A corner that is off in one direction, by more than the other three are.

    Wilcoxon's signed-rank test of its signed error, less the median of the others', over the eight
    (Bonferroni), where the median of both, and of the error itself, is at least 3 % of the text's
    height, and half of the scatter.
    """
    errors = signed_errors(evidence.sound)
    errors = errors[np.isfinite(errors).all(axis=(1, 2))]
    if len(errors) < 6:
        return None
    # By the median: two corners that are hidden, say, would give the others a bias.
    rest = [np.median(np.delete(errors, corner, axis=1), axis=1) for corner in range(4)]
    own = errors - np.stack(rest, axis=1)
    middle = np.median(own, axis=0)
    spread = stats.median_abs_deviation(own, axis=0, scale="normal")
    least = LEAST_BIAS * evidence.sound["text_height_px"].median()
    firm = np.abs(middle) >= np.maximum(least, spread / 2)
    firm &= np.abs(np.median(errors, axis=0)) >= least
    p = np.array([[_signed_rank(own[:, corner, axis]) for axis in (0, 1)] for corner in range(4)])
    firm &= p * 8 <= LEVEL
    if not firm.any():
        return None
    corner = int(np.where(firm, np.abs(middle), 0).max(axis=1).argmax())
    vector = np.median(errors[:, corner], axis=0)
    scatter = float(np.median(np.linalg.norm(errors[:, corner] - vector, axis=1)))
    name = CORNERS[corner]
    return Finding(
        "corner-biased",
        "warning",
        f"{name} sits {_direction(name, vector, firm[corner])} typically, more than the other "
        f"corners (half of the IDs within {scatter:.1f} px of that, n = {len(errors)}): a bias, "
        "not bad luck.",
        {
            "corner": name,
            "along_px": float(vector[0]),
            "across_px": float(vector[1]),
            "outward": bool(vector[np.abs(vector).argmax()] > 0),
            "scatter_px": scatter,
            "p": float(p[corner].min() * 8),
            "n": len(errors),
        },
        advice=f"A constant shift is learned from labels: look where {name} is set in training, "
        "and in these labels.",
    )


def _signed_rank(values: Floats) -> float:
    return 1.0 if np.allclose(values, 0) else float(stats.wilcoxon(values).pvalue)


def _direction(corner: str, vector: Floats, firm: Floats) -> str:
    """The firm parts of a vector in words: `14.2 px too far left and 3.1 px too far up`."""
    told = [
        f"{abs(size):.1f} px too far {words if size > 0 else _OPPOSITE[words]}"
        for size, words, sure in zip(vector, _WORDS[corner], firm, strict=True)
        if sure
    ]
    return " and ".join(told)


def corner_scattered(evidence: Evidence) -> Finding | None:
    """One corner that scatters more than the other three beyond chance, its bias left out.

    Wilcoxon's signed-rank test of its distance from its own mean error against the mean of the
    others' on the same IDs, over the four corners (Bonferroni), and at least a quarter larger.
    """
    sound = evidence.sound
    errors = signed_errors(sound)
    known = np.isfinite(errors).all(axis=(1, 2))
    errors, images = errors[known], sound["image"].to_numpy(str)[known]
    if len(errors) < 6:
        return None
    away = np.linalg.norm(errors - np.median(errors, axis=0), axis=2)
    worst = int(away.mean(axis=0).argmax())
    others = np.delete(away, worst, axis=1).mean(axis=1)
    ratio = float(away[:, worst].mean() / others.mean()) if others.mean() else np.inf
    if ratio < NOTABLE_RATIO or np.allclose(away[:, worst], others):
        return None
    p = float(stats.wilcoxon(away[:, worst], others, alternative="greater").pvalue) * 4
    if p > LEVEL:
        return None
    ranked = np.argsort(-away[:, worst] / np.maximum(others, 1.0))
    return Finding(
        "corner-scattered",
        "warning",
        f"{CORNERS[worst]} scatters {ratio:.1f} times as much as the other corners, beyond chance: "
        f"{away[:, worst].mean():.1f} px on average, they {others.mean():.1f} px (n = "
        f"{len(errors)}). It is off in no one direction: variance, not bias.",
        {
            "corner": CORNERS[worst],
            "ratio": ratio,
            "mean_px": float(away[:, worst].mean()),
            "others_px": float(others.mean()),
            "p": p,
            "n": len(errors),
        },
        named(images[ranked[:8]]),
        "Labels or model? Place this corner once more on some photos without seeing the first "
        "label: what two readings differ by, no model can be better than.",
    )


def imbalance_by_chance(evidence: Evidence) -> Finding | None:
    """Corners that differ in the mean, with no rule to show for it."""
    number = evidence.numbers.loc["imbalance", ["value", "n"]].to_dict()
    value = float(number["value"])
    if not value >= NOTABLE_RATIO:
        return None
    if corner_scattered(evidence) or corner_biased(evidence):
        return None
    means = evidence.table[[*ERROR_COLUMNS]].mean().to_numpy()
    return Finding(
        "imbalance-by-chance",
        "info",
        f"{CORNERS[int(means.argmax())]}'s mean error is {value:.2f} times "
        f"{CORNERS[int(means.argmin())]}'s, but a few IDs make the difference: corner by corner "
        f"on the same IDs it is no more than chance (n = {number['n']:.0f}).",
        {"imbalance": value, "n": int(number["n"])},
    )


CORNER_RULES = (corner_biased, corner_hidden, corner_scattered)
