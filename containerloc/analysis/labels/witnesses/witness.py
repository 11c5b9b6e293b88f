"""Which labels somebody or something other than a model confirms, and which it refutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from containerloc.quads import Bools, Floats

CERTAIN = 0.95  # score of a label that two independent sources call wrong


@dataclass(frozen=True)
class Witness:
    """What one source says of n labels that models dispute.

    `confirmed` and `refuted`, bool `(n,)`: the label is right, or what the models see instead.
    `reasons` are its own: a label's row, a score as of `suspects`, and the words.
    """

    confirmed: Bools
    refuted: Bools
    reasons: Sequence[tuple[int, float, str]] = field(default=())


def heard(witnesses: Sequence[Witness], n: int) -> Witness:
    """All of them as one; where they contradict each other, nothing is confirmed or refuted."""
    confirmed, refuted = np.zeros((2, n), np.bool_)
    for each in witnesses:
        confirmed, refuted = confirmed | each.confirmed, refuted | each.refuted
    reasons = [reason for each in witnesses for reason in each.reasons]
    return Witness(np.asarray(confirmed & ~refuted), np.asarray(refuted & ~confirmed), reasons)


def worst_corners(labels: Floats, seen: Floats) -> NDArray[np.int64]:
    """The index of each label's corner that is the farthest from where models see it, `(n,)`."""
    away = np.linalg.norm(seen - labels, axis=2)
    return np.asarray(np.nan_to_num(away, nan=-1.0).argmax(axis=1), np.int64)
