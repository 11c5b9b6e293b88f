"""What a reader of text makes of labels and of what models see instead."""

from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.labels.witnesses.witness import Witness

# One row per label, in their order: `is_read`, by its own corners, and `predicted_read`, by the
# model's: 1 or 0, NaN where it was not asked; `read_instead`, by which others its text is read, in
# words, empty for none; `other_text`, a valid text that contradicts the known one, `known_text`.
TEXT_EVIDENCE: Final = ("is_read", "predicted_read", "read_instead", "other_text", "known_text")
_UNREAD: Final = 0.6  # worth a look: a reader fails on some right labels, too
_OTHER_TEXT: Final = 0.95


def text_witness(texts: pd.DataFrame) -> Witness:
    """What a reader says of labels, `TEXT_EVIDENCE`.

    A text that is read by the label's corners and not by the model's confirms the label; the
    reverse refutes it. A label is suspected by its text alone where others' corners give it and
    its own do not, or where a text is read that is not the known one.
    """
    own, predicted = (texts[name].to_numpy(np.float64) for name in ("is_read", "predicted_read"))
    reasons = []
    for row, each in enumerate(texts.to_dict("records")):
        if each["other_text"]:
            words = f"{each['other_text']} is read here, where {each['known_text']} is known"
            reasons.append((row, _OTHER_TEXT, words))
        elif each["read_instead"] and each["is_read"] == 0:
            words = f"its text is not read by its corners, and is by {each['read_instead']}"
            reasons.append((row, _UNREAD, words))
    contradicted = (texts["other_text"] != "").to_numpy(np.bool_)
    confirmed = (own == 1) & (predicted == 0) & ~contradicted
    return Witness(confirmed, (predicted == 1) & (own == 0), reasons)
