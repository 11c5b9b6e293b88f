"""The sentences of a report: each from numbers that carry it, or not at all."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from containerloc.quads import CORNERS
from containerloc.wording import number, with_interval

Metrics = Mapping[str, Mapping[str, Any]]


def found_and_off(metrics: Metrics) -> str:
    """How many IDs are found, and how far off their corners are; empty without numbers."""
    rate, mde = metrics.get("detection_rate"), metrics.get("mde_px")
    if not rate or rate.get("value") is None:
        return ""
    at = metrics.get("threshold_in_use", {}).get("value")
    where = f"At confidence {at:g}, " if at is not None else ""
    said = f"{where}{with_interval(rate, '%')} of the labelled IDs are found"
    said = said[0].upper() + said[1:]
    if not mde or mde.get("value") is None:
        return f"{said}."
    median = metrics.get("error_median_px", {}).get("value")
    half = f"; half of them less than {number(median, ' px')}" if median is not None else ""
    return f"{said}; their corners are {with_interval(mde, ' px')} off on average{half}."


def promises(verdicts: pd.DataFrame) -> str:
    """How many targets are met, missed and undecided."""
    if verdicts.empty:
        return "No target was set."
    counts = verdicts["verdict"].value_counts()
    parts = [f"{counts[word]} {word}" for word in ("met", "missed", "undecided") if word in counts]
    said = (
        f"Of {len(verdicts)} targets {', '.join(parts)}."
        if len(verdicts) > 1
        else (f"The one target is {parts[0].split(' ')[1]}.")
    )
    if "undecided" in counts:
        said += " Undecided means that the interval holds the target: more images would tell."
    return said


def main_finding(findings: Sequence[Mapping[str, Any]]) -> str:
    """The worst finding; that there is none, where nothing is above info."""
    loud = [finding for finding in findings if finding["severity"] != "info"]
    if not loud:
        return "No finding above information: nothing stands out."
    return (
        f"First of {len(loud)} findings: {loud[0]['sentence']}"
        if len(loud) > 1
        else (f"The one finding: {loud[0]['sentence']}")
    )


def worst_corner(metrics: Metrics) -> str:
    """Which corner is worst, and whether that is more than chance; empty where it is not known."""
    row = metrics.get("imbalance")
    keys = {name: f"{name.lower()}_error_mean_px" for name in CORNERS}
    known = {name: metrics.get(key, {}).get("value") for name, key in keys.items()}
    means = {name: float(value) for name, value in known.items() if value is not None}
    if not row or row.get("value") is None or len(means) < len(CORNERS):
        return ""
    worst, best = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    said = (
        f"{worst} is off by {number(means[worst], ' px')} on average, {best} by "
        f"{number(means[best], ' px')}: {number(row['value'])} times as much"
    )
    low = row.get("ci_low")
    if low is not None and low > 1.25:
        return f"{said}, at least {number(low)} times beyond chance."
    return f"{said}, which chance alone can make."


def credit_of(experiments: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """What may be credited with a difference, an experiment a sentence."""
    return tuple(
        f"{name}: {each['credit']}" for name, each in experiments.items() if each.get("credit")
    )


def verdict_sentence(name: str, reference: str, differences: Sequence[Mapping[str, Any]]) -> str:
    """What one experiment is against the reference, by its headline numbers."""
    by_word: dict[str, list[str]] = {}
    for row in differences:
        by_word.setdefault(str(row["verdict"]), []).append(str(row["metric"]))
    better, worse = by_word.get("better", []), by_word.get("worse", [])
    if not better and not worse:
        same = len(by_word.get("equivalent", []))
        return (
            f"{name} is not shown to differ from {reference} in any of {len(differences)} "
            f"numbers; in {same} the two are equivalent."
        )
    both = {"better": better, "worse": worse}
    parts = [f"{word} in {', '.join(names)}" for word, names in both.items() if names]
    return f"{name} is {' and '.join(parts)} than {reference}."
