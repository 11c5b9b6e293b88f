"""The rules on labels that make a sound model look bad: objects labelled twice, or not at all."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.stories.few import ERROR_FROM_SHARE
from containerloc.analysis.diagnosis.stories.mending import without
from containerloc.analysis.labels.structure import DOUBLED_CODES
from containerloc.analysis.labels.suspects import MIN_CONFIDENCE
from containerloc.analysis.measures.first_choice import wrong_first_choices
from containerloc.data.tables import quads_of
from containerloc.finding import Finding, Observation, Remedy, rule
from containerloc.quads import Bools, Floats
from containerloc.quads.shape import aspect
from containerloc.wording import counted, is_or_are

_MIN_MISPLACED: Final = 2  # one alone may be the model's mistake
_SURE_BY_CHANCE: Final = 1 / 3  # of the more confident false positives
_ALPHA: Final = 0.05
# Places of predictions from their labels are alike within so many text heights, or that share.
_ALIKE: Final = 0.5
_ALIKE_SHARE: Final = 0.1
_HABIT: Final = 0.5  # of them, from which on they are a habit
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


def _like_labels(evidence: Evidence) -> Bools:
    """Predictions of a label's shape that are on no label, of any confidence, `(n,)`."""
    predictions, usual = evidence.predictions, aspect(evidence.errors.truth)
    usual = usual[np.isfinite(usual)]
    stray = np.zeros(len(predictions), np.bool_)
    if not len(usual):
        return stray
    stray[evidence.matching.elsewhere_at(0.0)] = True
    low, high = np.quantile(usual, _USUAL_SHAPES)
    shape = aspect(quads_of(predictions))
    return np.asarray(stray & (shape >= low) & (shape <= high))


def _sure(evidence: Evidence) -> Bools:
    least = max(MIN_CONFIDENCE, evidence.settings.in_use)
    return np.asarray(evidence.predictions["confidence"] >= least)


def _unlabelled(evidence: Evidence) -> Bools:
    """Predictions like a label in shape and confidence, on photos whose labels are found."""
    errors = evidence.errors
    lost = evidence.predictions["image"].isin(errors.image[~errors.detected]).to_numpy(bool)
    return np.asarray(_like_labels(evidence) & _sure(evidence) & ~lost)


def _are_beyond_chance(evidence: Evidence, n: int) -> bool:
    """Whether n sure ones are more than the tail of the model's own false positives.

    Of false positives fewer and fewer have more confidence: of those from half the least
    confidence on at most a third would have all of it.
    """
    doubtful = evidence.predictions["confidence"] >= MIN_CONFIDENCE / 2
    less_sure = int((_like_labels(evidence) & doubtful & ~_sure(evidence)).sum())
    chance = stats.binom.sf(n - 1, n + less_sure, _SURE_BY_CHANCE)
    return bool(chance < _ALPHA)


def _misplaced(evidence: Evidence) -> Bools:
    """Labels with nothing predicted on them, where the model is sure elsewhere, `(n,)`.

    None where the wrong first choices go to the same kind of place: that is the model's habit.
    """
    choices = wrong_first_choices(evidence.matching, confidence=evidence.settings.in_use)
    chosen = choices["prediction"].to_numpy(np.int64)
    labels = choices["label"].to_numpy(np.int64)
    unseen = np.isnan(evidence.critical["critical_confidence"].to_numpy(np.float64))
    like = (_like_labels(evidence) & _sure(evidence))[chosen] & unseen[labels]
    places = choices[["along", "across"]].to_numpy(np.float64)
    mine = np.zeros(len(evidence.labels), np.bool_)
    mine[labels[like]] = not _is_habit(places)
    return mine


def _is_habit(places: Floats) -> bool:
    """Whether at least half of these places, in text heights from the label, are alike another."""
    apart = np.linalg.norm(places[:, None] - places, axis=2)
    np.fill_diagonal(apart, np.inf)
    near = np.maximum(_ALIKE, _ALIKE_SHARE * np.linalg.norm(places, axis=1))
    return bool((apart <= near[:, None]).any(axis=1).mean() >= _HABIT) if len(places) else False


def _all_labelled(evidence: Evidence, finding: Finding) -> Evidence:
    made = evidence.predictions
    unseen = evidence.labels["image"][_misplaced(evidence)]
    gone = _unlabelled(evidence) | made["image"].isin(unseen).to_numpy(bool)
    return replace(
        evidence,
        predictions=made[~gone].reset_index(drop=True),
        labels=evidence.labels[~_misplaced(evidence)].reset_index(drop=True),
    )


@rule(
    "labels-disputed",
    "warning",
    "info",
    evidence={
        "unlabelled": "objects that the model is sure of and nobody labelled, beside found labels",
        "misplaced": "labels on which nothing is predicted, while the model is sure elsewhere",
        "images": "photos that they are on",
        "lowest_confidence": "the lowest confidence among them",
    },
    advice="Look at them: notebook 05 lists them as suspects, and `containerloc labels suspects` "
    "writes them for CVAT. If the labels are right, these predictions are false positives.",
    consequences=("first-choice-wrong", "threshold-below-plateau", "wrong-text", "targets-missed"),
    remedy=Remedy(_all_labelled, metric="first_choice_rate"),
)
def objects_unlabelled(evidence: Evidence) -> Observation | None:
    """The model is sure of objects where nobody has put a label.

    They have the shape of the labelled ones and a confidence of at least 0.5. On photos of which
    all labels are found a label was perhaps forgotten; where nothing of any confidence lies on the
    label, it is perhaps misplaced, unless at least half of such predictions go to the same kind of
    place. A warning from two misplaced ones on, or where those forgotten are more than the tail of
    the model's own false positives.
    """
    forgotten, misplaced = _unlabelled(evidence), _misplaced(evidence)
    n, of_labels = int(forgotten.sum()), int(misplaced.sum())
    if not n + of_labels:
        return None
    there = evidence.predictions["image"].isin(evidence.labels["image"][misplaced])
    instead = _like_labels(evidence) & _sure(evidence) & there.to_numpy(bool)
    made = evidence.predictions[forgotten | instead].sort_values("confidence", ascending=False)
    images, lowest = int(made["image"].nunique()), float(made["confidence"].min())
    is_firm = of_labels >= _MIN_MISPLACED or (n > 0 and _are_beyond_chance(evidence, n))
    parts = [_forgotten_in_words(evidence, n), _misplaced_in_words(evidence, of_labels)]
    facts = {"unlabelled": n, "misplaced": of_labels, "images": images, "lowest_confidence": lowest}
    return Observation(
        " ".join(part for part in parts if part),
        facts,
        made["image"],
        severity="warning" if is_firm else "info",
    )


def _forgotten_in_words(evidence: Evidence, n: int) -> str:
    if not n:
        return ""
    forgotten = evidence.predictions[_unlabelled(evidence)]
    photos = counted(int(forgotten["image"].nunique()), "photo")
    return (
        f"The model is sure of {counted(n, 'object')} that nobody labelled (confidence "
        f"{forgotten['confidence'].min():.2f} or more, on {photos} of which it finds every "
        f"label), and {'it has' if n == 1 else 'they have'} the shape of the labelled ones."
    )


def _misplaced_in_words(evidence: Evidence, n: int) -> str:
    if not n:
        return ""
    return (
        f"On {n} of {counted(len(evidence.labels), 'label')} no prediction of any confidence lies, "
        f"while the model is sure of an object of that shape elsewhere on the photo: "
        f"{'the label is' if n == 1 else 'the labels are'} perhaps misplaced."
    )


LABEL_RULES = (labels_doubled, objects_unlabelled)
