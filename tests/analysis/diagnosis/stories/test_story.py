"""Findings grouped by their cause."""

from containerloc.analysis.diagnosis.stories.story import stories
from containerloc.finding import Finding, Gain

TURNED = Finding("turned", "warning", "Two lie on their side.", images=("a",), advice="Turn them.")
MISSED = Finding("missed", "error", "MDE is missed.", cause="turned")


def test_a_consequence_stands_beneath_its_cause_wherever_it_was_found() -> None:
    (story,) = stories([MISSED, TURNED])
    assert (story.cause, story.consequences) == (TURNED, (MISSED,))
    assert (story.images, story.advice, story.gain) == (("a",), "Turn them.", None)


def test_a_story_is_as_grave_as_its_worst_consequence_and_the_worst_is_first() -> None:
    other = Finding("other", "warning", "Other.")
    assert [each.cause.code for each in stories([other, TURNED, MISSED])] == ["turned", "other"]
    assert stories([TURNED, MISSED])[0].severity == "error"


def test_what_two_notebooks_say_is_said_once_and_nothing_is_no_story() -> None:
    nothing = Finding("nothing-wrong", "info", "Nothing.")
    assert len(stories([TURNED, nothing, TURNED])) == 1
    assert stories([nothing]) == ()


def test_under_one_code_images_that_are_named_already_are_no_story_of_their_own() -> None:
    again = Finding("turned", "warning", "One lies on its side.", images=("a",))
    other = Finding("turned", "warning", "Another lies on its side.", images=("b",))
    assert [each.cause for each in stories([TURNED, again, other])] == [TURNED, other]


def test_without_its_cause_a_finding_stands_for_itself() -> None:
    assert [each.cause for each in stories([MISSED])] == [MISSED]


def test_a_finding_survives_its_json() -> None:
    gain = Gain("mde_px", 10.4, 5.7, 4.5, 8.6, 74)
    finding = Finding("x", "error", "X.", {"n": 1}, ("a",), "Do.", gain=gain, remains="Nothing.")
    assert Finding.of(finding.as_dict() | {"notebook": "06"}) == finding
    assert Finding.of(MISSED.as_dict()) == MISSED
