"""The numbers of reading, with their intervals: `metric.READING_METRICS`."""

import numpy as np
import pandas as pd

from containerloc.analysis.measures.headline import NUMBER_COLUMNS
from containerloc.analysis.reading.alignment import character_error_rate
from containerloc.analysis.reading.asked import BY_PREDICTION, Crops
from containerloc.analysis.reading.corner_cost import NO_TOLERANCE, Tolerance
from containerloc.analysis.reading.evidence import (
    LOST_BY_CROP,
    LOST_BY_MODEL,
    LOST_BY_PHOTO,
    ReadingEvidence,
)
from containerloc.analysis.reading.margin import MarginChoice
from containerloc.analysis.statistics.grouped import GroupIntervals
from containerloc.metric import METRICS
from containerloc.quads import Bools, Floats

_Row = tuple[float, float, float, float]  # NUMBER_COLUMNS


def reading_numbers(
    evidence: ReadingEvidence, choice: MarginChoice, tolerance: Tolerance, with_margin: Tolerance
) -> pd.DataFrame:
    """Every number of reading, index its key, columns `NUMBER_COLUMNS` and `of`.

    Rates count missed labels as not read; their intervals are Wilson's over groups of images. NaN
    where there is nothing to measure: no text is known, too few labels were moved, or no margin is
    the best, so that the tolerance with it would be the one without.
    """
    over = GroupIntervals(evidence.group)
    outcome, margin = evidence.outcome, choice.margin
    rows = {
        "read_rate": _rate(over, evidence.by_prediction()),
        "read_rate_labels": _rate(over, evidence.by_label()),
        "read_rate_with_margin": _rate(over, evidence.by_prediction(margin)),
        "read_rate_labels_with_margin": _rate(over, evidence.by_label(margin)),
        "read_lost_by_model": _count(over, outcome == LOST_BY_MODEL),
        "read_lost_by_crop": _count(over, outcome == LOST_BY_CROP),
        "read_lost_by_photo": _count(over, outcome == LOST_BY_PHOTO),
        "reading_margin": (margin, margin, margin, len(evidence.errors)),
        **_against_known(evidence, over),
        **_tolerances(evidence, tolerance, with_margin if margin else NO_TOLERANCE),
        "within_tolerance_rate": _rate(over, _within(evidence, tolerance)),
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(NUMBER_COLUMNS))
    return table.assign(of=[METRICS[key].of for key in rows]).rename_axis("metric")


def _against_known(evidence: ReadingEvidence, over: GroupIntervals) -> dict[str, _Row]:
    known = evidence.has_known
    wrong = np.where(known, evidence.valid_but_wrong, np.nan)
    texts = evidence.texts[Crops(BY_PREDICTION, evidence.margin_in_use)]
    rate = character_error_rate(zip(texts, evidence.known, strict=True))
    return {
        "read_valid_but_wrong": _count(over, wrong),
        "character_error_rate": (rate, np.nan, np.nan, int(known.sum())),
    }


def _tolerances(
    evidence: ReadingEvidence, tolerance: Tolerance, with_margin: Tolerance
) -> dict[str, _Row]:
    heights = evidence.line_height_px
    px = float(np.nanmedian(heights)) if np.isfinite(heights).any() else np.nan
    value, (low, high), n = tolerance.text_heights, tolerance.interval, tolerance.n
    return {
        "reading_tolerance": (value, low, high, n),
        "reading_tolerance_px": (value * px, low * px, high * px, n),
        "reading_tolerance_with_margin": (
            with_margin.text_heights,
            *with_margin.interval,
            with_margin.n,
        ),
    }


def _within(evidence: ReadingEvidence, tolerance: Tolerance) -> Floats:
    """Whether each label's corners are off by no more than is tolerated; a miss is not. `(n,)`"""
    if np.isnan(tolerance.text_heights):
        return np.full(len(evidence.errors), np.nan)
    off = evidence.errors.relative_error
    return np.where(np.isnan(off), 0.0, off <= tolerance.text_heights)


def _rate(over: GroupIntervals, hits: Bools | Floats) -> _Row:
    values = np.asarray(hits, np.float64)
    n = int(np.isfinite(values).sum())
    return (float(np.nanmean(values)) if n else np.nan, *over.rate(values), n)


def _count(over: GroupIntervals, hits: Bools | Floats) -> _Row:
    value, low, high, n = _rate(over, hits)
    return (value * n if n else np.nan, low * n, high * n, n)
