"""The rules on the images and labels on which everything is measured."""

from dataclasses import replace

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
    training_leak,
    replace(duplicate_photos, find=lambda evidence: duplicate_photos.find(evidence.groups)),
)
