"""What stored readings say for or against labels: the evidence of `labels.witnesses.texts`."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.labels.witnesses.texts import TEXT_EVIDENCE
from containerloc.analysis.reading.alignment import edits
from containerloc.analysis.reading.asked import BY_LABEL, BY_PREDICTION, Crops
from containerloc.analysis.reading.evidence import ENOUGH_MARGINS
from containerloc.analysis.reading.texts import TextForm, is_read
from containerloc.quads import Bools, Floats

_OF_ANOTHER: Final = 3  # characters in which another text differs


def other_text(known: str, texts: Sequence[str | None], form: TextForm) -> str:
    """The valid text that three or more of `texts` say instead of the known one; empty for none.

    Where a few characters misread give a valid text by luck, that is no other one.

    Examples
    --------
    >>> other_text("CSQU3054383", ["MSKU1234565"] * 3, TextForm())
    'MSKU1234565'
    """
    if not known:
        return ""
    for text in sorted({each for each in texts if each} - {known}):
        is_close = form.is_valid(known) and edits(text, known) < _OF_ANOTHER
        if texts.count(text) >= ENOUGH_MARGINS and form.is_valid(text) and not is_close:
            return text
    return ""


def text_evidence(
    texts: Mapping[Crops, Sequence[str | None]], *, known: Sequence[str], form: TextForm
) -> pd.DataFrame:
    """What the texts of each label's crops say of it, `TEXT_EVIDENCE`, `(n,)`.

    Parameters
    ----------
    texts
        `(n,)` of each kind of crops: what was read, empty for nothing, None where it is not known.
        Label and prediction are compared without a margin: with one, a label that cuts its text
        is read, too. Others' corners count where they are read three times, so that it is no luck.
    known
        The text of each label, empty where it is not known; there any valid one is right.
    """
    none = np.full(len(known), np.nan)
    right = {crops: _right(each, known, form) for crops, each in texts.items()}
    of_label = [crops for crops in texts if crops.by == BY_LABEL]
    wider = _often([right[crops] for crops in of_label if crops.margin > 0 and not crops.move])
    moved = _often([right[crops] for crops in of_label if crops.move])
    predicted = right.get(Crops(BY_PREDICTION), none)
    unmoved = [texts[crops] for crops in of_label if not crops.move]
    others = zip(known, zip(*unmoved, strict=True), strict=True) if unmoved else []
    words = ["the model's corners", "wider corners", "corners moved a little"]
    columns = {
        "is_read": right.get(Crops(BY_LABEL), none),
        "predicted_read": predicted,
        "read_instead": np.select([predicted == 1, wider, moved], words, ""),
        "other_text": [other_text(text, read, form) for text, read in others] or [""] * len(known),
        "known_text": list(known),
    }
    return pd.DataFrame(columns)[[*TEXT_EVIDENCE]]


def _right(texts: Sequence[str | None], known: Sequence[str], form: TextForm) -> Floats:
    """1 where a text is read right, 0 where it is not, NaN where nothing was asked. `(n,)`"""
    pairs = zip(texts, known, strict=True)
    return np.array(
        [np.nan if text is None else is_read(text, right, form) for text, right in pairs],
        np.float64,
    )


def _often(reads: Sequence[Floats]) -> Bools | bool:
    return np.asarray(np.sum(np.array(reads) == 1, axis=0) >= ENOUGH_MARGINS) if reads else False
