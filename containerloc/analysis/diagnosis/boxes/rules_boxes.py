"""The rules on how many predictions there are: repeated, suppressed, or none in the file."""

from typing import Final

import numpy as np
from scipy import stats

from containerloc.analysis.diagnosis.boxes.counts import lost_beside, repeats
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.stories.mending import without
from containerloc.finding import Observation, Remedy, rule
from containerloc.quads import Bools
from containerloc.wording import counted, is_or_are

MIN_LABELS: Final = 3
MIN_SHARE_REPEATED: Final = 0.2  # of the found labels
MIN_PHOTOS: Final = 5
MIN_SHARE_LOST: Final = 0.8  # of the photos with several labels
ALPHA: Final = 0.001
_OF_MISSES: Final = (
    "missed-altogether",
    "missed-below-threshold",
    "threshold-loses-labels",
    "slice-worse",
    "targets-missed",
)


@rule(
    "predictions-repeated",
    "warning",
    evidence={
        "labels": "those on which more than one prediction lies",
        "found": "labels that are detected",
        "too_many": "predictions too many",
    },
    advice="Suppress overlapping boxes before judging (`iou` of `predict`, 0.7 by default); what "
    "writes these predictions skips it.",
    consequences=("threshold-below-plateau", "first-choice-wrong", "threshold-loses-labels"),
)
def predictions_repeated(evidence: Evidence) -> Observation | None:
    """Several predictions lie on one object: overlapping boxes were not suppressed.

    At least three objects, and a fifth of those found, whose predictions overlap by half.
    """
    of_label = repeats(evidence.matching, confidence=evidence.settings.in_use)
    n, found = int((of_label > 0).sum()), int(evidence.errors.detected.sum())
    if n < max(MIN_LABELS, MIN_SHARE_REPEATED * found):
        return None
    noun, too_many = evidence.noun, int(of_label.sum())
    which = "all" if n == found else f"{n} of"
    return Observation(
        f"On {which} {noun.counted(found, 'detected')} several predictions lie on top of one "
        f"another, {counted(too_many, 'prediction')} too many: overlapping boxes were not "
        "suppressed. No threshold can separate them.",
        {"labels": n, "found": found, "too_many": too_many},
        evidence.labels["image"].to_numpy()[np.argsort(-of_label, kind="stable")[:n]],
    )


@rule(
    "neighbours-suppressed",
    "error",
    "warning",
    evidence={
        "photos": "photos with several labels of which only one is detected",
        "n": "photos with several labels of which any is detected",
        "lost": "labels missed there",
        "others_missed": "labels missed on photos with one label",
        "others": "labels on photos with one label",
    },
    advice="Raise `iou` of `predict`, and `max_det` where it is set: boxes that overlap, or all "
    "but one, are thrown away after prediction; no training brings them back.",
    consequences=_OF_MISSES,
)
def neighbours_suppressed(evidence: Evidence) -> Observation | None:
    """Where a photo shows several objects only one is detected: the others are suppressed.

    At least five photos and 80 % of those with several labels, and objects that are alone are
    missed more seldom beyond chance (Fisher's exact test at 0.1 %), where there are any.
    """
    found, images = evidence.errors.detected, evidence.labels["image"]
    lost, shared = lost_beside(evidence.matching, confidence=evidence.settings.in_use)
    per_photo = images[shared & found].value_counts()
    one, n = int((per_photo == 1).sum()), len(per_photo)
    alone = ~shared
    missed_alone, of_alone = int((alone & ~found).sum()), int(alone.sum())
    if one < max(MIN_PHOTOS, MIN_SHARE_LOST * n):
        return None
    table = [
        [int(lost.sum()), int((shared & found).sum())],
        [missed_alone, of_alone - missed_alone],
    ]
    if of_alone and stats.fisher_exact(np.array(table), alternative="greater").pvalue > ALPHA:
        return None
    noun = evidence.noun
    against = (
        f", while of {counted(of_alone, 'photo')} with one {noun.one} {missed_alone or 'none'} "
        f"{is_or_are(missed_alone or 1)} missed"
        if of_alone
        else ""
    )
    return Observation(
        f"On {one} of {counted(n, 'photo')} with several {noun.many} only one is detected"
        f"{against}: the others are suppressed as if they were the same object.",
        {
            "photos": one,
            "n": n,
            "lost": int(lost.sum()),
            "others_missed": missed_alone,
            "others": of_alone,
        },
        images[lost],
    )


def _is_unpredicted(evidence: Evidence) -> Bools:
    return ~evidence.labels["image"].isin(evidence.predictions["image"]).to_numpy(bool)


@rule(
    "images-unpredicted",
    "warning",
    evidence={"images": "labelled images without any entry", "n": "images"},
    advice="Predict these images, or make sure that they were predicted: a file that lists only "
    "what was detected cannot tell (`containerloc predict` lists all).",
    consequences=_OF_MISSES,
    remedy=Remedy(lambda evidence, _: without(evidence, _is_unpredicted(evidence)), metric=""),
)
def images_unpredicted(evidence: Evidence) -> Observation | None:
    """Images have no entry in a predictions file that does not list what was predicted.

    Whether nothing was found there or nothing was tried, the file does not tell: it is not held
    against the model.
    """
    if evidence.settings.image_list_known or evidence.predictions.empty:
        return None
    absent = evidence.labels["image"][_is_unpredicted(evidence)].unique()
    if not len(absent):
        return None
    n, of = len(absent), len(evidence.images)
    have = "has" if n == 1 else "have"
    return Observation(
        f"{n} of {counted(of, 'image')} {have} no entry in the predictions, of no confidence "
        "whatever: perhaps they were never predicted. They count as missed.",
        {"images": n, "n": of},
        absent,
    )


BOX_RULES: Final = (images_unpredicted, predictions_repeated, neighbours_suppressed)
