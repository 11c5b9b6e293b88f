"""The rules on IDs that are not just imprecise: lost, in another order, or not the ID at all."""

from functools import partial
from typing import Final

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.traits import IN_COMMON, in_common, traits_sentence
from containerloc.analysis.measures.causes import Cause
from containerloc.data.tables import quads_of
from containerloc.finding import Observation, Rule, rule
from containerloc.quads import Bools, own_axes
from containerloc.wording import counted, is_or_are

ERROR_FROM_SHARE = 0.05  # of the labels; below it a warning

# The cause, the finding's code, what follows "6 of 74 IDs are", and what to do.
_SENTENCES: Final = (
    (
        Cause.MISSED_ALTOGETHER,
        "missed-altogether",
        "found at no threshold: the model does not see {them}.",
        "Add photos like these to the training set; no threshold will help.",
    ),
    (
        Cause.WRONG_TEXT,
        "wrong-text",
        "confused with something else: the prediction lies on another text or mark.",
        "Show the model more doors with such texts beside the ID, as background.",
    ),
    (
        Cause.HALF_OF_ID,
        "half-of-the-id",
        "found only in part: owner code or serial number is left out.",
        "Look for labels that leave out a part; add IDs whose parts stand far apart.",
    ),
    (
        Cause.EXTRA_TEXT,
        "extra-text",
        "found together with a text beside {them}, such as the size code.",
        "Look for labels that include it; the size code does not belong to the ID.",
    ),
    (
        Cause.ORDER_ROTATED,
        "order-rotated",
        "found with the corners turned by one or two places: the crop would lie on its side or "
        "stand upside down.",
        "Check the order of the labels (notebook 05), then EXIF, and rotations in training.",
    ),
    (
        Cause.ORDER_MIRRORED,
        "order-mirrored",
        "found with left and right (or top and bottom) exchanged: the crop would be mirrored.",
        "Set `fliplr` and `flipud` to 0; check `flip_idx` of the data.yaml and the labels' order.",
    ),
    (
        Cause.CORNER_SWAPPED,
        "corner-swapped",
        "found with two corners exchanged: the crop would be torn.",
        "Check the order of the labels (notebook 05).",
    ),
    (
        Cause.CROSSED,
        "crossed",
        "found as a quad that crosses itself: no crop can be made of {them}.",
        "Look at the pictures: the ID is turned, or two texts are mixed up.",
    ),
)


def _upright(evidence: Evidence) -> Bools:
    """Labels whose text runs up or down the photo rather than across it."""
    along = own_axes(quads_of(evidence.labels))[:, 0]
    return np.asarray(np.abs(along[:, 1]) > np.abs(along[:, 0]), bool)


def _with_cause(evidence: Evidence, *, cause: Cause, sentence: str) -> Observation | None:
    mine = (evidence.causes == cause).to_numpy(bool)
    if cause.kind == "order":
        mine = mine & ~_upright(evidence)  # `photos_turned` reports those
    n, of = int(mine.sum()), len(mine)
    if not n:
        return None
    traits = in_common(evidence.traits, mine)
    words = sentence.format(them="it" if n == 1 else "them")
    are = is_or_are(n)
    return Observation(
        f"{n} of {counted(of, 'ID')} {are} {words} {traits_sentence(traits)}".strip(),
        {"labels": n, "n": of, "in_common": traits},
        evidence.errors.image[mine],
        severity="error" if n >= ERROR_FROM_SHARE * of else "warning",
    )


def _rule_of(cause: Cause, code: str, sentence: str, advice: str) -> Rule:
    return Rule(
        code,
        ("error", "warning"),
        partial(_with_cause, cause=cause, sentence=sentence),
        f"IDs with the cause *{cause}*: {cause.meaning}. An error from 5 % of the labels on.",
        {"labels": "IDs with this cause", "n": "labels", "in_common": IN_COMMON},
        advice,
    )


@rule(
    "photos-turned",
    "error",
    "warning",
    evidence={
        "labels": "IDs with their corners in a wrong order on such photos",
        "n": "labels",
        "on_their_side": "labels whose text runs up or down the photo",
    },
    advice="Turn such photos before predicting (EXIF knows of most), or train on turned ones.",
)
def photos_turned(evidence: Evidence) -> Observation | None:
    """IDs are found in a wrong order on photos that lie on their side.

    An error from 5 % of the labels on.
    """
    wrong = evidence.causes.isin([cause for cause in Cause if cause.kind == "order"])
    mine = wrong.to_numpy(bool) & _upright(evidence)
    n, of, turned = int(mine.sum()), len(mine), int(_upright(evidence).sum())
    if not n:
        return None
    return Observation(
        f"{n} of {counted(of, 'ID')} {is_or_are(n)} found with the corners in a "
        f"wrong order on photos that lie on their side ({turned} such IDs in all): the model reads "
        "them as if they stood upright.",
        {"labels": n, "n": of, "on_their_side": turned},
        evidence.errors.image[mine],
        severity="error" if n >= ERROR_FROM_SHARE * of else "warning",
    )


@rule(
    "missed-below-threshold",
    "warning",
    evidence={
        "labels": "labels found only below the threshold in use",
        "n": "labels",
        "highest_confidence": "the highest confidence among them",
    },
    advice="Weigh both in notebook 07; more photos like these raise the confidence.",
)
def missed_below_threshold(evidence: Evidence) -> Observation | None:
    """Labels are found only below the threshold in use, where false positives are, too."""
    best = evidence.critical["critical_confidence"]
    # Losing those on the plateau is the threshold's own fault.
    mine = (evidence.causes == Cause.MISSED_BELOW) & ~(best >= evidence.plateau[1])
    if not mine.any():
        return None
    n, of, highest = int(mine.sum()), len(mine), float(best[mine].max())
    return Observation(
        f"{n} of {counted(of, 'label')} {is_or_are(n)} found only with less "
        f"confidence than the threshold in use (up to {highest:.3f}); a threshold low enough for "
        f"{'it' if n == 1 else 'them'} lets false positives pass.",
        {"labels": n, "n": of, "highest_confidence": highest},
        evidence.errors.image[mine],
    )


CAUSE_RULES = (
    *(_rule_of(*sentence) for sentence in _SENTENCES),
    photos_turned,
    missed_below_threshold,
)
