"""How sure the plateau of thresholds is: its ends over resampled photos."""

from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.matching import spans
from containerloc.analysis.sweep import plateau, widest_best
from containerloc.analysis.uncertainty import TAILS, UNKNOWN, Interval
from containerloc.quads import Floats

RESAMPLES: Final = 500


def threshold_numbers(
    predictions: pd.DataFrame, labels: pd.DataFrame, *, in_use: float,
    groups: "pd.Series[Any] | None" = None,
) -> pd.DataFrame:  # fmt: skip
    """The threshold in use and the ends of the plateau, each with its interval.

    Index `threshold_in_use`, `plateau_low`, `plateau_high`; columns `value`, `ci_low`, `ci_high`
    and `n` labels. A setting is known exactly: its interval is itself.
    """
    values = [in_use, *plateau(predictions, labels)]
    ends = [(in_use, in_use), *plateau_intervals(predictions, labels, groups=groups)]
    return pd.DataFrame(
        [(value, *interval, len(labels)) for value, interval in zip(values, ends, strict=True)],
        index=["threshold_in_use", "plateau_low", "plateau_high"],
        columns=["value", "ci_low", "ci_high", "n"],
    )


def plateau_intervals(
    predictions: pd.DataFrame, labels: pd.DataFrame, *,
    groups: "pd.Series[Any] | None" = None, seed: int = 0,
) -> tuple[Interval, Interval]:  # fmt: skip
    """95 % intervals of the lower and of the upper end of the plateau.

    Percentiles over resampled images, or groups of them (`groups`: index the image, value its
    group). An end jumps from one confidence to another, which no correction such as BCa's is made
    for. NaN with fewer than two images or groups, or without labels or predictions.
    """
    images = pd.concat([predictions["image"], labels["image"]]).astype(object)
    of_row = images if groups is None else images.map(groups).fillna(images)
    places, names = pd.factorize(of_row)
    if len(names) < 2 or predictions.empty or labels.empty:
        return UNKNOWN, UNKNOWN
    of_prediction, of_label = np.split(places, [len(predictions)])
    confidence = predictions["confidence"].to_numpy(np.float64)
    matched = spans(predictions, labels)
    of_match = of_label[matched["label_row"]]
    highs = np.unique(confidence)
    lows = np.concatenate([[0.0], highs[:-1]])
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        drawn = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        detected = _at_or_above(matched["up_to"], drawn[of_match], highs)
        detected -= _at_or_above(matched["above"], drawn[of_match], highs)
        kept = _at_or_above(confidence, drawn[of_prediction], highs)
        found.append(widest_best(kept - 2 * detected, lows, highs))
    low, high = np.quantile(np.array(found), TAILS, axis=0).T.tolist()
    return (low[0], low[1]), (high[0], high[1])


def _at_or_above(values: "pd.Series[float] | Floats", times: Floats, highs: Floats) -> Floats:
    """How many of the values, each so many times, reach each of the ascending thresholds."""
    # A value counts at all thresholds up to it; -inf, of a span without a lower end, at none.
    reached = np.searchsorted(highs, np.asarray(values), side="right")
    added = np.bincount(reached, weights=times, minlength=len(highs) + 1)
    counted: Floats = added[::-1].cumsum()[::-1][1:]
    return counted
