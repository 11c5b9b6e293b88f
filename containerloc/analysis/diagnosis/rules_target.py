"""The rules on what was promised, and on the metric by which trainings choose their weights."""

from typing import Any

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures import oks
from containerloc.analysis.measures.targets import target_sentence
from containerloc.finding import Observation, rule
from containerloc.quads import bounds
from containerloc.wording import counted

_VALUES = {"<metric>": "the measured value"}


def _judged(evidence: Evidence, verdict: str, words: str) -> Observation | None:
    verdicts = evidence.verdicts
    rows: list[Any] = verdicts[verdicts["verdict"] == verdict].to_dict("records")
    if not rows:
        return None
    sentences = "; ".join(target_sentence(row) for row in rows)
    return Observation(
        f"{len(rows)} of {counted(len(verdicts), 'target')} {words}: {sentences}.",
        {row["metric"]: row["value"] for row in rows},
    )


@rule("targets-missed", "warning", evidence=_VALUES)
def targets_missed(evidence: Evidence) -> Observation | None:
    """Targets are missed beyond doubt: the whole interval of the number lies on the wrong side."""
    return _judged(evidence, "missed", "missed")


@rule("targets-undecided", "info", evidence=_VALUES)
def targets_undecided(evidence: Evidence) -> Observation | None:
    """Targets lie within the interval of their number: more images would decide them."""
    return _judged(evidence, "undecided", "undecided on so few images")


@rule(
    "map-saturated",
    "info",
    evidence={
        "map50_95": "the mAP50-95 reached, by Ultralytics' definition",
        "median_oks": "the OKS of the typical ID",
        "sigma": "the sigma in use",
        "telling_sigma": "the sigma with which the typical ID would pass half of the thresholds",
        "n": "well located IDs",
    },
    advice="Compare models by MDE; to choose the best epoch train with `kpt_oks_sigmas` of about "
    "{telling_sigma:.2g} where the trainer takes them.",
)
def map_saturated(evidence: Evidence) -> Observation | None:
    """OKS is so lenient that mAP cannot tell this model from one with corners twice as good."""
    located, default = evidence.well_located, oks.ULTRALYTICS
    area = default.areas(bounds(located.truth))
    similar = oks.oks(located.predicted, located.truth, area, sigma=default.sigma)
    if not len(similar) or np.median(similar) < oks.OKS_THRESHOLDS[-1]:
        return None
    sigma = oks.discriminating_sigma(located.predicted, located.truth, area)
    if np.isnan(sigma):
        return None  # perfect corners: no sigma would tell them apart
    reached = oks.average_precision(evidence.predictions, evidence.labels)["map50_95"]
    return Observation(
        f"mAP50-95 ({reached:.3f}) cannot rank models here: with the default sigma "
        f"{default.sigma:g} the typical ID, {np.median(located.error_px):.1f} px off, has an OKS "
        f"of {np.median(similar):.3f} and passes every threshold. With sigma {sigma:.2g} it would "
        f"pass half of them. {default}.",
        {
            "map50_95": reached,
            "median_oks": float(np.median(similar)),
            "sigma": default.sigma,
            "telling_sigma": sigma,
            "n": len(located),
        },
    )


TARGET_RULES = (targets_missed, targets_undecided, map_saturated)
