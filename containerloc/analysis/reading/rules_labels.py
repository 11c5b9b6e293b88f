"""What reading says of photos, labels and known texts."""

from typing import Final

import numpy as np

from containerloc.analysis.diagnosis.stories.few import severity_of
from containerloc.analysis.reading.asked import BY_LABEL, Crops
from containerloc.analysis.reading.evidence import ENOUGH_MARGINS, LOST_BY_PHOTO
from containerloc.analysis.reading.label_texts import other_text
from containerloc.analysis.reading.results import ReadingResults
from containerloc.finding import Observation, Rule, rule
from containerloc.quads import Bools
from containerloc.wording import counted, is_or_are


@rule(
    "photo-unreadable",
    "info",
    evidence={"unread": "labels that are not read from their own crops", "n": "labels"},
    advice="Leave them out of targets on reading, or take better photos: no model can help.",
)
def photo_unreadable(results: ReadingResults) -> Observation | None:
    """Texts that cannot be read even by their labels, with a margin or without."""
    evidence = results.evidence
    lost = evidence.outcome == LOST_BY_PHOTO
    n = int(lost.sum())
    if not n:
        return None
    own = "its label" if n == 1 else "their labels"
    return Observation(
        f"{evidence.noun.counted(n)} cannot be read even by {own}, with a margin or without: the "
        "photo is the limit, or the reader.",
        {"unread": n, "n": len(lost)},
        images=evidence.names(lost),
    )


def cut_labels(results: ReadingResults) -> Bools:
    """Labels whose own crop is read with three margins or more, but not as labelled. `(n,)`"""
    evidence = results.evidence
    wider = [evidence.by_label(margin) for margin in evidence.margins if margin > 0]
    enough = np.sum(wider, axis=0) >= ENOUGH_MARGINS if wider else evidence.readable
    return np.asarray(enough & ~evidence.by_label(0.0))


@rule(
    "label-cuts-text",
    "warning",
    evidence={"labels": "those whose crop is read only with a margin", "n": "labels"},
    advice="Look whether a corner of these labels lies inside the text, and correct it.",
)
def label_cuts_text(results: ReadingResults) -> Observation | None:
    """Labels that cut characters: their crop is read with a margin, and not without."""
    evidence, cut = results.evidence, cut_labels(results)
    n = int(cut.sum())
    if not n:
        return None
    verb = "cuts" if n == 1 else "cut"
    crops = "its crop is" if n == 1 else "their crops are"
    return Observation(
        f"{counted(n, 'label')} probably {verb} characters: {crops} read only with a margin.",
        {"labels": n, "n": len(cut)},
        images=evidence.names(cut),
    )


def contradicted(results: ReadingResults) -> Bools:
    """Labels from whose crop one other valid text is read, at three margins or more. `(n,)`"""
    evidence = results.evidence
    read = [evidence.texts[Crops(BY_LABEL, margin)] for margin in evidence.margins]
    rows = list(zip(*read, strict=True)) or []
    pairs = zip(evidence.known, rows, strict=True)
    return np.array([other_text(known, texts, evidence.form) != "" for known, texts in pairs], bool)


def _mild(n: int, of: int) -> str:
    """A warning, or information where it holds of hardly any."""
    return "info" if severity_of(n, of) == "info" else "warning"


@rule(
    "known-text-contradicted",
    "warning",
    "info",
    evidence={"labels": "those that say another text than the known one", "n": "labels"},
    advice="Compare text and photo: either the text in the attributes is wrong, or the label is on "
    "another object.",
)
def known_text_contradicted(results: ReadingResults) -> Observation | None:
    """The same valid text is read again and again, and it is not the one that is known.

    Information where that holds of one label, or of less than 1 %.
    """
    evidence, which = results.evidence, contradicted(results)
    n = int(which.sum())
    if not n:
        return None
    first = int(np.flatnonzero(which)[0])
    read = evidence.texts[Crops(BY_LABEL, evidence.margin_in_use)][first]
    return Observation(
        f"{counted(n, 'label')} {'says' if n == 1 else 'say'} another text than the known one: "
        f"{read or 'another one'} is read where {evidence.known[first]} is expected.",
        {"labels": n, "n": len(which)},
        images=evidence.names(which),
        severity=_mild(n, len(which)),
    )


@rule(
    "valid-but-wrong",
    "warning",
    "info",
    evidence={"wrong": "labels read as another valid text", "n": "labels whose text is known"},
    advice="A check digit passes one wrong text in eleven: accept a text only if the reader is "
    "sure, or if two crops of it agree.",
)
def valid_but_wrong(results: ReadingResults) -> Observation | None:
    """Texts that pass the check, and are not the ones that stand there.

    Information where that holds of one text, or of less than 1 %.
    """
    evidence = results.evidence
    n, known = int(evidence.valid_but_wrong.sum()), int(evidence.has_known.sum())
    if not n:
        return None
    return Observation(
        f"{n} of {counted(known, 'text')} {is_or_are(n)} read as another valid one: the check "
        "does not notice.",
        {"wrong": n, "n": known},
        images=evidence.names(evidence.valid_but_wrong),
        severity=_mild(n, known),
    )


LABEL_RULES: Final[tuple[Rule, ...]] = (
    valid_but_wrong,
    known_text_contradicted,
    label_cuts_text,
    photo_unreadable,
)
