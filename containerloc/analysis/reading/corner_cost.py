"""What an error of the corners costs a reader, and how large an error may be: the tolerance."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.reading.asked import BY_LABEL, STEPS, Crops
from containerloc.analysis.reading.evidence import ReadingEvidence
from containerloc.analysis.reading.moves import RANDOM
from containerloc.analysis.statistics.intervals import TAILS, Interval, wilson_interval
from containerloc.quads import CORNERS, Floats

ALLOWED_LOSS: Final = 0.05  # of the reads: what an error within the tolerance may cost
MIN_LABELS: Final = 20  # with fewer, one read is more than the loss that is allowed
_RESAMPLES: Final = 2000


@dataclass(frozen=True)
class Tolerance:
    """The largest mean corner error at which 95 % of the reads are kept, heights of a text line.

    `interval` 95 %, over groups of images. NaN where too few labels were moved; the largest
    error that was tried where reads were kept at all of them.
    """

    text_heights: float
    interval: Interval
    n: int


@dataclass(frozen=True, eq=False)
class CornerCost:
    """What became of the reads when the corners of labels were moved.

    Only labels count that are read unmoved, at the same margin: what cannot be read anyway says
    nothing of corners.
    """

    evidence: ReadingEvidence

    def kept(self, move: str, margin: float = 0.0) -> Floats:
        """Whether each label that was read unmoved still is, at each size, `(n, sizes)`."""
        crops = [Crops(BY_LABEL, margin, move, size) for size in STEPS[move]]
        if not set(crops) <= set(self.evidence.texts):
            return np.empty((0, len(crops)))
        which = self.evidence.studied & self.evidence.by_label(margin)
        return np.array([self.evidence.is_read(each)[which] for each in crops], float).T

    @cached_property
    def curve(self) -> pd.DataFrame:
        """The share of reads that is kept, by kind and size of the move, with Wilson's interval.

        Columns `move`, `margin`, `text_heights`, `kept`, `n`, `share`, `ci_low`, `ci_high`.
        """
        moves = sorted({(c.move, c.margin) for c in self.evidence.texts if c.move}, key=_in_order)
        rows = []
        for move, margin in moves:
            kept = self.kept(move, margin)
            n = len(kept)
            for size, count in zip(STEPS[move], kept.sum(axis=0).astype(int).tolist(), strict=True):
                share = count / n if n else np.nan
                rows.append((move, margin, size, count, n, share, *wilson_interval(count, n)))
        columns = ["move", "margin", "text_heights", "kept", "n", "share", "ci_low", "ci_high"]
        return pd.DataFrame(rows, columns=columns)

    def tolerance(self, margin: float = 0.0) -> Tolerance:
        """How far corners may be off on average, in random directions, with a margin or without."""
        kept = self.kept(RANDOM, margin)
        n = len(kept)
        if n < MIN_LABELS:
            return Tolerance(np.nan, (np.nan, np.nan), n)
        which = self.evidence.studied & self.evidence.by_label(margin)
        places, groups = pd.factorize(self.evidence.group[which])
        sums = np.zeros((len(groups), kept.shape[1] + 1))
        np.add.at(sums, places, np.column_stack([kept, np.ones(n)]))
        rng = np.random.default_rng(0)
        drawn = rng.multinomial(len(groups), np.full(len(groups), 1 / len(groups)), _RESAMPLES)
        ends = [tolerated(each[:-1] / each[-1]) for each in drawn @ sums]
        low, high = np.quantile(ends, TAILS, method="nearest").tolist()
        return Tolerance(tolerated(kept.mean(axis=0)), (low, high), n)

    @cached_property
    def of_corners(self) -> pd.DataFrame:
        """The share of reads lost when one corner is moved by the largest size, one row each.

        Columns `corner`, `text_heights`, `lost`, `n`, `share`, `ci_low`, `ci_high`.
        """
        rows = []
        for corner in CORNERS:
            kept = self.kept(corner)
            n = len(kept)
            for place, size in enumerate(STEPS[corner]):
                lost = n - int(kept[:, place].sum())
                rows.append(
                    (corner, size, lost, n, lost / n if n else np.nan, *wilson_interval(lost, n))
                )
        columns = ["corner", "text_heights", "lost", "n", "share", "ci_low", "ci_high"]
        return pd.DataFrame(rows, columns=columns)


def tolerated(shares: Floats, sizes: tuple[float, ...] = STEPS[RANDOM]) -> float:
    """The error at which the share of reads kept falls below 95 %, between the sizes tried.

    A share that rises again with a larger error rose by chance: it counts as no more than before.

    Examples
    --------
    >>> round(tolerated(np.array([1.0, 0.9]), (0.1, 0.2)), 3)
    0.15
    >>> tolerated(np.array([1.0, 1.0]), (0.1, 0.2))  # no larger error was tried
    0.2
    """
    falling = np.minimum.accumulate(np.concatenate([[1.0], shares]))
    least = 1 - ALLOWED_LOSS
    if falling[-1] >= least:
        return sizes[-1]
    after = int(np.argmax(falling < least))
    steps = np.array([0.0, *sizes])
    part = (falling[after - 1] - least) / (falling[after - 1] - falling[after])
    return float(steps[after - 1] + part * (steps[after] - steps[after - 1]))


def _in_order(move: tuple[str, float]) -> tuple[int, float]:
    return list(STEPS).index(move[0]), move[1]
