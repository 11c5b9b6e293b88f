"""The rules behind the findings of notebook 07, on thresholds."""

import pandas as pd

from containerloc.analysis.diagnosis import Finding, findings, in_words, named


def threshold_findings(
    marks: pd.DataFrame, critical: pd.DataFrame, plateau: tuple[float, float], *,
    in_use: float, intended: float,
) -> tuple[Finding, ...]:  # fmt: skip
    """Findings of notebook 07: the threshold in use against the plateau and the experiment's.

    `marks` is a sweep at the threshold in use and at the upper end of the plateau.
    """
    rules = [
        threshold_loses_labels(critical, plateau, in_use=in_use, intended=intended),
        threshold_differs(critical, in_use=in_use, intended=intended),
        threshold_lets_alarms_pass(marks, plateau, in_use=in_use),
    ]
    low, high = plateau
    return findings(rules, otherwise=f"The threshold in use, {in_use:g}, lies on the plateau: no "
                    f"other makes fewer mistakes (above {low:.3g}, up to {high:.3g}).")  # fmt: skip


def threshold_loses_labels(
    critical: pd.DataFrame, plateau: tuple[float, float], *, in_use: float, intended: float
) -> Finding | None:
    """Labels that the model finds, on the plateau, and the threshold in use throws away."""
    confidence = critical["critical_confidence"]
    found = critical["on_label"] & (confidence >= plateau[1])
    lost = critical[found & (confidence < in_use)].sort_values("critical_confidence")
    if lost.empty:
        return None
    low, high = lost["critical_confidence"].iloc[[0, -1]]
    origin = "" if in_use == intended else f", not the experiment's {intended:g},"
    return Finding(
        "threshold-loses-labels", "error",
        f"The threshold in use, {in_use:g}{origin} throws away {in_words(len(lost), 'label')} of "
        f"{len(critical)} that the model finds, at confidence {low:.3f} to {high:.3f}. They are "
        "not missed detections of the model: any threshold on the plateau keeps them.",
        {"in_use": in_use, "plateau_low": plateau[0], "plateau_high": plateau[1],
         "lost": len(lost), "n": len(critical)},
        named(lost["image"]),
        f"Use a threshold above {plateau[0]:.3g} and up to {plateau[1]:.3g} (`predict.conf`).",
    )  # fmt: skip


def threshold_differs(critical: pd.DataFrame, *, in_use: float, intended: float) -> Finding | None:
    """The notebook was told another threshold than the experiment's."""
    if in_use == intended:
        return None
    confidence = critical["critical_confidence"]
    counts = {t: int((confidence >= t).sum()) for t in (in_use, intended)}
    same = counts[in_use] == counts[intended]
    return Finding(
        "threshold-differs", "info" if same else "error",
        f"This notebook uses the threshold {in_use:g}, the experiment {intended:g}: that finds "
        f"{counts[in_use]} of {len(critical)} labels, the experiment's {counts[intended]}.",
        {"in_use": in_use, "intended": intended, "detected_in_use": counts[in_use],
         "detected_intended": counts[intended]},
        advice="Leave CONFIDENCE at 0 to use the experiment's `predict.conf`.",
    )  # fmt: skip


def threshold_lets_alarms_pass(
    marks: pd.DataFrame, plateau: tuple[float, float], *, in_use: float
) -> Finding | None:
    """A threshold below the plateau keeps false positives that a higher one would drop."""
    if not in_use <= plateau[0]:
        return None
    alarms = marks.set_index("threshold")["false_positives"]
    fewer = int(alarms[in_use] - alarms[plateau[1]])
    if fewer < 1:
        return None
    return Finding(
        "threshold-below-plateau", "warning",
        f"The threshold in use, {in_use:g}, lies below the plateau: {plateau[1]:.3g} would drop "
        f"{in_words(fewer, 'false positive')}.",
        {"in_use": in_use, "plateau_low": plateau[0], "plateau_high": plateau[1],
         "fewer_false_positives": fewer},
        advice=f"Use a threshold above {plateau[0]:.3g} and up to {plateau[1]:.3g}.",
    )  # fmt: skip
