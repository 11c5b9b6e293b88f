"""The sentences of a report: each from numbers that carry it, or empty."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from containerloc.experiment.targets import verdict_counts
from containerloc.metric import METRICS, metric_of
from containerloc.quads import CORNERS
from containerloc.wording import OBJECT, Noun

Row = Mapping[str, Any]
Metrics = Mapping[str, Row]


def accuracy_sentence(metrics: Metrics, noun: Noun = OBJECT) -> str:
    """How many objects are found, and how far off their corners are; empty without numbers."""
    rate, error = metrics.get("detection_rate", {}), metrics.get("mde_px", {})
    if rate.get("value") is None:
        return ""
    threshold = metrics.get("threshold_in_use", {}).get("value")
    where = "" if threshold is None else f"At confidence {threshold:g}, "
    found = METRICS["detection_rate"].with_interval(rate)
    text = f"{where}{found} of the labelled {noun.many} are found"
    if error.get("value") is None:
        return f"{text}."
    text += f"; their corners are {METRICS['mde_px'].with_interval(error)} off on average"
    median = metrics.get("error_median_px", {}).get("value")
    if median is None:
        return f"{text}."
    half = METRICS["error_median_px"].with_unit(median)
    return f"{text}, in half of the {noun.many} at most {half}."


def targets_sentence(verdicts: pd.DataFrame) -> str:
    """How many targets are met, missed and undecided."""
    if verdicts.empty:
        return "No target was set."
    words = verdicts["verdict"].tolist()
    text = f"Of {len(words)} targets, {verdict_counts(words)}."
    if len(words) == 1:
        text = f"The one target is {words[0]}."
    if "undecided" in words:
        text += " Undecided means that the interval contains the target: more images would decide."
    return text


def main_finding_sentence(findings: Sequence[Mapping[str, Any]]) -> str:
    """The worst finding, or that no finding is an error or a warning."""
    serious = [finding for finding in findings if finding["severity"] != "info"]
    if not serious:
        return "No finding is an error or a warning."
    which = f"First of {len(serious)} findings" if len(serious) > 1 else "The one finding"
    return f"{which}: {serious[0]['sentence']}"


def worst_corner_sentence(metrics: Metrics) -> str:
    """Which corner is worst, and by how much; empty where it is not known or all are equal."""
    imbalance = metrics.get("imbalance", {})
    keys = {corner: f"{corner.lower()}_error_mean_px" for corner in CORNERS}
    known = {corner: metrics.get(key, {}).get("value") for corner, key in keys.items()}
    errors = {corner: value for corner, value in known.items() if value is not None}
    if imbalance.get("value") is None or len(errors) < len(CORNERS):
        return ""
    best, *_, worst = sorted(errors, key=errors.__getitem__)
    high, low = (METRICS[keys[corner]].with_unit(errors[corner]) for corner in (worst, best))
    if high == low:
        return ""
    times = METRICS["imbalance"].with_interval(imbalance)
    return f"{worst} is off by {high} on average, {best} by {low}: imbalance {times}."


def credit_of(experiments: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """What may be credited with a difference, one sentence per experiment."""
    return tuple(
        f"{name}: {each['credit']}" for name, each in experiments.items() if each.get("credit")
    )


def verdict_sentence(name: str, reference: str, differences: Sequence[Row]) -> str:
    """What one experiment is against the reference, by its headline numbers."""
    words: dict[str, list[str]] = {"better": [], "worse": [], "equivalent": []}
    for row in differences:
        words.setdefault(str(row["verdict"]), []).append(metric_of(str(row["metric"])).words)
    parts = [f"{word} in {', '.join(words[word])}" for word in ("better", "worse") if words[word]]
    if parts:
        return f"{name} is {' and '.join(parts)} than {reference}."
    return (
        f"{name} is not shown to differ from {reference} in any of {len(differences)} numbers; in "
        f"{len(words['equivalent'])} the two are equivalent."
    )
