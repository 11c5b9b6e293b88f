"""The rules on the threshold in use: what a better one would find, and what it would remove."""

from typing import Final

import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_settings import (
    THRESHOLDS,
    predicted_otherwise,
    threshold_differs,
    validation_threshold_differs,
)
from containerloc.analysis.diagnosis.traits import IN_COMMON, in_common, traits_sentence
from containerloc.analysis.measures.thresholds import sweep
from containerloc.finding import Observation, rule
from containerloc.wording import counted

# Fewer lost labels are the price of any threshold; a share counts in large data sets.
MIN_LOST_LABELS: Final = 3
MIN_LOST_SHARE: Final = 0.03
_PLATEAU: Final = {
    "plateau_low": "lower end of the thresholds with the fewest mistakes, excluded",
    "plateau_high": "their upper end, included",
}


@rule(
    "threshold-loses-labels",
    "error",
    "info",
    evidence={
        "in_use": THRESHOLDS["in_use"],
        "intended": THRESHOLDS["intended"],
        "lost": "labels found on the plateau and lost by the threshold in use",
        "n": "labels",
        **_PLATEAU,
        "in_common": IN_COMMON,
    },
    advice="Judge at a threshold above {plateau_low:.4g} and up to {plateau_high:.4g} "
    "(`predict.conf` of the experiment; give no other threshold).",
    explains=("threshold-differs",),
)
def threshold_loses_labels(evidence: Evidence) -> Observation | None:
    """The threshold in use discards labels that the model finds on the plateau of thresholds.

    Only information where the threshold is the experiment's own and loses one or two labels, or
    less than 3 % of them.
    """
    settings, (above, up_to) = evidence.settings, evidence.plateau
    critical = evidence.critical
    lost = critical[
        critical["critical_confidence"].between(up_to, settings.in_use, inclusive="left")
    ]
    lost = lost.sort_values("critical_confidence")
    n, of = len(lost), len(evidence.labels)
    if not n:
        return None
    is_price = settings.in_use == settings.intended and n < max(
        MIN_LOST_LABELS, MIN_LOST_SHARE * of
    )
    traits = in_common(evidence.traits, evidence.critical.index.isin(lost.index))
    words = _lost_in_words(evidence, lost["critical_confidence"])
    return Observation(
        f"{words} {traits_sentence(traits)}".strip(),
        {
            "in_use": settings.in_use,
            "intended": settings.intended,
            "lost": n,
            "n": of,
            "plateau_low": above,
            "plateau_high": up_to,
            "in_common": traits,
        },
        lost["image"],
        severity="info" if is_price else "error",
    )


def _lost_in_words(evidence: Evidence, lost: "pd.Series[float]") -> str:
    """What the threshold loses, by rising confidence, and which threshold keeps how many of it."""
    n, in_use, intended = len(lost), evidence.settings.in_use, evidence.settings.intended
    kept = int((lost >= intended).sum())
    confidences = dict.fromkeys(f"{end:.3f}" for end in lost.iloc[[0, -1]])
    instead, other = f" instead of {intended:g}", f"the experiment's {intended:g}"
    if in_use == intended:
        instead, other, kept = "", "a threshold on the plateau", n
    them = f"{kept} of them" if kept < n else "it" if n == 1 else "all of them"
    return (
        f"The threshold in use, {in_use:g}{instead}, loses {n} of "
        f"{counted(len(evidence.labels), 'label')} that the model finds with confidence "
        f"{' to '.join(confidences)}. The model is not to blame: {other} keeps {them}."
    )


@rule(
    "threshold-below-plateau",
    "warning",
    evidence={
        "in_use": THRESHOLDS["in_use"],
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
    fewer, lost = map(int, -marks[["false_positives", "detected"]].diff().iloc[1])
    if not fewer:
        return None
    removed = "all" if fewer == before > 1 else f"{fewer} of"
    between = evidence.predictions["confidence"].between(in_use, high, inclusive="left")
    return Observation(
        f"Raising the threshold from {in_use:g} to {high:.3g} removes {removed} "
        f"{counted(before, 'false positive')} and loses {lost or 'none'} of "
        f"{counted(len(evidence.labels), 'label')}.",
        {
            "in_use": in_use,
            "plateau_low": low,
            "plateau_high": high,
            "fewer_false_positives": fewer,
            "lost": lost,
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
