"""What people found who looked at the cases, as a finding beside those of the rules."""

from dataclasses import dataclass

import pandas as pd

from containerloc.analysis.review.counts import judged_by, verdict_counts, verdicts_sentence
from containerloc.analysis.review.verdicts import LABEL_WRONG
from containerloc.finding import Finding, Observation, applied, rule


@dataclass(frozen=True)
class Reviewed:
    """The last verdict on each object, as from `verdicts.with_staleness`, of `n_cases`."""

    latest: pd.DataFrame
    n_cases: int


def review_findings(reviewed: Reviewed) -> tuple[Finding, ...]:
    """The finding on what people say; none where nobody looked."""
    return applied(REVIEW_RULES, reviewed)


@rule(
    "cases-judged",
    "info",
    "warning",
    evidence={
        "cases": "cases of the run",
        "judged": "cases with a verdict that is not out of date",
        "label_wrong": "the label was to blame",
        "model_wrong": "the model was to blame",
        "ambiguous": "nobody can tell where the corners belong",
        "photo_bad": "the photo was to blame",
        "corrected": "cases with proposed corners",
        "stale": "verdicts on what has changed since",
    },
    advice="`containerloc labels export` writes the labels of the split with all corrections.",
)
def cases_judged(reviewed: Reviewed) -> Observation | None:
    """How many cases people judged, and who was to blame; a warning where labels were."""
    latest = reviewed.latest
    counts = verdict_counts(latest, n_cases=reviewed.n_cases)
    sentence = verdicts_sentence(counts, judged_by(latest))
    if not sentence:
        return None
    wrong = latest[latest["stale"].eq("") & latest["verdict"].eq(LABEL_WRONG)]
    is_wrong = len(wrong) > 0
    return Observation(
        sentence,
        counts,
        wrong["image"],
        severity="warning" if is_wrong else "info",
        advice="" if is_wrong else "Nothing to correct.",
    )


REVIEW_RULES = (cases_judged,)
