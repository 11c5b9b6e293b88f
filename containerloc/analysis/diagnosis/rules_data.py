"""The rules on the images and labels on which everything is measured."""

from dataclasses import replace

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.labels.copies import duplicate_photos
from containerloc.analysis.measures.causes import Cause
from containerloc.finding import Observation, rule
from containerloc.wording import counted, is_or_are


@rule(
    "labels-suspect",
    "error",
    evidence={
        "suspect": "labels with a structural fault",
        "n": "labels",
        "codes": "how often each fault is found in their images",
    },
    advice="Correct them (notebook 05 names file and line) and judge again; no training is needed.",
)
def labels_suspect(evidence: Evidence) -> Observation | None:
    """Labels have structural faults: apparent errors of the model there are label errors."""
    suspect = evidence.errors.take(evidence.causes == Cause.LABEL_SUSPECT)
    if not len(suspect):
        return None
    n, faults = len(evidence.errors), evidence.context.faults
    codes = faults.loc[faults["image"].isin(suspect.image), "code"].value_counts().to_dict()
    of_codes = ", ".join(f"{count} {code}" for code, count in codes.items())
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


DATA_RULES = (
    labels_suspect,
    corners_unplaced,
    training_leak,
    replace(duplicate_photos, find=lambda evidence: duplicate_photos.find(evidence.groups)),
)
