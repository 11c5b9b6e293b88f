"""Which cause is mended first: one order for the report, its first line and the terminal."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from containerloc.analysis.diagnosis.stories.story import Story, stories
from containerloc.finding import SEVERITIES, Finding, Gain
from containerloc.metric import metric_of

_OUTCOMES: Final = ("read-lost-by-model", "targets-missed")
_LEAKS: Final = {"training-leak", "split-leak"}
# Of the rules on single objects and on reading, those that no training mends.
_OTHERS: Final = {
    "missed-below-threshold",
    "reading-margin",
    "label-cuts-text",
    "known-text-contradicted",
}


def to_mend(found: Iterable[Finding]) -> list[Story]:
    """The causes to mend, that which is worth most first.

    What only informs is none of them; nor is, beside a cause, what follows from any: texts that
    are not read, targets that are missed.
    """
    serious = in_order(story for story in stories(found) if story.severity != "info")
    return [story for story in serious if story.cause.code not in _OUTCOMES] or serious


def in_order(told: Iterable[Story]) -> list[Story]:
    """Stories in the order in which their causes are to be mended.

    Errors come before warnings; among them what leaves no other number standing, such as exchanged
    coordinates or photos that were trained on, is first. Of equal severity, what needs no training
    comes first: labels, coordinates, settings; they also blur what is said of the model. Then the
    larger gain counts, whatever its number, as the share of what is wrong now that would be gone.
    What shows no gain comes after it, by the number of objects that it is about, and what is no
    cause but follows from any is last.
    """
    return sorted(told, key=_place)


def _place(story: Story) -> tuple[int, bool, bool, bool, float, int]:
    code, gain = story.cause.code, story.gain
    voids, trains_not = _codes()
    return (
        SEVERITIES.index(story.severity),
        story.severity != "error" or code not in voids,
        code in _OUTCOMES,
        code not in trains_not,
        -share_gained(gain) if gain else 0.0,
        -(objects(story) or (len(story.images), 0))[0],
    )


def objects(story: Story) -> tuple[int, int] | None:
    """How many objects a cause is about, and of how many; None where it does not say.

    Examples
    --------
    >>> objects(Story(Finding("crossed", "warning", "So.", {"labels": 3, "n": 74})))
    (3, 74)
    """
    evidence = story.cause.evidence
    counts = [evidence[key] for key in ("labels", "suspect") if key in evidence]
    return (int(counts[0]), int(evidence["n"])) if counts and "n" in evidence else None


def share_gained(gain: Gain) -> float:
    """Which share of what is wrong now would be gone, 0 to 1.

    Examples
    --------
    >>> share_gained(Gain("mde_px", 10.0, 4.0, 3.0, 5.0, 74))
    0.6
    >>> share_gained(Gain("detection_rate", 0.5, 0.75, 0.6, 0.8, 74))
    0.5
    """
    lower = metric_of(gain.metric).better == "lower"
    wrong = gain.before if lower else 1.0 - gain.before
    return abs(gain.after - gain.before) / wrong if wrong > 0 else 0.0


@cache
def _codes() -> tuple[frozenset[str], frozenset[str]]:
    """The codes of what makes all numbers meaningless, and of all that needs no training."""
    from containerloc.analysis.diagnosis.coordinates.rules_map import MAP_RULES
    from containerloc.analysis.diagnosis.coordinates.rules_values import VALUE_RULES
    from containerloc.analysis.diagnosis.diagnose import BEFORE_TRAINING
    from containerloc.analysis.labels.fault_rules import FAULT_RULES
    from containerloc.analysis.labels.findings import LABEL_RULES

    rules = (*BEFORE_TRAINING, *LABEL_RULES, *FAULT_RULES.values())
    voids = frozenset({rule.code for rule in (*MAP_RULES, *VALUE_RULES)} | _LEAKS)
    return voids, frozenset({rule.code for rule in rules} | _OTHERS)
