"""The rules on settings that are not the experiment's: how it was predicted, and the threshold."""

from typing import Final

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.finding import Observation, rule
from containerloc.wording import counted

THRESHOLDS: Final = {
    "in_use": "the threshold in use",
    "intended": "the experiment's threshold",
    "validation": "the threshold of the training's own validation",
}


@rule(
    "predicted-otherwise",
    "error",
    evidence={"<setting>": "the value asked for and the value used"},
    advice="Predict again with the experiment's `predict` settings before you read any number.",
)
def predicted_otherwise(evidence: Evidence) -> Observation | None:
    """Predictions were not made with the experiment's settings: the numbers are not its own."""
    rows = evidence.settings.setting_mismatches.to_dict("records")
    if not rows:
        return None
    used = ", ".join(f"{row['setting']} {row['used']} instead of {row['asked']}" for row in rows)
    return Observation(
        f"The predictions were not made as the experiment asks: {used}.",
        {row["setting"]: {"asked": row["asked"], "used": row["used"]} for row in rows},
    )


def _against_intended(evidence: Evidence, name: str, words: str) -> Observation | None:
    """What is said of a threshold other than the experiment's; information if both find as many."""
    both = {key: getattr(evidence.settings, key) for key in (name, "intended")}
    used, intended = both.values()
    if np.isnan(used) or used == intended:
        return None
    confidence = evidence.critical["critical_confidence"]
    detected = {f"detected_{key}": int((confidence >= both[key]).sum()) for key in both}
    first, second = detected.values()
    return Observation(
        f"{words} the threshold {used:g}, but the experiment says {intended:g}: {first} of "
        f"{counted(len(evidence.labels), 'label')} are detected at the first, "
        f"{second} at the second.",
        both | detected,
        severity="info" if first == second else "",
    )


def _both(name: str) -> dict[str, str]:
    """The evidence of a threshold against the experiment's."""
    both = {key: THRESHOLDS[key] for key in (name, "intended")}
    return both | {f"detected_{key}": f"labels detected at {words}" for key, words in both.items()}


@rule(
    "threshold-differs",
    "error",
    "info",
    evidence=_both("in_use"),
    advice="Leave CONFIDENCE at 0 to use the experiment's `predict.conf`.",
)
def threshold_differs(evidence: Evidence) -> Observation | None:
    """The threshold in use is not the experiment's; only information where it finds as many."""
    return _against_intended(evidence, "in_use", "This analysis uses")


@rule(
    "validation-threshold-differs",
    "warning",
    "info",
    evidence=_both("validation"),
    advice="Do not compare the training's own metrics with these; `conf` belongs in `predict`.",
)
def validation_threshold_differs(evidence: Evidence) -> Observation | None:
    """The training was validated at another threshold than the experiment's.

    Only information where both find equally many labels.
    """
    return _against_intended(evidence, "validation", "The training was validated at")
