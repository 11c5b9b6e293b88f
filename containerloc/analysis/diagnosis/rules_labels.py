"""The rules on labels that make a sound model look bad: objects labelled twice, or not at all."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.stories.few import ERROR_FROM_SHARE
from containerloc.analysis.diagnosis.stories.mending import without
from containerloc.analysis.labels.structure import DOUBLED_CODES
from containerloc.analysis.labels.suspects import MIN_CONFIDENCE
from containerloc.data.tables import quads_of
from containerloc.finding import Finding, Observation, Remedy, rule
from containerloc.quads import Bools
from containerloc.quads.shape import aspect
from containerloc.wording import counted, is_or_are

_MIN_UNLABELLED: Final = 2  # one alone may be the model's mistake
_USUAL_SHAPES: Final = (0.05, 0.95)  # quantiles of the labels' aspects
_MISSED: Final = ("missed-altogether", "missed-below-threshold", "targets-missed")


def _second_labels(evidence: Evidence) -> Bools:
    """Of each object labelled twice the label that the model is on less surely, `(n,)`."""
    faults = evidence.faults[evidence.faults["code"].isin(DOUBLED_CODES)]
    keys = pd.MultiIndex.from_frame(faults[["image", "line"]])
    again = pd.MultiIndex.from_frame(evidence.labels[["image", "line"]]).isin(keys)
    quads, images = quads_of(evidence.labels), evidence.labels["image"].to_numpy(object)
    sure = np.nan_to_num(evidence.matching.confidence_of_label, nan=-1.0)
    second = np.zeros(len(images), np.bool_)
    for row in np.flatnonzero(again).tolist():
        others = np.flatnonzero((images == images[row]) & ~second)
        others = others[others != row]
        if not len(others):
            continue
        away = np.linalg.norm(quads[others] - quads[row], axis=2).mean(axis=1)
        first = int(others[np.nan_to_num(away, nan=np.inf).argmin()])
        second[row if sure[row] <= sure[first] else first] = True
    return second


def _labelled_once(evidence: Evidence, finding: Finding) -> Evidence:
    return without(evidence, _second_labels(evidence))


@rule(
    "labels-doubled",
    "warning",
    "error",
    evidence={"labels": "second labels of an object", "n": "labels"},
    advice="Delete one of each pair (notebook 05 names file and line).",
    explains=("neighbours-suppressed",),
    consequences=(*_MISSED, "threshold-loses-labels", "threshold-below-plateau", "slice-worse"),
    remedy=Remedy(_labelled_once, metric="detection_rate"),
)
def labels_doubled(evidence: Evidence) -> Observation | None:
    """Objects are labelled twice: only one of both labels can be found, the other counts as missed.

    An error from 5 % of the labels on.
    """
    second = _second_labels(evidence)
    n, of = int(second.sum()), len(second)
    if not n:
        return None
    return Observation(
        f"{counted(n, 'object')} {is_or_are(n)} labelled twice: the model can be on only one of "
        f"both labels, and the other counts as missed.",
        {"labels": n, "n": of},
        evidence.errors.image[second],
        severity="error" if n >= ERROR_FROM_SHARE * of else "warning",
    )


def _unlabelled(evidence: Evidence) -> Bools:
    """Predictions like a label in shape and confidence, on photos whose labels are found."""
    least = max(MIN_CONFIDENCE, evidence.settings.in_use)
    predictions, errors = evidence.predictions, evidence.errors
    usual = aspect(errors.truth)
    usual = usual[np.isfinite(usual)]
    stray = np.zeros(len(predictions), np.bool_)
    if not len(usual):
        return stray
    stray[evidence.matching.elsewhere_at(least)] = True
    low, high = np.quantile(usual, _USUAL_SHAPES)
    shape = aspect(quads_of(predictions))
    lost = predictions["image"].isin(errors.image[~errors.detected]).to_numpy(bool)
    return np.asarray(stray & (shape >= low) & (shape <= high) & ~lost)


def _all_labelled(evidence: Evidence, finding: Finding) -> Evidence:
    kept = evidence.predictions[~_unlabelled(evidence)].reset_index(drop=True)
    return replace(evidence, predictions=kept)


@rule(
    "labels-disputed",
    "warning",
    "info",
    evidence={
        "unlabelled": "objects that the model is sure of and nobody labelled",
        "images": "photos that they are on",
        "lowest_confidence": "the lowest confidence among them",
    },
    advice="Look at them: notebook 05 lists them as suspects, and `containerloc labels suspects` "
    "writes them for CVAT. If nobody forgot them, they are false positives.",
    consequences=("first-choice-wrong", "threshold-below-plateau", "wrong-text", "targets-missed"),
    remedy=Remedy(_all_labelled, metric="first_choice_rate"),
)
def objects_unlabelled(evidence: Evidence) -> Observation | None:
    """The model is sure of objects that nobody labelled, on photos of which it finds all labels.

    They have the shape of the labelled ones and a confidence of at least 0.5. One alone is only
    information.
    """
    which = _unlabelled(evidence)
    n = int(which.sum())
    if not n:
        return None
    made = evidence.predictions[which].sort_values("confidence", ascending=False)
    images, lowest = int(made["image"].nunique()), float(made["confidence"].min())
    return Observation(
        f"The model is sure of {counted(n, 'object')} that nobody labelled (confidence "
        f"{lowest:.2f} or more, on {counted(images, 'photo')} of which it finds every label), and "
        f"{'it has' if n == 1 else 'they have'} the shape of the labelled ones.",
        {"unlabelled": n, "images": images, "lowest_confidence": lowest},
        made["image"],
        severity="warning" if n >= _MIN_UNLABELLED else "info",
    )


LABEL_RULES = (labels_doubled, objects_unlabelled)
