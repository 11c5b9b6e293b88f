"""The sentences of a report: each from numbers that carry it, or empty."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from containerloc.analysis.diagnosis.stories.story import Story
from containerloc.finding import Gain
from containerloc.metric import METRICS, metric_of
from containerloc.quads import CORNERS
from containerloc.show.report.cards import gain_in_words
from containerloc.show.report.naming import cause_name
from containerloc.show.report.order import objects
from containerloc.wording import counted, is_or_are, listed

LABELS_SUSPECT: Final = "labels-suspect"
_SAME: Final = "practically the same model as"
_MOST_NUMBERS: Final = 3  # that the verdict on an experiment names
Row = Mapping[str, Any]
Metrics = Mapping[str, Row]


def verdict_sentence(serious: Sequence[Story]) -> str:
    """What is to be mended first, and what that brings: the line that is read before all others.

    `serious` are the stories above info, that which is worth most first.
    """
    if not serious:
        return "Nothing to fix: no finding is an error or a warning."
    first, found = serious[0], objects(serious[0])
    begin = "Fix first: " if len(serious) == 1 else f"{len(serious)} problems. Fix this first: "
    begin += cause_name(first.cause.code) + (" ({} of {}).".format(*found) if found else ".")
    if not first.gain:
        return begin
    is_of_labels = first.cause.code == LABELS_SUSPECT
    return f"{begin} {without_them(first.gain) if is_of_labels else brings(first.gain)}"


def brings(gain: Gain) -> str:
    """What mending a cause brings, in a sentence.

    Examples
    --------
    >>> brings(Gain("mde_px", 10.38, 5.71, 4.6, 7.2, 74))
    'That alone brings the mean distance error (MDE) from 10.4 to 5.7 px.'
    """
    can = "can bring" if gain.is_bound else "brings"
    return f"That alone {can} the {' '.join(gain_in_words(gain))}."


def without_them(gain: Gain) -> str:
    """What leaving wrong labels out changes: a number of the labels, not of the model.

    Examples
    --------
    >>> without_them(Gain("mde_px", 37.6, 12.9, 11.0, 15.5, 61))
    'Without them the mean distance error (MDE) goes from 37.6 to 12.9 px.'
    """
    name, change = gain_in_words(gain)
    return f"Without them the {name} goes {change}."


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


def comparison_verdict(
    differences: Mapping[str, Sequence[Row]], reference: str, *, same: Sequence[str] = ()
) -> str:
    """What each experiment is against the reference, those of which the same is said together.

    `differences` are the rows of each experiment by what it is called; `same` those that predict
    the same as the reference, or as good as the same.
    """
    said: dict[str, list[str]] = {}
    for name, rows in differences.items():
        said.setdefault(_SAME if name in same else _judged(rows), []).append(name)
    parts = [
        f"{_joined(names)} {is_or_are(len(names))} {what} {reference}"
        for what, names in said.items()
    ]
    return f"{'; '.join(parts)}." if parts else ""


def _judged(rows: Sequence[Row]) -> str:
    """In which numbers an experiment is better or worse, up to the name of the reference."""
    words: dict[str, list[str]] = {"better": [], "worse": []}
    for row in rows:
        words.setdefault(str(row["verdict"]), []).append(metric_of(str(row["metric"])).words)
    parts = [
        f"{word} in {listed(words[word], most=_MOST_NUMBERS)}"
        for word in ("better", "worse")
        if words[word]
    ]
    if parts:
        return f"{' and '.join(parts)} than"
    return f"not shown to differ in any of {counted(len(rows), 'number')} from"


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
