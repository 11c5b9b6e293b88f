"""The rules on thresholds, and on how the predictions were made."""

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.traits import IN_COMMON, in_common, traits_sentence
from containerloc.analysis.measures.thresholds import sweep
from containerloc.finding import Observation, rule
from containerloc.wording import counted

# Fewer lost labels are the price of any threshold; a share counts in large data sets.
MIN_LOST_LABELS = 3
MIN_LOST_SHARE = 0.03
_IN_USE = {"in_use": "the threshold in use"}
_INTENDED = {"intended": "the experiment's threshold"}
_PLATEAU = {
    "plateau_low": "lower end of the thresholds with the fewest mistakes, excluded",
    "plateau_high": "their upper end, included",
}


@rule(
    "predicted-otherwise",
    "error",
    evidence={"<setting>": "the value asked for and the value used"},
    advice="Predict again with the experiment's `predict` settings before you read any number.",
)
def predicted_otherwise(evidence: Evidence) -> Observation | None:
    """Predictions were not made with the experiment's settings: they describe another model."""
    rows = evidence.settings.setting_mismatches
    if rows.empty:
        return None
    used = ", ".join(
        f"{row.setting} {row.used} instead of {row.asked}" for row in rows.itertuples()
    )
    return Observation(
        f"The predictions were not made as the experiment asks: {used}.",
        {str(row.setting): {"asked": row.asked, "used": row.used} for row in rows.itertuples()},
    )


@rule(
    "threshold-loses-labels",
    "error",
    "info",
    evidence={
        **_IN_USE,
        **_INTENDED,
        "lost": "labels found on the plateau and lost by the threshold in use",
        "n": "labels",
        **_PLATEAU,
        "in_common": IN_COMMON,
    },
    advice="Judge at a threshold above {plateau_low:.4g} and up to {plateau_high:.4g} "
    "(`predict.conf` of the experiment; leave the notebook's CONFIDENCE at 0).",
    explains=("threshold-differs",),
)
def threshold_loses_labels(evidence: Evidence) -> Observation | None:
    """The threshold in use discards labels that the model finds on the plateau of thresholds.

    Information where the threshold is the experiment's own and loses only one or two labels, or
    less than 3 % of them.
    """
    critical, settings = evidence.critical, evidence.settings
    confidence, (above, up_to) = critical["critical_confidence"], evidence.plateau
    lost = critical["on_label"] & (confidence >= up_to) & (confidence < settings.in_use)
    if not lost.any():
        return None
    n, (low, high) = int(lost.sum()), confidence[lost].agg(["min", "max"])
    is_own = settings.in_use == settings.intended
    few = n < max(MIN_LOST_LABELS, MIN_LOST_SHARE * len(critical))
    traits = in_common(evidence.traits, lost.to_numpy(bool))
    sentence = (
        f"The threshold in use, {settings.in_use:g}"
        f"{'' if is_own else f' instead of {settings.intended:g}'}, loses {n} of "
        f"{counted(len(critical), 'label')} that the model finds with confidence "
        f"{f'{low:.3f}' if n == 1 else f'{low:.3f} to {high:.3f}'}. The model is not to blame: "
        f"{_kept(evidence, lost)}. {traits_sentence(traits)}"
    )
    return Observation(
        sentence.strip(),
        {
            "in_use": settings.in_use,
            "intended": settings.intended,
            "lost": n,
            "n": len(critical),
            "plateau_low": above,
            "plateau_high": up_to,
            "in_common": traits,
        },
        critical[lost].sort_values("critical_confidence")["image"],
        severity="info" if is_own and few else "error",
    )


def _kept(evidence: Evidence, lost: "pd.Series[bool]") -> str:
    """How many of the lost labels the experiment's threshold keeps, or one on the plateau."""
    intended, n = evidence.settings.intended, int(lost.sum())
    them = "it" if n == 1 else "all of them"
    if evidence.settings.in_use == intended:
        return f"a threshold on the plateau keeps {them}"
    kept = int((evidence.critical["critical_confidence"][lost] >= intended).sum())
    return f"the experiment's {intended:g} keeps {them if kept == n else f'{kept} of them'}"


