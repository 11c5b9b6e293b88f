"""The rules on thresholds and on how the predictions were made."""

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.traits import in_common, said
from containerloc.analysis.measures.thresholds import sweep
from containerloc.finding import Finding, named
from containerloc.wording import counted

FEW = 2


def threshold_loses_labels(evidence: Evidence) -> Finding | None:
    """Labels that the model finds, on the plateau, and the threshold in use throws away."""
    critical, settings = evidence.critical, evidence.settings
    confidence, (above, up_to) = critical["critical_confidence"], evidence.plateau
    lost = critical["on_label"] & (confidence >= up_to) & (confidence < settings.in_use)
    if not lost.any():
        return None
    n, (low, high) = int(lost.sum()), confidence[lost].agg(["min", "max"])
    them = "it" if n == 1 else "them"
    span = f"{low:.3f}" if n == 1 else f"{low:.3f} to {high:.3f}"
    # One or two near the threshold are what any choice costs.
    grave = bool(settings.in_use != settings.intended or n >= max(FEW + 1, 0.03 * len(critical)))
    other = "" if settings.in_use == settings.intended else f", not {settings.intended:g},"
    whose = f"the experiment's {settings.intended:g}" if other else "a threshold on the plateau"
    traits = in_common(evidence.traits, lost.to_numpy(bool))
    return Finding(
        "threshold-loses-labels",
        "error" if grave else "info",
        f"The threshold in use, {settings.in_use:g}{other} throws away {counted(n, 'label')} of "
        f"{len(critical)} that the model finds, at confidence {span}. The model "
        f"is not to blame: {whose} {_keeps(evidence, lost, them)}. {said(traits)}".strip(),
        {
            "in_use": settings.in_use,
            "intended": settings.intended,
            "lost": n,
            "n": len(critical),
            "plateau_low": above,
            "plateau_high": up_to,
            "in_common": traits,
        },
        named(critical[lost].sort_values("critical_confidence")["image"]),
        f"Judge at a threshold above {above:.4g} and up to {up_to:.4g} (`predict.conf` of the "
        "experiment; leave the notebook's CONFIDENCE at 0).",
    )


def _keeps(evidence: Evidence, lost: "pd.Series[bool]", them: str) -> str:
    """What the experiment's threshold, or one on the plateau, makes of the lost labels."""
    settings = evidence.settings
    if settings.in_use == settings.intended:
        return f"keeps {them}"
    kept = int((evidence.critical["critical_confidence"][lost] >= settings.intended).sum())
    return f"keeps {them} all" if kept == lost.sum() else f"keeps {kept} of {them}"


def _detected(evidence: Evidence, threshold: float) -> int:
    """How many labels are found at a threshold."""
    return int((evidence.critical["critical_confidence"] >= threshold).sum())


def threshold_differs(evidence: Evidence) -> Finding | None:
    """Another threshold than the experiment's is in use; `threshold_loses_labels` may say so."""
    in_use, intended = evidence.settings.in_use, evidence.settings.intended
    if in_use == intended or threshold_loses_labels(evidence):
        return None
    here, there = _detected(evidence, in_use), _detected(evidence, intended)
    return Finding(
        "threshold-differs",
        "info" if here == there else "error",
        f"This analysis uses the threshold {in_use:g}, the experiment {intended:g}: that finds "
        f"{here} of {len(evidence.labels)} labels, the experiment's {there}.",
        {
            "in_use": in_use,
            "intended": intended,
            "detected_in_use": here,
            "detected_intended": there,
        },
        advice="Leave CONFIDENCE at 0 to use the experiment's `predict.conf`.",
    )


def validation_threshold_differs(evidence: Evidence) -> Finding | None:
    """The training was validated at another threshold than the experiment's."""
    used, intended = evidence.settings.validation, evidence.settings.intended
    if np.isnan(used) or used == intended:
        return None
    then, now = _detected(evidence, used), _detected(evidence, intended)
    return Finding(
        "validation-threshold-differs",
        "info" if then == now else "warning",
        f"The training was validated at the threshold {used:g}, the experiment says "
        f"{intended:g}: {then} against {now} labels of {len(evidence.labels)}.",
        {
            "validation": used,
            "intended": intended,
            "detected_validation": then,
            "detected_intended": now,
        },
        advice="Do not compare the training's own metrics with these; `conf` belongs in `predict`.",
    )


def threshold_lets_alarms_pass(evidence: Evidence) -> Finding | None:
    """A threshold below the plateau keeps false positives that a higher one would drop."""
    low, high = evidence.plateau
    in_use, n = evidence.settings.in_use, len(evidence.labels)
    if not in_use <= low:
        return None
    marks = sweep(evidence.matching, n_images=len(evidence.images), thresholds=[in_use, high])
    fewer, lost = -marks[["false_positives", "detected"]].diff().iloc[1].to_numpy(np.int64)
    if fewer < 1:
        return None
    price = f" and lose {counted(lost, 'label')}" if lost else " and lose no label"
    confidence = evidence.predictions["confidence"]
    where = evidence.predictions.loc[confidence.between(in_use, high, inclusive="left"), "image"]
    return Finding(
        "threshold-below-plateau",
        "warning",
        f"The threshold in use, {in_use:g}, lies below the plateau: {high:.3g} would drop "
        f"{counted(fewer, 'false positive')}{price} of {n}.",
        {
            "in_use": in_use,
            "plateau_low": low,
            "plateau_high": high,
            "fewer_false_positives": int(fewer),
            "lost": int(lost),
        },
        named(where),
        f"Use a threshold above {low:.3g} and up to {high:.3g}.",
    )


def predicted_otherwise(evidence: Evidence) -> Finding | None:
    """Predictions that were not made as the experiment asks: what they say is of another model."""
    table = evidence.settings.otherwise
    if table.empty:
        return None
    told = ", ".join(f"{row.setting} {row.used}, not {row.asked}" for row in table.itertuples())
    return Finding(
        "predicted-otherwise",
        "error",
        f"The predictions were not made as the experiment asks: {told}.",
        {str(row.setting): {"asked": row.asked, "used": row.used} for row in table.itertuples()},
        advice="Predict again with the experiment's `predict` settings before reading any number.",
    )


THRESHOLD_RULES = (
    predicted_otherwise,
    threshold_loses_labels,
    threshold_differs,
    validation_threshold_differs,
    threshold_lets_alarms_pass,
)
