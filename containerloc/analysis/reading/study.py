"""Reads the crops of labels and predictions in two steps: with margins, then moved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from zlib import crc32

import numpy as np
import pandas as pd

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.analysis.reading.asked import MARGINS, Read, with_margins, with_moves
from containerloc.analysis.reading.evidence import ReadingEvidence
from containerloc.analysis.reading.margin import choose_margin
from containerloc.analysis.reading.texts import TextForm
from containerloc.experiment.targets import Target
from containerloc.quads import Bools

MOST_STUDIED: Final = 100  # labels whose corners are moved: more would tell little more


def study(
    errors: LabelErrors,
    read: Read,
    *,
    known: Sequence[str],
    form: TextForm,
    margin_in_use: float,
    groups: "pd.Series[Any]",
    targets: tuple[Target, ...] = (),
) -> ReadingEvidence:
    """Everything that a reader makes of the labels; `read` reads.

    First the crops of labels and predictions at every margin, then those of up to 100 labels with
    their corners moved, at no margin and at the chosen one.
    """
    images = list(map(str, errors.image))
    margins = sorted({*MARGINS, margin_in_use})
    texts = dict(read(images, with_margins(errors.truth, errors.predicted, margins)))
    evidence = ReadingEvidence(
        errors, known, form, margin_in_use, texts, np.zeros(len(errors), bool), groups, targets
    )
    studied = _studied(evidence)
    names = [f"{image} {line}" for image, line in zip(images, errors.line.tolist(), strict=True)]
    corners = np.where(studied[:, None, None], errors.truth, np.nan)
    moved = with_moves(corners, names, margin=choose_margin(evidence).margin)
    return replace(evidence, texts=texts | dict(read(images, moved)), studied=studied)


def _studied(evidence: ReadingEvidence) -> Bools:
    """Which labels are moved: of those read at any margin up to 100, the same in every run."""
    readable = np.flatnonzero(evidence.margins_read)
    label = zip(evidence.errors.image, evidence.errors.line.tolist(), strict=True)
    order = np.array([crc32(f"{image} {line}".encode()) for image, line in label], np.int64)
    chosen = readable[np.argsort(order[readable], kind="stable")][:MOST_STUDIED]
    return np.isin(np.arange(len(evidence.errors)), chosen)
