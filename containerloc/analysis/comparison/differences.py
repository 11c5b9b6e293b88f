"""Two or more experiments on the same labels: which is better in what, and how sure that is.

Everything is paired. A conditional number, such as MDE, is compared over the labels that both of a
pair detect, and over no others: an experiment that misses the hard IDs has a lower MDE of its own.
What it misses shows in the detection rate and the unconditional scores, which cover all labels.
"""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.numbers import (
    AT_ANY_THRESHOLD,
    DEFAULT_MARGINS,
    HEADLINE,
    NUMBERS,
    OF_CORNERS,
    READ,
    Margins,
)
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.statistics.grouped import RESAMPLES
from containerloc.analysis.statistics.intervals import images_needed
from containerloc.analysis.statistics.paired import PairedDifference, holm, no_worse, verdict
from containerloc.metric import METRICS

Runs = Mapping[str, Evidence]
DIFFERENCES: Final = (
    "experiment",
    "metric",
    "value",
    "reference",
    "difference",
    "ci_low",
    "ci_high",
    "p",
    "p_holm",
    "verdict",
    "no_worse",
    "margin",
    "higher_is_better",
    "n",
    "of",
    "images_needed",
)
_RESAMPLES_PER_TEST: Final = 40  # so that Holm can reject: the least p of n tests is 1 / (40 n)


def differences(
    runs: Runs, *, margins: Margins = DEFAULT_MARGINS, metrics: Sequence[str] = HEADLINE
) -> pd.DataFrame:
    """Each experiment against the reference, which is the first of `runs`, in every number.

    Parameters
    ----------
    runs
        Evidence by the experiment's name, all on the same labels in the same order.
    margins
        Which differences are too small to matter.

    Returns
    -------
    DataFrame
        One row per number of an experiment, columns `DIFFERENCES`: `value` and `reference`, both
        over what both have; `difference` of them, `ci_low`, `ci_high` (95 %), `p`, `p_holm` (over
        all rows: the chance of any false `better` or `worse` in the whole table is 5 %); the
        `verdict` on the experiment (`better`, `worse`, `equivalent`, `no difference shown`);
        whether it is `no_worse` than the reference by the margin; `n` and `of` (labels, those
        detected by both, or images); `images_needed` to show a difference as large as this one.
        NaN where there is nothing to compare.
    """
    (_, reference), *others = runs.items()
    is_read = all(np.isfinite(run.is_read).any() for run in runs.values())
    compared = [metric for metric in metrics if metric != READ or is_read]
    keys = [(name, metric) for name, _ in others for metric in compared]
    resamples = resamples_for(len(keys))
    pairs = [NUMBERS[key].paired(runs[name], reference, resamples) for name, key in keys]
    rows = [
        {
            "experiment": name,
            "metric": metric,
            "value": NUMBERS[metric].over_shared(runs[name], reference),
            "reference": NUMBERS[metric].over_shared(reference, runs[name]),
            "of": METRICS[metric].of,
        }
        for name, metric in keys
    ]
    judged_pairs = judged(
        pairs,
        margins=[getattr(margins, NUMBERS[metric].margin) for _, metric in keys],
        higher_is_better=[METRICS[metric].better == "higher" for _, metric in keys],
    )
    return pd.concat([pd.DataFrame(rows), judged_pairs], axis=1).reindex(columns=DIFFERENCES)


def resamples_for(tests: int) -> int:
    """How many bootstrap resamples so many tests need, so that Holm over all of them can reject."""
    return max(RESAMPLES, _RESAMPLES_PER_TEST * tests)


def judged(
    pairs: Sequence[PairedDifference],
    *,
    margins: Sequence[float],
    higher_is_better: Sequence[bool] = (),
) -> pd.DataFrame:
    """The verdict on each pair, one row each, with Holm over all; lower is better by default."""
    adjusted = holm([pair.p for pair in pairs]).tolist()
    return pd.DataFrame(
        {
            "difference": pair.difference,
            "ci_low": pair.interval[0],
            "ci_high": pair.interval[1],
            "p": pair.p,
            "p_holm": p,
            "verdict": verdict(pair, margin=margin, higher_is_better=higher, p=p),
            "no_worse": no_worse(pair, margin=margin, higher_is_better=higher),
            "margin": margin,
            "higher_is_better": higher,
            "n": pair.n,
            "images_needed": images_needed(pair.difference, pair.interval, bound=0, n=pair.n)
            if np.isfinite(pair.interval).all()
            else np.nan,
        }
        for pair, p, margin, higher in zip(
            pairs, adjusted, margins, higher_is_better or repeat(False, len(pairs)), strict=True
        )
    )


def corner_differences(runs: Runs, *, margins: Margins = DEFAULT_MARGINS) -> pd.DataFrame:
    """Each corner's mean error against the reference's, with Holm over the corners."""
    return differences(runs, margins=margins, metrics=OF_CORNERS)


def at_common(
    runs: Runs, confidences: Sequence[float], *, margins: Margins = DEFAULT_MARGINS
) -> pd.DataFrame:
    """The numbers that depend most on the threshold, at each of several common ones.

    As `differences`, with the column `confidence` first. Holm runs over each threshold by itself,
    because each asks the same question again.
    """
    tables = [
        differences(
            {name: run.at(each) for name, run in runs.items()},
            margins=margins,
            metrics=AT_ANY_THRESHOLD,
        ).assign(confidence=each)
        for each in confidences
    ] or [pd.DataFrame()]
    return pd.concat(tables, ignore_index=True).reindex(columns=["confidence", *DIFFERENCES])
