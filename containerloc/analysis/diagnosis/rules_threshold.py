"""The rules on the threshold in use: what a better one would find, and what it would remove."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_settings import (
    THRESHOLDS,
    predicted_otherwise,
    threshold_differs,
    validation_threshold_differs,
)
from containerloc.analysis.diagnosis.traits import IN_COMMON, in_common, traits_sentence
from containerloc.analysis.measures.thresholds.advice import ThresholdAdvice
from containerloc.analysis.measures.thresholds.sweep import sweep
from containerloc.finding import Finding, Observation, Remedy, rule
from containerloc.wording import counted

# Fewer lost labels are the price of any threshold; a share counts in large data sets.
MIN_LOST_LABELS: Final = 3
MIN_LOST_SHARE: Final = 0.03
LARGE_SHARE: Final = 0.25  # of the labels: no one means to lose so many
_ADVISED: Final = {
    "advised": "the advised threshold: the experiment's if it is safe, else the safe span's middle",
    "safe_low": "lower end of the thresholds with about the fewest mistakes, excluded",
    "safe_high": "their upper end, included",
    "fewer_mistakes_low": "lower end of the 95 % interval of the mistakes that it saves",
    "fewer_mistakes_high": "its upper end",
}


def _as_advised(evidence: Evidence, finding: Finding) -> Evidence:
    return evidence.at(float(finding.evidence["advised"]))


@rule(
    "threshold-loses-labels",
    "error",
    "warning",
    evidence={
        "in_use": THRESHOLDS["in_use"],
        "intended": THRESHOLDS["intended"],
        "lost": "labels that the advised threshold finds and the one in use does not",
        "n": "labels",
        "more_false_positives": "false positives that the advised threshold adds",
        **_ADVISED,
        "in_common": IN_COMMON,
    },
    advice="Use the threshold {advised:g} (`predict.conf` of the experiment; give no other).",
    explains=("threshold-differs",),
    remedy=Remedy(_as_advised, metric="detection_rate"),
)
def threshold_loses_labels(evidence: Evidence) -> Observation | None:
    """The threshold in use discards labels that a lower one finds, at the price of fewer mistakes.

    An error from three labels and 3 % of them on if the threshold in use is not the experiment's,
    if it breaks a target that the advised one keeps, or if it loses a quarter. A mistake is a label
    missed or a false positive. Another threshold is advised only where it loses at most one label
    (two from 200 on), breaks no target, makes fewer mistakes in 99.5 % of resampled sets of images,
    and lies in a span of at least 0.05 in which mistakes are about as few.
    """
    settings, advised = evidence.settings, evidence.threshold_advice
    if advised is None or advised.threshold > settings.in_use:
        return None
    between = evidence.critical["critical_confidence"].between(
        advised.threshold, settings.in_use, inclusive="left"
    )
    lost = evidence.critical[between].sort_values("critical_confidence")
    n, of = len(lost), len(evidence.labels)
    traits = in_common(evidence.traits, between.to_numpy(bool))
    words = _lost_in_words(evidence, lost["critical_confidence"], advised)
    return Observation(
        f"{words} {traits_sentence(traits)}".strip(),
        {
            "in_use": settings.in_use,
            "intended": settings.intended,
            "lost": n,
            "n": of,
            "more_false_positives": -advised.fewer_false_positives,
            **_told(advised),
            "in_common": traits,
        },
        lost["image"],
        severity="error" if _is_large(evidence, advised.threshold, n) else "warning",
    )


def _is_large(evidence: Evidence, advised: float, lost: int) -> bool:
    """Whether the threshold in use is a mistake, not a choice that has its price."""
    settings, of = evidence.settings, len(evidence.labels)
    if lost < max(MIN_LOST_LABELS, MIN_LOST_SHARE * of):
        return False
    return (
        settings.in_use != settings.intended
        or lost >= LARGE_SHARE * of
        or evidence.keeps_a_target_more(advised)
    )


def _lost_in_words(evidence: Evidence, lost: "pd.Series[float]", advised: ThresholdAdvice) -> str:
    """What the threshold in use loses, by rising confidence, and what the advised one does."""
    in_use, intended = evidence.settings.in_use, evidence.settings.intended
    ends = dict.fromkeys(f"{end:.3f}" for end in lost.iloc[[0, -1]])
    instead = "" if in_use == intended else f" instead of {intended:g}"
    more = -advised.fewer_false_positives
    price = counted(more, "false positive") + " more" if more else "no more false positives"
    them = "it" if len(lost) == 1 else "all of them"
    own = "the experiment's " if advised.threshold == intended else ""
    return (
        f"The threshold in use, {in_use:g}{instead}, loses {len(lost)} of "
        f"{counted(len(evidence.labels), 'label')} that the model finds with confidence "
        f"{' to '.join(ends)}. The model is not to blame: {own}{advised.threshold:g} finds {them}, "
        f"with {price} ({_span(advised)})."
    )


@rule(
    "threshold-below-plateau",
    "warning",
    evidence={
        "in_use": THRESHOLDS["in_use"],
        "fewer_false_positives": "false positives that the advised threshold removes",
        "lost": "labels that it loses",
        **_ADVISED,
    },
    advice="Use the threshold {advised:g} (`predict.conf` of the experiment).",
    remedy=Remedy(_as_advised, metric="false_positives_per_image"),
)
def threshold_below_plateau(evidence: Evidence) -> Observation | None:
    """The threshold in use keeps false positives that a higher one removes.

    A higher one is advised as in `threshold-loses-labels`.
    """
    in_use, advised = evidence.settings.in_use, evidence.threshold_advice
    if advised is None or advised.threshold < in_use:
        return None
    marks = sweep(evidence.matching, n_images=len(evidence.images), thresholds=[in_use])
    before, fewer = int(marks["false_positives"].iloc[0]), advised.fewer_false_positives
    removed = "all" if fewer == before > 1 else f"{fewer} of"
    confidence = evidence.matching.confidence
    between = (confidence >= in_use) & (confidence < advised.threshold)
    between[_matched_rows(evidence)] = False
    return Observation(
        f"Raising the threshold from {in_use:g} to {advised.threshold:g} removes {removed} "
        f"{counted(before, 'false positive')} and loses {-advised.more_found or 'none'} of "
        f"{counted(len(evidence.labels), 'label')} ({_span(advised)}).",
        {
            "in_use": in_use,
            "fewer_false_positives": fewer,
            "lost": -advised.more_found,
            **_told(advised),
        },
        evidence.predictions.loc[between, "image"],
    )


def _matched_rows(evidence: Evidence) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    rows = evidence.matching.prediction_of_label
    return rows[rows >= 0]


def _span(advised: ThresholdAdvice) -> str:
    """The safe span in words, rounded inwards: its lower end is excluded."""
    low, high = np.floor(advised.low * 100) + 1, np.floor(advised.high * 100)
    return f"any from {low / 100:g} to {high / 100:g} does about as well"


def _told(advised: ThresholdAdvice) -> dict[str, float]:
    """The part of the evidence that both rules share."""
    values = (advised.threshold, advised.low, advised.high)
    ends = (advised.fewer_mistakes_low, advised.fewer_mistakes_high)
    return dict(zip(_ADVISED, (*values, *ends), strict=True))


THRESHOLD_RULES = (
    predicted_otherwise,
    threshold_loses_labels,
    threshold_differs,
    validation_threshold_differs,
    threshold_below_plateau,
)
