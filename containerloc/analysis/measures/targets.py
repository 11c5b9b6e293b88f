"""What an experiment promised, against what was measured."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from containerloc.analysis.statistics.intervals import Interval, images_needed
from containerloc.experiment.targets import Target

_COLUMNS = ("metric", "promise", "value", "ci_low", "ci_high", "n", "verdict", "images_needed")


def judge(targets: Sequence[Target], numbers: pd.DataFrame) -> pd.DataFrame:
    """Each target against what was measured: met, missed or undecided.

    Met or missed only where the whole 95 % interval says so, never by the measured value alone;
    undecided without an interval. An interval with one end known, as `metrics.json` has it of a
    maximum, is open at the other. Columns `metric`, `promise`, `value`, `ci_low`, `ci_high`, `n`,
    `verdict` and `images_needed`: how many in all would decide an undecided target four times out
    of five, were the number as measured (of what `n` counts; infinite where no number would).
    """
    rows = []
    for target in targets:
        measured = numbers.loc[target.metric, ["value", "ci_low", "ci_high", "n"]].to_dict()
        low, high = _interval(float(measured["ci_low"]), float(measured["ci_high"]))
        verdict = "undecided" if np.isnan(measured["value"]) else target.verdict(low, high)
        needed = images_needed(
            float(measured["value"]), (low, high), bound=target.bound, n=float(measured["n"])
        )
        promise = f"{target.comparison.replace('_', ' ')} {target.bound:g}"
        rows.append(
            {
                "metric": target.metric,
                "promise": promise,
                **measured,
                "verdict": verdict,
                "images_needed": needed if verdict == "undecided" else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _interval(low: float, high: float) -> Interval:
    if np.isnan(low) and np.isnan(high):
        return low, high
    return (-np.inf if np.isnan(low) else low), (np.inf if np.isnan(high) else high)
