"""What an experiment promised, against what was measured."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from containerloc.experiment import Target


def judge(targets: Sequence[Target], numbers: pd.DataFrame) -> pd.DataFrame:
    """Each target against what was measured: met, missed or undecided.

    Met or missed only where the whole interval says so; a number without an interval (a count, a
    maximum) is taken as it is. Columns `metric`, `promise`, `value`, `ci_low`, `ci_high`, `n`,
    `verdict`.
    """
    rows = []
    for target in targets:
        measured = numbers.loc[target.metric, ["value", "ci_low", "ci_high", "n"]].to_dict()
        ends = [float(measured["ci_low"]), float(measured["ci_high"])]
        if np.isnan(ends).any():
            ends = [float(measured["value"])]
        kept = {_keeps(target, end) for end in ends}
        verdict = "undecided" if len(kept) > 1 else "met" if kept.pop() else "missed"
        if np.isnan(measured["value"]):
            verdict = "undecided"
        promise = f"{target.comparison.replace('_', ' ')} {target.bound:g}"
        rows.append({"metric": target.metric, "promise": promise, **measured, "verdict": verdict})
    columns = ["metric", "promise", "value", "ci_low", "ci_high", "n", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def _keeps(target: Target, value: float) -> bool:
    return {
        "below": value < target.bound,
        "above": value > target.bound,
        "at_least": value >= target.bound,
        "at_most": value <= target.bound,
    }[target.comparison]
