"""The rules on what was promised, and on the metric by which trainings choose their weights."""

from functools import partial
from typing import Any

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures import oks
from containerloc.analysis.statistics.targets import target_sentence
from containerloc.experiment.gate import APART
from containerloc.finding import Observation, Rule, rule
from containerloc.quads import bounds
from containerloc.wording import counted, is_or_are


def _judged(evidence: Evidence, *, verdict: str, words: str) -> Observation | None:
    verdicts = evidence.verdicts
    rows: list[Any] = verdicts[verdicts["verdict"] == verdict].to_dict("records")
    if not rows:
        return None
    are, sentences = is_or_are(len(rows)), "; ".join(map(target_sentence, rows))
    if verdict == "undecided" and not np.isfinite([row["images_needed"] for row in rows]).any():
        words = "undecided, and more images would not decide " + (
            "it" if len(rows) == 1 else "them"
        )
    return Observation(
        f"{counted(len(rows), 'target')} {are} {words}: {sentences}.",
        {row["metric"]: row["value"] for row in rows},
    )


def _rule_of(verdict: str, severity: str, words: str, meaning: str) -> Rule:
    find = partial(_judged, verdict=verdict, words=words)
    values = {"<metric>": "the measured value"}
    return Rule(f"targets-{verdict}", (severity,), find, meaning, values)


@rule(
    "map-saturated",
    "info",
    evidence={
        "map50_95": "the mAP50-95 reached, by Ultralytics' definition",
        "median_oks": "the OKS of the typical object",
        "sigma": "the sigma in use",
        "telling_sigma": "the sigma with which the typical one would pass half of the thresholds",
        "n": "well located objects",
    },
    advice="Compare models by mean distance error (MDE); to choose the best epoch, train with "
    "`kpt_oks_sigmas` of about {telling_sigma:.2g} if your trainer supports it.",
)
def map_saturated(evidence: Evidence) -> Observation | None:
    """OKS is so lenient that mAP cannot tell this model from one with corners twice as good."""
    located, default = evidence.well_located, oks.ULTRALYTICS
    area = default.areas(bounds(located.truth))
    similar = oks.oks(located.predicted, located.truth, area, sigma=default.sigma)
    sigma = oks.discriminating_sigma(located.predicted, located.truth, area)
    # NaN where there is no ID, or where all corners are perfect: no sigma would tell them apart.
    if np.isnan(sigma) or np.median(similar) < oks.OKS_THRESHOLDS[-1]:
        return None
    apart = evidence.settings.gate.classes == APART
    precision = oks.average_precision(evidence.predictions, evidence.labels, apart=apart)
    reached = precision["map50_95"]
    typical = float(np.median(similar))
    return Observation(
        f"mAP50-95 ({reached:.3f}) cannot rank models here: with the default sigma "
        f"{default.sigma:g} the typical {evidence.noun.one}, {np.median(located.error_px):.1f} px "
        f"off, has an OKS of {typical:.3f} and passes every threshold. With sigma {sigma:.2g} it "
        f"would pass half of them. {default}.",
        {
            "map50_95": reached,
            "median_oks": typical,
            "sigma": default.sigma,
            "telling_sigma": sigma,
            "n": len(located),
        },
    )


TARGET_RULES = (
    _rule_of(
        "missed",
        "warning",
        "missed",
        "Targets are missed: the whole interval of the number lies on the wrong side.",
    ),
    _rule_of(
        "undecided",
        "info",
        "undecided on so few images",
        "Targets lie within the interval of their number: more images would decide them, unless "
        "the number lies on the bound itself, or has no interval.",
    ),
    map_saturated,
)
