"""How many predictions each label has, and which labels a suppression took away."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.analysis.measures.matching import MISSED, Matching
from containerloc.data.tables import quads_of
from containerloc.quads import Bools, hull_iou

SAME_BOX: Final = 0.5  # IoU of hulls: what a suppression would not let pass beside another


def repeats(matched: Matching, *, confidence: float) -> NDArray[np.int64]:
    """How many further predictions at the threshold lie where the match of each label lies.

    Shape `(n labels,)`; 0 where suppression has done its work, or where a label is missed.
    """
    matches = matched.at(confidence)
    strays = matches.false_positive_rows
    label = matched.label_of_prediction[strays]
    strays, label = strays[label != MISSED], label[label != MISSED]
    match = matches.prediction_rows[label]
    strays, label, match = (each[match != MISSED] for each in (strays, label, match))
    quads = quads_of(matched.predictions)
    same = hull_iou(quads[strays], quads[match]) >= SAME_BOX
    return np.bincount(label[same], minlength=len(matched.labels)).astype(np.int64)


def lost_beside(matched: Matching, *, confidence: float) -> tuple[Bools, Bools]:
    """Of labels that share their image: those missed beside a found one, and all.

    Both `(n labels,)`.
    """
    images = matched.labels["image"]
    shared = images.duplicated(keep=False).to_numpy(bool)
    found = matched.at(confidence).prediction_rows != MISSED
    beside = images.isin(images[found]).to_numpy(bool)
    return shared & ~found & beside, shared
