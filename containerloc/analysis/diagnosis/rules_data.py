"""The rules on the images and labels that everything is measured on."""

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.labels.copies import near_duplicates_finding
from containerloc.analysis.measures.causes import Cause
from containerloc.finding import Finding, named
from containerloc.wording import counted


def training_leak(evidence: Evidence) -> Finding | None:
    """Images that the model was trained on: on them it repeats what it was told."""
    leaks, n = evidence.around.leaks, len(evidence.images)
    if leaks.empty:
        return None
    k = int(leaks["image_a"].nunique())
    return Finding(
        "training-leak",
        "error",
        f"{counted(k, 'image')} of {n} that the model is judged on {'is' if k == 1 else 'are'} in "
        "the training set, too, identical or nearly so: every number here is better than on new "
        "images.",
        {"leaked": k, "n": n},
        named(leaks["image_a"]),
        "Remove them from one of the two splits, and judge again.",
    )


def near_duplicates(evidence: Evidence) -> Finding | None:
    """Near-identical photos: fewer independent ones than files."""
    return near_duplicates_finding(evidence.groups)


def labels_suspect(evidence: Evidence) -> Finding | None:
    """Labels with structural faults: what looks like the model's error there is theirs."""
    suspect = evidence.table[evidence.causes == Cause.LABEL_SUSPECT]
    if suspect.empty:
        return None
    faults = evidence.around.faults
    codes = faults.loc[faults["image"].isin(suspect["image"]), "code"].value_counts()
    told = ", ".join(f"{count} {code}" for code, count in codes.items())
    return Finding(
        "labels-suspect",
        "error",
        f"{counted(len(suspect), 'label')} of {len(evidence.table)} cannot be right as "
        f"{'it is' if len(suspect) == 1 else 'they are'} ({told}): the errors measured there are "
        "the labels', not the model's.",
        {
            "suspect": len(suspect),
            "n": len(evidence.table),
            "codes": {str(code): int(count) for code, count in codes.items()},
        },
        named(suspect["image"]),
        "Correct them (notebook 05 names file and line), and judge again; no training is needed.",
    )


SET_RULES = (labels_suspect, training_leak, near_duplicates)
