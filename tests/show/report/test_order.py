"""Which cause is first: errors, then what needs no training, then what gains most."""

import pytest

from containerloc.analysis.diagnosis.stories.story import Story
from containerloc.finding import Finding, Gain
from containerloc.run.commands.findings import ROOMS
from containerloc.show.report import order


def story(code: str, severity: str = "warning", gain: Gain | None = None, **evidence) -> Story:
    return Story(Finding(code, severity, f"{code} is so.", evidence, gain=gain))


def gain(metric: str, before: float, after: float) -> Gain:
    return Gain(metric, before, after, after, after, 74)


def test_errors_then_what_needs_no_training_then_the_larger_share_then_more_objects() -> None:
    told = [
        story("targets-missed"),
        story("corner-bare", labels=3, n=74),
        story("crossed", labels=5, n=74),
        story("wrong-text", gain=gain("mde_px", 10.0, 9.0)),
        story("missed-altogether", gain=gain("detection_rate", 0.8, 0.9)),
        story("labels-disputed"),
        story("missed-below-threshold", gain=gain("detection_rate", 0.9, 0.91)),
        story("half-of-the-id", "error"),
        story("labels-suspect", "error", gain=gain("mde_px", 10.0, 4.0)),
        story("training-leak", "error"),
    ]
    assert [each.cause.code for each in order.in_order(told)] == [
        "training-leak",
        "labels-suspect",
        "half-of-the-id",
        "missed-below-threshold",
        "labels-disputed",
        "missed-altogether",
        "wrong-text",
        "crossed",
        "corner-bare",
        "targets-missed",
    ]


def test_information_and_what_only_follows_is_no_cause() -> None:
    found = [story(*each).cause for each in (("targets-missed",), ("crossed", "info"))]
    assert [each.cause.code for each in order.to_mend(found)] == ["targets-missed"]
    found.append(story("extra-text").cause)
    assert [each.cause.code for each in order.to_mend(found)] == ["extra-text"]
    assert order.to_mend([story("crossed", "info").cause]) == []


def test_nothing_is_gained_where_nothing_is_wrong() -> None:
    assert order.share_gained(gain("detection_rate", 1.0, 1.0)) == 0.0
    assert order.share_gained(gain("mde_px", 0.0, 0.0)) == 0.0


@pytest.mark.parametrize("evidence", [{}, {"labels": 3}, {"n": 74}])
def test_how_many_objects_is_said_only_where_it_is_known(evidence) -> None:
    assert order.objects(story("crossed", **evidence)) is None


def test_each_code_of_the_order_is_one_of_a_rule() -> None:
    known = {rule.code for rules in ROOMS.values() for rule in rules}
    voids, no_training = order._codes()
    assert {*voids, *no_training, *order._OUTCOMES} <= known
    assert "missed-altogether" not in no_training
