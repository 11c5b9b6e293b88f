"""What each code of a fault in images and labels means, and what to do about it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pandas as pd

from containerloc.analysis.measures.causes import SUSPECT_CODES
from containerloc.finding import SEVERITIES, Finding, Observation, Rule
from containerloc.wording import counted

LABELS_SUSPECT: Final = "labels-suspect"  # the finding that they are told beneath
_EVIDENCE: Final = {"places": "lines or files that have the fault"}
_EXPORT: Final = "Export or copy the file again."
_LINE: Final = "Correct the line, or export the labels again."
_LOOK: Final = "Look at these labels (`containerloc labels suspects`), and place the corners again."
_RENAME: Final = (
    "`containerloc labels fix` renames the corners where that is certain; look at the rest."
)

# Severities, the usual one first: code: what it means, what to do.
_MEANINGS: Final = {
    "error": {
        "image-missing": ("A listed image file does not exist.", "Correct the list or copy it."),
        "image-unreadable": ("An image file cannot be used by the trainer.", _EXPORT),
        "image-unread": ("The reader of the model refuses an image file.", _EXPORT),
        "label-file-unreadable": ("A label file is not UTF-8 text.", _EXPORT),
        "label-not-a-number": ("A value of a label line is not a number.", _LINE),
        "label-columns": ("A label line has too few or too many values.", _LINE),
        "label-not-finite": ("A value of a label line is infinite or NaN.", _LINE),
        "label-class": ("A label line has a class that the data.yaml does not name.", _LINE),
        "label-outside-image": (
            "A value of a label line is more than 1 % outside 0 to 1; the trainer drops the image.",
            _LINE,
        ),
        "corners-coincide": ("Two corners of a label are less than 1 px apart.", _LOOK),
        "no-area": ("The corners of a label lie on a line.", _LOOK),
        "not-convex": ("The outline is dented, which that of a flat text never is.", _LOOK),
        "corners-swapped": ("The outline crosses itself: two corners are exchanged.", _RENAME),
        "corners-mirrored": ("The corners run anti-clockwise.", _RENAME),
        "corners-rotated": ("The corners are named from another one on.", _RENAME),
    },
    "error or warning": {
        "box-disagrees": (
            "The labelled box and the corners do not describe the same text (error), or the box is "
            "much too large (warning); the box trains the detector, the corners the pose head.",
            "Draw the box round the four corners.",
        ),
        "corner-outside-image": (
            "A corner lies outside the picture: up to 1 % the trainer clips it, beyond that it "
            "drops the image.",
            "`containerloc labels fix` moves corners to the border that the trainer would clip.",
        ),
    },
    "warning": {
        "split-entry": ("An entry of a split gives no image.", "Correct the data.yaml."),
        "image-listed-twice": (
            "A split lists an image more than once; the trainer sees it that often.",
            "List each image once.",
        ),
        "image-rewritten": (
            "Bytes follow the end of a JPEG; the trainer rewrites such a file in place, lossily.",
            _EXPORT,
        ),
        "no-labels": (
            "No image of the split has a label.",
            "Put the label files where the trainer looks for them.",
        ),
        "label-without-image": (
            "A label file belongs to no image; nothing reads it.",
            "Delete the file, or bring the image back.",
        ),
        "duplicate-line": (
            "A label repeats an earlier one; the trainer counts it once.",
            "`containerloc labels fix` removes the repeated line.",
        ),
        "labels-overlap": (
            "Two labels of an image cover each other: one object labelled twice.",
            "Delete one of the two.",
        ),
        "corner-missing": (
            "A corner is marked as not visible: it is not scored. The label is found or missed "
            "like any other, and its other corners are scored.",
            "Mark a corner as hidden only where nobody can say where it lies.",
        ),
        "corner-at-origin": (
            "A corner of two values is at 0 0: it is taken as hidden here, while the trainer "
            "learns it as one in the upper left of the picture.",
            "Write visibilities (`kpt_shape: [4, 3]`), with 0 for a corner that is hidden.",
        ),
        "visibility-unknown": (
            "A visibility is another number than 0, 1 or 2; the trainer takes it as visible.",
            "Write 0 for a corner that is hidden, 2 for one that is seen.",
        ),
        "corners-tall": (
            "The label is much higher than wide, where the others are wide: the characters stand "
            "one below another, or the corners are named a quarter turn off.",
            _LOOK,
        ),
    },
    "info": {
        "background": (
            "An empty label file: nothing to find in the image.",
            "Check that this is so.",
        ),
        "no-label-file": (
            "No label file: the image is taken as one with nothing to find.",
            "Label the image where it shows something to find.",
        ),
    },
}


def _place(rows: pd.DataFrame) -> Observation:
    """The first place of a kind of fault, and how many there are."""
    first = rows.iloc[0]
    where = f"{first['file']}, line {first['line']}" if first["line"] else str(first["file"])
    which = f"First of {counted(len(rows), 'place')}" if len(rows) > 1 else "Place"
    title = str(first["code"]).replace("-", " ").capitalize()
    return Observation(
        f"{title}: {str(first['message']).rstrip('.')}. {which}: {where}.",
        {"places": len(rows)},
        rows["image"],
        severity=min(rows["severity"], key=SEVERITIES.index),
    )


FAULT_RULES: Final = {
    code: Rule(code, tuple(severities.split(" or ")), _place, meaning, _EVIDENCE, advice)
    for severities, meanings in _MEANINGS.items()
    for code, (meaning, advice) in meanings.items()
}


def fault_findings(faults: pd.DataFrame) -> Iterator[Finding]:
    """One finding per code among the faults (`PROBLEM_COLUMNS`), in the order of the faults.

    Those of the corners' order are parts of what the diagnosis of a run says of such labels.
    """
    for code, rows in faults.groupby("code", sort=False):
        cause = LABELS_SUSPECT if code in SUSPECT_CODES else ""
        yield from (replace(each, cause=cause) for each in FAULT_RULES[str(code)](rows))
