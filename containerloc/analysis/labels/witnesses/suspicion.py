"""One reason to look at a label, and what is left of the models' when others were heard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from containerloc.analysis.labels.witnesses.witness import CERTAIN, Witness
from containerloc.quads import Floats

_ONE_MODEL: Final = 0.8  # the most that one model's disagreement alone counts

Key = tuple[str, int]  # image and line


@dataclass(frozen=True)
class Suspicion:
    """One reason to look at a label, up to 1 for a certain one; the corner, where it is one.

    `by_models`: the models see the object, but not as it is labelled. `unlabelled`: its class and
    corners, where nobody labelled it.
    """

    key: Key
    score: float
    reason: str
    corner: str = ""
    distance_px: float = np.nan
    by_models: bool = False
    unlabelled: "tuple[str, Floats] | None" = None


def weighed(
    suspicions: Sequence[Suspicion], keys: Sequence[Key], witness: Witness, *, n_models: int
) -> list[Suspicion]:
    """What the models dispute, after others were heard, and what these say themselves."""
    places = {key: place for place, key in enumerate(keys)}
    kept = [Suspicion(keys[row], score, words) for row, score, words in witness.reasons]
    for one in suspicions:
        place = places.get(one.key) if one.by_models else None
        if place is not None and witness.confirmed[place]:
            continue
        score = min(one.score, _ONE_MODEL) if n_models == 1 else one.score
        if place is not None and witness.refuted[place]:
            score = max(score, CERTAIN)
        kept.append(replace(one, score=score))
    return kept
