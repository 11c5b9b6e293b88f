"""What an experiment promised, against what was measured."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.statistics.intervals import images_needed
from containerloc.experiment.targets import Target
from containerloc.metric import metric_of

_MEASURED: Final = ("value", "ci_low", "ci_high", "n")
VERDICT_COLUMNS: Final = ("metric", "promise", *_MEASURED, "verdict", "images_needed")


def target_verdicts(targets: Sequence[Target], numbers: pd.DataFrame) -> pd.DataFrame:
    """Each target against what was measured: met, missed or undecided.

    Met or missed only where the whole 95 % interval says so, never by the measured value alone;
    undecided without an interval. An interval with one end known, as `metrics.json` has it of a
    maximum, is open at the other.

    Returns
    -------
    DataFrame
        `VERDICT_COLUMNS`, one row per target. `images_needed`: how many in all would decide an
        undecided target four times out of five if the number is as measured (of what `n` counts;
        infinite where no number would).
    """
    rows = []
    for target in targets:
        value, low, high, n = map(float, numbers.loc[target.metric, list(_MEASURED)].to_numpy())
        verdict = "undecided" if np.isnan(value) else target.verdict(low, high)
        ends = (
            (low, np.inf) if np.isnan(high) else (-np.inf, high) if np.isnan(low) else (low, high)
        )
        needed = images_needed(value, ends, bound=target.bound, n=n)
        needed = needed if verdict == "undecided" else np.nan
        rows.append((target.metric, target.promise, value, low, high, n, verdict, needed))
    return pd.DataFrame(rows, columns=list(VERDICT_COLUMNS))


def target_sentence(verdict: Mapping[Any, Any]) -> str:
    """A row of `target_verdicts` in words: the number, what was promised of it, what it is."""
    metric = metric_of(str(verdict["metric"]))
    return f"{metric.words} {verdict['promise']}: it is {metric.with_interval(verdict)}"
