"""The rule on classes: which are taken for which, and what it costs."""

from collections import Counter
from dataclasses import replace

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.stories.few import ERROR_FROM_SHARE
from containerloc.analysis.measures.confusion import class_name_of
from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.experiment.gate import APART, TOGETHER
from containerloc.finding import Observation, rule
from containerloc.metric import METRICS
from containerloc.wording import is_or_are, listed

RENUMBERED = 0.5  # of the labels: no model confuses so many


@rule(
    "wrong-class",
    "error",
    "warning",
    "info",
    evidence={
        "labels": "those on which another class is predicted, and their own is not",
        "n": "labels",
        "pairs": "how often which class is predicted as which",
        "found": "labels that are detected",
        "found_together": "labels that would be detected if classes were judged together",
        "mde_px": "MDE of those that are detected, px",
        "mde_together_px": "MDE of those that would be detected, px",
    },
    consequences=("first-choice-wrong", "targets-missed"),
    advice="Check whether labels and predictions number the classes alike, then the class of these "
    "labels; where the class does not matter, set `classes: together` under `match`.",
)
def wrong_class(evidence: Evidence) -> Observation | None:
    """Objects are predicted as another class: judged apart, they are not detected.

    An error from 5 % of the labels on. Where classes are judged together it is information, and a
    warning only if it is half of the labels: then they are numbered otherwise.
    """
    exchanged = evidence.confusion.exchanged
    n, of = int(exchanged.sum()), len(exchanged)
    if not n:
        return None
    pairs, gains = _pairs(evidence), _gains(evidence)
    which = listed([f"{pair}: {count}" for pair, count in pairs.items()])
    text = f"{n} of {evidence.noun.counted(of)} {is_or_are(n)} predicted as another class ({which})"
    if evidence.settings.gate.classes == APART:
        severity = "error" if n >= ERROR_FROM_SHARE * of else "warning"
        text += (
            f" and {'does' if n == 1 else 'do'} not count as detected. Judged together, "
            f"{gains['found_together']} instead of {gains['found']} would be detected, with a mean "
            f"distance error (MDE) of {METRICS['mde_px'].with_unit(gains['mde_together_px'])}"
        )
    else:
        severity = "warning" if n >= RENUMBERED * of else "info"
        text += "; classes are judged together, so this counts as detected"
    facts = {"labels": n, "n": of, "pairs": pairs, **gains}
    return Observation(f"{text}.", facts, evidence.errors.image[exchanged], severity=severity)


def _pairs(evidence: Evidence) -> dict[str, int]:
    """How often which class is predicted as which, the most frequent first."""
    confused = evidence.confusion
    classes = zip(confused.label_classes, confused.classes_on_labels, strict=True)
    counts = Counter(
        pair for pair, is_exchanged in zip(classes, confused.exchanged, strict=True) if is_exchanged
    )
    return {
        " as ".join(class_name_of(number, evidence.class_names) for number in pair): count
        for pair, count in counts.most_common()
    }


def _gains(evidence: Evidence) -> dict[str, float]:
    """What is found, and how far off, as it is judged and with classes together."""
    settings = evidence.settings
    together = replace(settings, gate=replace(settings.gate, classes=TOGETHER))
    errors = {"": evidence.errors, "_together": replace(evidence, settings=together).errors}
    found = {f"found{end}": int(each.detected.sum()) for end, each in errors.items()}
    return found | {f"mde{end}_px": _mde_px(each) for end, each in errors.items()}


def _mde_px(errors: LabelErrors) -> float:
    known = errors.error_px[errors.measured]
    return float(known.mean()) if known.size else np.nan


CLASS_RULES = (wrong_class,)
