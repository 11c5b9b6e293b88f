"""The rules on what was promised, and on the metric that trainings are chosen by."""

import numpy as np

from containerloc.analysis.diagnosis.evidence import Evidence
from containerloc.analysis.measures.corner_errors import corners_of
from containerloc.analysis.measures.oks import (
    OKS_THRESHOLDS,
    ULTRALYTICS,
    average_precision,
    oks,
    telling_sigma,
)
from containerloc.analysis.measures.targets import target_sentence
from containerloc.finding import Finding
from containerloc.quads import bounds
from containerloc.wording import counted


def targets_missed(evidence: Evidence) -> Finding | None:
    """The targets that were missed beyond doubt."""
    rows = evidence.verdicts[evidence.verdicts["verdict"] == "missed"]
    if rows.empty:
        return None
    sentences = "; ".join(target_sentence(row) for row in rows.to_dict("records"))
    return Finding(
        "targets-missed",
        "warning",
        f"{counted(len(rows), 'target')} of {len(evidence.verdicts)} missed: {sentences}.",
        {str(row.metric): row.value for row in rows.itertuples()},
    )


def targets_undecided(evidence: Evidence) -> Finding | None:
    """The targets that lie within their number's interval."""
    rows = evidence.verdicts[evidence.verdicts["verdict"] == "undecided"]
    if rows.empty:
        return None
    sentences = "; ".join(target_sentence(row) for row in rows.to_dict("records"))
    return Finding(
        "targets-undecided",
        "info",
        f"{counted(len(rows), 'target')} of {len(evidence.verdicts)} undecided on so few images: "
        f"{sentences}.",
        {str(row.metric): row.value for row in rows.itertuples()},
    )


def map_saturated(evidence: Evidence) -> Finding | None:
    """OKS so lenient that mAP cannot tell this model from one with corners twice as good."""
    table = evidence.sound
    predicted, truth = corners_of(table, "predicted"), corners_of(table, "true")
    area = ULTRALYTICS.areas(bounds(truth))
    similar = oks(predicted, truth, area, sigma=ULTRALYTICS.sigma)
    if not len(similar) or np.median(similar) < OKS_THRESHOLDS[-1]:
        return None
    sigma = telling_sigma(predicted, truth, area)
    if np.isnan(sigma):
        return None  # perfect corners: no sigma would tell
    reached = average_precision(evidence.predictions, evidence.labels)["map50_95"]
    return Finding(
        "map-saturated",
        "info",
        f"mAP50-95 ({reached:.3f}) cannot rank models here: with the default sigma "
        f"{ULTRALYTICS.sigma:g} the typical ID, {table['error_px'].median():.1f} px off, has an "
        f"OKS of {np.median(similar):.3f} and passes every threshold. With sigma {sigma:.2g} it "
        f"would pass half of them. {ULTRALYTICS}.",
        {
            "map50_95": reached,
            "median_oks": float(np.median(similar)),
            "sigma": ULTRALYTICS.sigma,
            "telling_sigma": sigma,
            "n": len(table),
        },
        advice=f"Compare models by MDE; to choose the best epoch train with "
        f"`kpt_oks_sigmas` of about {sigma:.2g} where the trainer takes them.",
    )
