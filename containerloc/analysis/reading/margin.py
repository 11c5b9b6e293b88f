"""The margin to add before reading, chosen on one half of the images and judged on the other."""

from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
import pandas as pd
from scipy import stats

from containerloc.analysis.reading.evidence import ReadingEvidence
from containerloc.analysis.statistics.intervals import wilson_interval
from containerloc.quads import Bools, Floats

MARGIN_LEVEL: Final = 0.025  # of the test whether a margin helps


@dataclass(frozen=True)
class MarginChoice:
    """A margin, text heights, and what it brings where it was not chosen.

    Of `n` labels, each half at the margin chosen on the other half of the images: how many are
    read more (`won`) and how many no longer (`lost`); `p` of the exact sign test over groups of
    images.
    """

    margin: float
    won: int
    lost: int
    p: float
    n: int

    @property
    def more(self) -> int:
        """How many more labels are read."""
        return self.won - self.lost

    @property
    def is_better(self) -> bool:
        """Whether more labels are read beyond chance."""
        return self.more > 0 and self.p < MARGIN_LEVEL


def reads_by_margin(evidence: ReadingEvidence) -> Floats:
    """Whether each predicted crop is read at each of `evidence.margins`, `(n, margins)`."""
    return np.array([evidence.by_prediction(margin) for margin in evidence.margins], float).T


def margin_curve(evidence: ReadingEvidence) -> pd.DataFrame:
    """The share of labels read by predictions, and by labels, at each margin, with intervals.

    Columns `margin`, `by`, `read`, `rate`, `ci_low`, `ci_high` (95 %, Wilson), `n`.
    """
    rows = []
    for by, is_read in (("label", evidence.by_label), ("prediction", evidence.by_prediction)):
        for margin in evidence.margins:
            read = is_read(margin)
            n, count = len(read), int(read.sum())
            rate = count / n if n else np.nan
            rows.append((margin, by, count, rate, *wilson_interval(count, n), n))
    columns = ["margin", "by", "read", "rate", "ci_low", "ci_high", "n"]
    return pd.DataFrame(rows, columns=columns)


def choose_margin(evidence: ReadingEvidence) -> MarginChoice:
    """The margin at which most predicted crops are read, and its honest gain.

    The counts of neighbouring margins are averaged first, so that one lucky crop chooses nothing;
    of equal margins the smallest counts.
    """
    margins, reads = np.array(evidence.margins), reads_by_margin(evidence)
    in_use = int(np.argmin(np.abs(margins - evidence.margin_in_use)))
    half = halves(evidence)
    chosen = np.where(half, _best(reads[~half]), _best(reads[half]))
    with_margin = reads[np.arange(len(reads)), chosen]
    difference = with_margin - reads[:, in_use]
    by_group = pd.Series(difference).groupby(evidence.group.to_numpy()).sum()
    up, down = int((by_group > 0).sum()), int((by_group < 0).sum())
    p = float(stats.binomtest(up, up + down).pvalue) if up + down else 1.0
    won, lost = int((difference > 0).sum()), int((difference < 0).sum())
    return MarginChoice(float(margins[_best(reads)]), won, lost, p, len(reads))


def halves(evidence: ReadingEvidence) -> Bools:
    """Whether each label is in the second half: by its group of images, the same in every run."""
    return np.array([crc32(str(group).encode()) % 2 == 1 for group in evidence.group], bool)


def _best(reads: Floats) -> int:
    if not len(reads):
        return 0
    counts = reads.sum(axis=0)
    around = np.concatenate([counts[:1], counts, counts[-1:]])
    smooth = (around[:-2] + 2 * counts + around[2:]) / 4
    return int(np.argmax(smooth))