def _detected(evidence: Evidence, threshold: float) -> int:
    """How many labels are found at a threshold."""
    return int((evidence.critical["critical_confidence"] >= threshold).sum())


@rule(
    "threshold-differs",
    "error",
    "info",
    evidence={
        **_IN_USE,
        **_INTENDED,
        "detected_in_use": "labels found at the threshold in use",
        "detected_intended": "labels found at the experiment's threshold",
    },
    advice="Leave CONFIDENCE at 0 to use the experiment's `predict.conf`.",
)
def threshold_differs(evidence: Evidence) -> Observation | None:
    """The threshold in use is not the experiment's; information where it finds as many labels."""
    in_use, intended = evidence.settings.in_use, evidence.settings.intended
    if in_use == intended:
        return None
    here, there = _detected(evidence, in_use), _detected(evidence, intended)
    return Observation(
        f"This analysis uses the threshold {in_use:g}, the experiment {intended:g}: here {here} of "
        f"{counted(len(evidence.labels), 'label')} are found, with the experiment's {there}.",
        {
            "in_use": in_use,
            "intended": intended,
            "detected_in_use": here,
            "detected_intended": there,
        },
        severity="info" if here == there else "error",
    )


@rule(
    "validation-threshold-differs",
    "warning",
    "info",
    evidence={
        "validation": "the threshold of the training's own validation",
        **_INTENDED,
        "detected_validation": "labels found at the validation's threshold",
        "detected_intended": "labels found at the experiment's threshold",
    },
    advice="Do not compare the training's own metrics with these; `conf` belongs in `predict`.",
)
def validation_threshold_differs(evidence: Evidence) -> Observation | None:
    """The training was validated at another threshold than the experiment's.

    Information where both find equally many labels.
    """
    used, intended = evidence.settings.validation, evidence.settings.intended
    if np.isnan(used) or used == intended:
        return None
    then, now = _detected(evidence, used), _detected(evidence, intended)
    return Observation(
        f"The training was validated at the threshold {used:g}, but the experiment says "
        f"{intended:g}: {then} of {counted(len(evidence.labels), 'label')} are found at the "
        f"first, {now} at the second.",
        {
            "validation": used,
            "intended": intended,
            "detected_validation": then,
            "detected_intended": now,
        },
        severity="info" if then == now else "warning",
    )


@rule(
    "threshold-below-plateau",
    "warning",
    evidence={
        **_IN_USE,
        **_PLATEAU,
        "fewer_false_positives": "false positives that the plateau's upper end removes",
        "lost": "labels that it loses",
    },
    advice="Use a threshold above {plateau_low:.3g} and up to {plateau_high:.3g}.",
)
def threshold_below_plateau(evidence: Evidence) -> Observation | None:
    """A threshold below the plateau keeps false positives that a higher one removes."""
    (low, high), in_use = evidence.plateau, evidence.settings.in_use
    if not in_use <= low:
        return None
    marks = sweep(evidence.matching, n_images=len(evidence.images), thresholds=[in_use, high])
    before = int(marks["false_positives"].iloc[0])
    fewer, lost = -marks[["false_positives", "detected"]].diff().iloc[1].to_numpy(np.int64)
    if fewer < 1:
        return None
    removed = f"all {before}" if fewer == before > 1 else f"{fewer} of {before}"
    between = evidence.predictions["confidence"].between(in_use, high, inclusive="left")
    return Observation(
        f"Raising the threshold from {in_use:g} to {high:.3g} removes {removed} false "
        f"positive{'' if before == 1 else 's'} and loses {lost or 'none'} of "
        f"{counted(len(evidence.labels), 'label')}.",
        {
            "in_use": in_use,
            "plateau_low": low,
            "plateau_high": high,
            "fewer_false_positives": int(fewer),
            "lost": int(lost),
        },
        evidence.predictions.loc[between, "image"],
    )


THRESHOLD_RULES = (
    predicted_otherwise,
    threshold_loses_labels,
    threshold_differs,
    validation_threshold_differs,
    threshold_below_plateau,
)
