"""The rules on IDs that are not just imprecise: lost, in another order, or not the ID at all."""

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.diagnosis.traits import in_common, said
from containerloc.analysis.measures.causes import Cause
from containerloc.data.tables import quads_of
from containerloc.finding import Finding, named
from containerloc.quads import own_axes
from containerloc.wording import counted

SERIOUS_SHARE = 0.05  # of the labels: from here on an error, below a warning

# The cause, the finding's code, what to say of so many IDs, and what to do.
_TOLD: Final = (
    (
        Cause.MISSED_ALTOGETHER,
        "missed-altogether",
        "{n} of {of} found at no threshold: the model does not see {them}.",
        "Add pictures like these to the training set; no threshold will help.",
    ),
    (
        Cause.WRONG_TEXT,
        "wrong-text",
        "{n} of {of} taken for something else: the prediction lies on another text or mark.",
        "Show the model more doors with such texts beside the ID, as background.",
    ),
    (
        Cause.HALF_OF_ID,
        "half-of-the-id",
        "{n} of {of} found only in part: owner code or serial is left out.",
        "Look for labels that leave out a part; add IDs whose parts stand far apart.",
    ),
    (
        Cause.EXTRA_TEXT,
        "extra-text",
        "{n} of {of} found together with a text beside {them}, such as the size code.",
        "Look for labels that take it in; the size code does not belong to the ID.",
    ),
    (
        Cause.ORDER_ROTATED,
        "order-rotated",
        "{n} of {of} found with the corners turned by one or two places: the crop would be "
        "rectified lying or upside down.",
        "Check the order of the labels (notebook 05), then EXIF, and rotations in training.",
    ),
    (
        Cause.ORDER_MIRRORED,
        "order-mirrored",
        "{n} of {of} found with left and right (or top and bottom) exchanged: the crop would be "
        "mirrored.",
        "Set `fliplr` and `flipud` to 0; check `flip_idx` of the data.yaml and the labels' order.",
    ),
    (
        Cause.CORNER_SWAPPED,
        "corner-swapped",
        "{n} of {of} found with two corners exchanged: the crop would be torn.",
        "Check the order of the labels (notebook 05).",
    ),
    (
        Cause.CROSSED,
        "crossed",
        "{n} of {of} found as a quad that crosses itself: no crop can be made of {them}.",
        "Look at the pictures: the ID is turned, or two texts are mixed up.",
    ),
)


_OF_ORDER: Final = tuple(cause for cause in Cause if cause.kind == "order")


def photos_turned(evidence: Evidence) -> Finding | None:
    """IDs in a wrong order on photos that lie on their side: the text runs up or down in them."""
    mine = evidence.causes.isin(_OF_ORDER).to_numpy(bool) & _runs_upright(evidence)
    n, of = int(mine.sum()), len(mine)
    if not n:
        return None
    turned = int(_runs_upright(evidence).sum())
    return Finding(
        "photos-turned",
        "error" if n >= SERIOUS_SHARE * of else "warning",
        f"{counted(n, 'ID')} of {of} {'is' if n == 1 else 'are'} found with the corners in a "
        f"wrong order on photos that lie on their side, of which there "
        f"{'is 1' if turned == 1 else f'are {turned}'}: the model reads them as if they stood "
        "upright.",
        {"labels": n, "n": of, "on_their_side": turned},
        named(evidence.table.loc[mine, "image"]),
        "Turn such photos before predicting (EXIF knows of most), or train on turned ones.",
    )


def _runs_upright(evidence: Evidence) -> NDArray[np.bool_]:
    """Labels whose text runs up or down the photo rather than across it."""
    along = own_axes(quads_of(evidence.labels))[:, 0]
    return np.asarray(np.abs(along[:, 1]) > np.abs(along[:, 0]), bool)


def of_cause(
    evidence: Evidence, *, cause: Cause, code: str, sentence: str, advice: str
) -> Finding | None:
    """The labels with one cause of the taxonomy, and what they have in common."""
    mine = (evidence.causes == cause).to_numpy(bool)
    if cause in _OF_ORDER:
        mine = mine & ~_runs_upright(evidence)  # `photos_turned` tells of those
    n, of = int(mine.sum()), len(mine)
    if not n:
        return None
    traits = in_common(evidence.traits, mine)
    one = n == 1
    words = sentence.format(
        n=f"{counted(n, 'ID')}", of=f"{of} {'is' if one else 'are'}", them="it" if one else "them"
    )
    return Finding(
        code,
        "error" if n >= SERIOUS_SHARE * of else "warning",
        f"{words} {said(traits)}".strip(),
        {"labels": n, "n": of, "in_common": traits},
        named(evidence.table.loc[mine, "image"]),
        advice,
    )


def missed_below_threshold(evidence: Evidence) -> Finding | None:
    """Labels found below the threshold in use, where keeping them costs false positives."""
    mine = (evidence.causes == Cause.MISSED_BELOW).to_numpy(bool)
    best = evidence.critical["critical_confidence"]
    # Those on the plateau are the threshold's own fault.
    mine = mine & ~(best >= evidence.plateau[1]).to_numpy(bool)
    if not mine.any():
        return None
    n, of = int(mine.sum()), len(mine)
    return Finding(
        "missed-below-threshold",
        "warning",
        f"{counted(n, 'label')} of {of} found with less confidence than the threshold in use (up "
        f"to {best[mine].max():.3f}); a lower threshold would let false positives pass.",
        {"labels": n, "n": of, "highest_confidence": float(best[mine].max())},
        named(evidence.table.loc[mine, "image"]),
        "Weigh both in notebook 07; more pictures like these raise the confidence.",
    )


CAUSE_RULES: tuple[Callable[[Evidence], Finding | None], ...] = (
    *(
        partial(of_cause, cause=cause, code=code, sentence=sentence, advice=advice)
        for cause, code, sentence, advice in _TOLD
    ),
    photos_turned,
    missed_below_threshold,
)
