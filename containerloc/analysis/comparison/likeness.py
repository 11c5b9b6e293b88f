"""Do two experiments predict the same? To the last digit, or as good as the same."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.data.tables import PREDICTION_COLUMNS
from containerloc.quads import corner_distances

NEAR_HEIGHTS: Final = 0.05  # of the text's height: less is worth no word, see `rules_side`
NEAR_CONFIDENCE: Final = 0.05
NEARLY_ALL: Final = 0.95  # of the labels


@dataclass(frozen=True)
class Likeness:
    """How alike the predictions of two experiments are, judged at one threshold.

    `is_identical` where every stored prediction is the same. `n` labels are detected by both, of
    which `near` have all four corners within 5 % of the text's height of each other and confidences
    within 0.05. `farthest_px` and `confidence` are the largest differences of a corner and of a
    confidence, NaN where no label is detected by both. `only_one` counts the labels that only one
    detects, `stray` by how many false positives the images differ in all.
    """

    is_identical: bool
    n: int
    near: int
    farthest_px: float
    confidence: float
    only_one: int
    stray: int

    @property
    def is_practical(self) -> bool:
        """Whether both detect the same labels, 95 % of them near, and hardly anything else."""
        few = max(1, (1 - NEARLY_ALL) * self.n)
        is_near = self.n > 0 and self.near >= NEARLY_ALL * self.n
        return is_near and not self.only_one and self.stray <= few


def likeness(run: Evidence, reference: Evidence) -> Likeness:
    """How alike two experiments predict the same images, at the lower one of their thresholds.

    Examples
    --------
    >>> one = Likeness(False, n=74, near=73, farthest_px=1.1, confidence=0.02, only_one=0, stray=1)
    >>> one.is_practical
    True
    """
    confidence = min(run.settings.in_use, reference.settings.in_use)
    one, other = run.at(confidence), reference.at(confidence)
    both = one.errors.detected & other.errors.detected
    apart = corner_distances(one.errors.predicted[both], other.errors.predicted[both])
    surer = np.abs(one.errors.confidence - other.errors.confidence)[both]
    reach = NEAR_HEIGHTS * other.errors.text_height_px[both, None]
    near = (apart <= reach).all(axis=1) & (surer <= NEAR_CONFIDENCE)
    return Likeness(
        is_identical=_same_table(run.predictions, reference.predictions),
        n=int(both.sum()),
        near=int(near.sum()),
        farthest_px=float(np.nanmax(apart)) if np.isfinite(apart).any() else np.nan,
        confidence=float(surer.max()) if surer.size else np.nan,
        only_one=int((one.errors.detected ^ other.errors.detected).sum()),
        stray=int(np.abs(one.false_positives - other.false_positives).sum()),
    )


def _same_table(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether both hold the same predictions, whatever their order."""
    columns = list(PREDICTION_COLUMNS)
    ordered = (
        table[columns].sort_values(columns, kind="stable", ignore_index=True)
        for table in (one, other)
    )
    return next(ordered).equals(next(ordered))
