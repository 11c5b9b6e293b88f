"""The rules on the images and labels on which everything is measured."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.rules_cause import SYMPTOMS
from containerloc.analysis.diagnosis.stories.mending import without
from containerloc.analysis.labels.copies import duplicate_photos
from containerloc.analysis.measures.causes import Cause
from containerloc.analysis.statistics.groups import likeness
from containerloc.finding import Observation, Remedy, rule
from containerloc.quads import Bools
from containerloc.wording import counted, is_or_are

_LEAST_CORRELATION = 0.1  # of errors within a group of five: intervals a fifth wider

_FAULTS: Final = {
    "corners-swapped": "whose outline crosses itself",
    "corners-rotated": "named a quarter turn off",
    "corners-mirrored": "mirrored",
    "not-convex": "dented",
}


def _in_words(code: str) -> str:
    return _FAULTS.get(code, code.replace("-", " "))


def _is_suspect(evidence: Evidence) -> Bools:
    return (evidence.causes == Cause.LABEL_SUSPECT).to_numpy(bool)


@rule(
    "labels-suspect",
    "error",
    evidence={
        "suspect": "labels with a structural fault",
        "n": "labels",
        "codes": "how often each fault is found in their images",
    },
    advice="Repair them first (`containerloc labels fix` does where it is certain; notebook 05 "
    "names file and line) and judge again; no training is needed.",
    consequences=SYMPTOMS,
    remedy=Remedy(lambda evidence, finding: without(evidence, _is_suspect(evidence))),
)
def labels_suspect(evidence: Evidence) -> Observation | None:
    """Labels have structural faults: apparent errors of the model there are label errors.

    Its gain is what the other labels say: all would be about as far off, were these right.
    """
    suspect = evidence.errors.take(_is_suspect(evidence))
    if not len(suspect):
        return None
    n, faults = len(evidence.errors), evidence.faults
    codes = faults.loc[faults["image"].isin(suspect.image), "code"].value_counts().to_dict()
    of_codes = ", ".join(f"{count} {_in_words(str(code))}" for code, count in codes.items())
    return Observation(
        f"{len(suspect)} of {counted(n, 'label')} cannot be right ({of_codes}): the errors "
        "measured there are errors of the labels, not of the model.",
        {"suspect": len(suspect), "n": n, "codes": codes},
        suspect.image,
    )


@rule(
    "corners-unplaced",
    "warning",
    evidence={
        "unplaced": "matched predictions with such a corner",
        "corners": "corners of theirs that have no place",
        "n": "matched predictions",
    },
    advice="Predict again with today's Ultralytics, or with `containerloc predict`.",
)
def corners_unplaced(evidence: Evidence) -> Observation | None:
    """Predictions lack corners: older versions of Ultralytics wrote unsure ones as 0, 0.

    Such a corner is not measured, nor is what needs all four of them: distance error, IoU, order.
    """
    found = evidence.errors.take(evidence.errors.detected)
    absent = np.asarray(np.isnan(found.predicted).any(axis=2))
    rows = absent.any(axis=1)
    if not rows.any():
        return None
    n, corners = len(found), int(absent.sum())
    return Observation(
        f"{rows.sum()} of {counted(n, 'matched prediction')} lack {counted(corners, 'corner')}, "
        "written as 0, 0 by an older Ultralytics, which was less than half sure of them: errors, "
        "IoU and order are those of the other predictions.",
        {"unplaced": int(rows.sum()), "corners": corners, "n": n},
        found.image[rows],
    )


@rule(
    "training-leak",
    "error",
    evidence={"leaked": "images that are in the training split, too", "n": "images"},
    advice="Remove them from one of the two splits, and judge again.",
)
def training_leak(evidence: Evidence) -> Observation | None:
    """The model was trained on images that it is judged on: results on them are too good."""
    leaks, n = evidence.context.leaks, len(evidence.images)
    if leaks.empty:
        return None
    leaked = int(leaks["image_a"].nunique())
    return Observation(
        f"{leaked} of {counted(n, 'image')} that the model is judged on "
        f"{is_or_are(leaked)} also in the training set, identical or nearly so: every "
        "number here is better than it would be on new images.",
        {"leaked": leaked, "n": n},
        leaks["image_a"],
    )


@rule(
    "groups-suggested",
    "warning",
    "info",
    evidence={
        "by": "what tells them: `names` or `times` of the photos",
        "groups": "groups of several photos",
        "grouped": "photos in them",
        "n": "photos",
        "correlation": "of the errors within a group: 0 none, 1 they are equal",
    },
    advice="Say what each photo shows: a column `group` in an attributes.csv beside the data.yaml, "
    "or `--attributes FILE --group COLUMN`.",
)
def groups_suggested(evidence: Evidence) -> Observation | None:
    """Names or times of photos suggest bursts of one container each, and no groups are given.

    Information where the errors within a group are hardly alike: an intraclass correlation of
    their logarithms below 0.1 widens no interval by much.
    """
    by, groups = evidence.suggested
    if not by:
        return None
    groups = groups[groups.duplicated(keep=False) & groups.notna()]
    located = evidence.well_located
    with np.errstate(divide="ignore"):
        logarithms = np.log(located.error_px)
    of_label = pd.Series(located.image, dtype="object").map(groups)
    known = np.isfinite(logarithms) & of_label.notna().to_numpy()
    correlation = likeness(logarithms[known], of_label[known])
    n, several = len(evidence.images), int(groups.nunique())
    are_alike = correlation >= _LEAST_CORRELATION
    follows = (
        f"are alike (correlation {correlation:.2f}): every interval that counts each photo is too "
        "narrow"
        if are_alike
        else "are hardly alike"
    )
    return Observation(
        f"By the {by} of the photos {len(groups)} of {n} belong to {several} groups, such as "
        f"bursts of one container. Errors within a group {follows}.",
        {"by": by, "groups": several, "grouped": len(groups), "n": n, "correlation": correlation},
        groups.sort_values(kind="stable").index,
        severity="warning" if are_alike else "info",
    )


DATA_RULES = (
    labels_suspect,
    corners_unplaced,
    training_leak,
    replace(duplicate_photos, find=lambda evidence: duplicate_photos.find(evidence.copies)),
    groups_suggested,
)
