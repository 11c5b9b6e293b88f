"""Two or more experiments on the same labels: who is better in what, and how sure that is.

Everything is paired. A conditional number, such as MDE, is compared over the labels that both of a
pair found, and on no others: an experiment that misses the hard IDs has a lower MDE of its own.
What it missed shows in the detection rate and the unconditional scores, which run over all labels.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from containerloc.analysis.comparison.numbers import CORNER, HEADLINE, Margins, Number
from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.statistics.grouped import RESAMPLES
from containerloc.analysis.statistics.intervals import images_needed
from containerloc.analysis.statistics.paired import PairedDifference, holm, no_worse, verdict

Runs = Mapping[str, Evidence]
COMMON: Final = (
    "detection_rate",
    "false_positives_per_image",
    "mde_px",
    "iou_mean_unconditional",
    "pck_05_unconditional",
)
_RESAMPLES_A_TEST: Final = 40  # so that Holm can reject: the least p of n tests is 1 / (40 n)


def differences(
    runs: Runs,
    *,
    margins: Margins = Margins(),  # noqa: B008 - frozen
    numbers: Mapping[str, Number] = HEADLINE,
) -> pd.DataFrame:
    """Each experiment against the reference, which is the first of `runs`, in every number.

    Parameters
    ----------
    runs
        Evidence by the experiment's name, all of the same labels in the same order.
    margins
        What is too small a difference to matter.

    Returns
    -------
    DataFrame
        A number of an experiment a row. `experiment`, `metric`; `value` and `reference`, both over
        what both have; `difference` of them, `ci_low`, `ci_high` (95 %), `p`, `p_holm` (over all
        rows: one false verdict of better or worse in the whole table is as rare as 5 %),
        `verdict` on the experiment (`better`, `worse`, `equivalent`, `no difference shown`),
        `no_worse` (than the reference by the margin), `margin`, `higher_is_better`, `n` and `of`
        (labels, those detected by both, or images), `images_needed` to show a difference as large
        as this one.
    """
    (_, reference), *others = runs.items()
    tests = len(others) * len(numbers)
    resamples = max(RESAMPLES, _RESAMPLES_A_TEST * tests)
    keys = [(name, metric) for name, _ in others for metric in numbers]
    pairs = [numbers[m].paired(runs[name], reference, resamples) for name, m in keys]
    adjusted = holm([pair.p for pair in pairs]).tolist()
    rows = []
    for (name, metric), pair, p in zip(keys, pairs, adjusted, strict=True):
        number = numbers[metric]
        shared = {
            "value": number.over_shared(runs[name], reference),
            "reference": number.over_shared(reference, runs[name]),
        }
        judged = _judged(pair, number, p, getattr(margins, number.unit))
        rows.append({"experiment": name, "metric": metric, **shared, **judged})
    return pd.DataFrame(rows, columns=list(COLUMNS))


COLUMNS: Final = (
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


def corner_differences(runs: Runs, *, margins: Margins = Margins()) -> pd.DataFrame:  # noqa: B008
    """Each corner's mean error against the reference's, as `differences`; a family of its own."""
    return differences(runs, margins=margins, numbers=CORNER)


def at_threshold(runs: Runs, confidence: float) -> dict[str, Evidence]:
    """The same runs, judged at one threshold in place of each one's own."""
    return {
        name: replace(run, settings=replace(run.settings, in_use=confidence))
        for name, run in runs.items()
    }


def at_common(
    runs: Runs,
    confidences: tuple[float, ...],
    *,
    margins: Margins = Margins(),  # noqa: B008
) -> pd.DataFrame:
    """The numbers that a threshold moves, at each of several common ones.

    As `differences`, with the column `confidence` first; Holm at each threshold by itself, as
    they ask the same question again.
    """
    numbers = {name: HEADLINE[name] for name in COMMON}
    tables = [
        differences(at_threshold(runs, confidence), margins=margins, numbers=numbers).assign(
            confidence=confidence
        )
        for confidence in confidences
    ]
    whole = pd.concat(tables) if tables else pd.DataFrame(columns=[*COLUMNS, "confidence"])
    return whole[["confidence", *COLUMNS]].reset_index(drop=True)


def own_numbers(runs: Runs) -> pd.DataFrame:
    """Every number of each experiment by itself: `summary.measures` with `experiment` first.

    Conditional ones are over the labels that this experiment found: not to be compared.
    """
    tables = [run.numbers.reset_index().assign(experiment=name) for name, run in runs.items()]
    whole = pd.concat(tables, ignore_index=True)
    return whole[["experiment", *whole.columns.drop("experiment")]]


def _judged(pair: PairedDifference, number: Number, p: float, margin: float) -> dict[str, Any]:
    higher = number.higher_is_better
    return {
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
        "of": number.of,
        "images_needed": images_needed(pair.difference, pair.interval, bound=0, n=pair.n)
        if np.isfinite(pair.interval).all()
        else np.nan,
    }
