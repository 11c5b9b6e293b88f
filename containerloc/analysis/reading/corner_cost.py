"""What an error of the corners costs a reader, and how large an error may be: the tolerance."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.reading.asked import BY_LABEL, STEPS, Crops
from containerloc.analysis.reading.evidence import ReadingEvidence
from containerloc.analysis.reading.moves import RANDOM
from containerloc.analysis.statistics.grouped import GroupIntervals
from containerloc.analysis.statistics.intervals import TAILS, Interval, wilson_interval
from containerloc.quads import CORNERS, Floats

ALLOWED_LOSS: Final = 0.05  # of the reads: what an error within the tolerance may cost
MIN_LABELS: Final = 20  # with fewer, one read is more than the loss that is allowed
_RESAMPLES: Final = 2000


@dataclass(frozen=True)
class Tolerance:
    """The largest mean corner error that costs at most 5 % of the reads, heights of a text line.

    `interval` 95 %, over groups of images. NaN where too few labels were moved; the largest
    error that was tried where reads were kept at all of them.
    """

    text_heights: float
    interval: Interval
    n: int


NO_TOLERANCE: Final = Tolerance(np.nan, (np.nan, np.nan), 0)


@dataclass(frozen=True, eq=False)
class CornerCost:
    """What became of the reads when the corners of labels were moved.

    Of the labels studied, those read moved are compared to those read unmoved, at the same margin.
    A crop that is read by luck may be lost by any move, as another is won: both count, so that luck
    costs nothing.
    """

    evidence: ReadingEvidence

    @property
    def n(self) -> int:
        """How many labels were moved."""
        return int(self.evidence.studied.sum())

    def reads(self, move: str, margin: float = 0.0) -> Floats:
        """Whether each label studied is read, unmoved and then at each size, `(n, 1 + sizes)`.

        No rows where it was not asked for.
        """
        crops = [Crops(BY_LABEL, margin)]
        crops += [Crops(BY_LABEL, margin, move, size) for size in STEPS[move]]
        if not set(crops) <= set(self.evidence.texts):
            return np.empty((0, len(crops)))
        studied = self.evidence.studied
        return np.array([self.evidence.is_read(each)[studied] for each in crops], float).T

    @cached_property
    def curve(self) -> pd.DataFrame:
        """The share of labels read, by kind and size of the move (0: unmoved), with an interval.

        Columns `move`, `margin`, `text_heights`, `read`, `n`, `share`, `ci_low`, `ci_high` (95 %,
        Wilson).
        """
        moves = sorted({(c.move, c.margin) for c in self.evidence.texts if c.move}, key=_in_order)
        rows = []
        for move, margin in moves:
            reads = self.reads(move, margin)
            n, counts = len(reads), reads.sum(axis=0).astype(int).tolist()
            for size, count in zip((0.0, *STEPS[move]), counts, strict=True):
                share = count / n if n else np.nan
                rows.append((move, margin, size, count, n, share, *wilson_interval(count, n)))
        columns = ["move", "margin", "text_heights", "read", "n", "share", "ci_low", "ci_high"]
        return pd.DataFrame(rows, columns=columns)

    def tolerance(self, margin: float = 0.0) -> Tolerance:
        """How far corners may be off on average, in random directions, with a margin or without."""
        reads = self.reads(RANDOM, margin)
        if len(reads) < MIN_LABELS or not reads[:, 0].any():
            return Tolerance(np.nan, (np.nan, np.nan), len(reads))
        places, groups = pd.factorize(self._group)
        sums = np.zeros((len(groups), reads.shape[1]))
        np.add.at(sums, places, reads)
        rng = np.random.default_rng(0)
        drawn = rng.multinomial(len(groups), np.full(len(groups), 1 / len(groups)), _RESAMPLES)
        ends = [tolerated(each[1:] / each[0]) for each in drawn @ sums if each[0]]
        low, high = np.quantile(ends, TAILS, method="nearest").tolist()
        value = tolerated(reads[:, 1:].sum(axis=0) / reads[:, 0].sum())
        return Tolerance(value, (low, high), len(reads))

    @cached_property
    def of_corners(self) -> pd.DataFrame:
        """The share of labels no longer read when one corner is moved, one row each.

        Columns `corner`, `text_heights`, `lost` (and not won), `n`, `share`, `ci_low`, `ci_high`.
        """
        over, rows = GroupIntervals(self._group), []
        for corner in CORNERS:
            reads = self.reads(corner)
            for place, size in enumerate(STEPS[corner] if len(reads) else (), start=1):
                lost = reads[:, 0] - reads[:, place]
                interval = over.mean(lost, limits=(-1, 1), heavy_tail=False)
                share = float(lost.mean())
                rows.append((corner, size, int(lost.sum()), len(lost), share, *interval))
        columns = ["corner", "text_heights", "lost", "n", "share", "ci_low", "ci_high"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def _group(self) -> "pd.Series[Any]":
        return self.evidence.group[self.evidence.studied]


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
