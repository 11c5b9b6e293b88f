"""Rules as records: what they make of observations, in which order, and what they refuse."""

import pytest

from containerloc.finding import (
    NOTHING_WRONG,
    Finding,
    Observation,
    Remedy,
    Rule,
    applied,
    beneath_causes,
    catalogue,
    findings,
    rule,
)


@rule("dark", "warning", "info", evidence={"n": "dark photos"}, advice="Add {n} lamps.")
def dark(n: int) -> Observation | None:
    """Photos are dark."""
    return Observation(f"{n} are dark.", {"n": n}, ["b", "a", "", "b"]) if n else None


def make(code: str, *observed: Observation, **record) -> Rule:
    return Rule(code, ("error", "warning", "info"), lambda _: observed, "A rule.", **record)


def test_a_record_fills_in_what_the_observation_leaves_open() -> None:
    assert dark(3) == (
        Finding("dark", "warning", "3 are dark.", {"n": 3}, ("b", "a"), "Add 3 lamps."),
    )
    assert dark(0) == ()
    assert dark.meaning == "Photos are dark."


def test_an_observation_may_say_another_severity_and_advice() -> None:
    finding = dark.finding(Observation("One.", {"n": 1}, severity="info", advice="Add {one}."))
    assert (finding.severity, finding.advice) == ("info", "Add {one}.")


@pytest.mark.parametrize(
    "observed", [Observation("", {"n": 1}, severity="error"), Observation("", {"n": 1, "m": 2})]
)
def test_what_the_record_does_not_declare_is_refused(observed: Observation) -> None:
    with pytest.raises(ValueError, match="dark: "):
        dark.finding(observed)


def test_a_key_that_varies_is_declared_as_such() -> None:
    varies = make("x", evidence={"<metric>": "its value"})
    assert varies.finding(Observation("", {"mde_px": 1.0})).evidence == {"mde_px": 1.0}


def test_at_most_20_images_are_named() -> None:
    finding = dark.finding(Observation("", {"n": 30}, range(30)))
    assert finding.images == tuple(map(str, range(20)))


def test_a_rule_that_tests_is_given_the_level() -> None:
    tested = Rule("t", ("info",), lambda _, level: Observation(f"{level:g}"), "", tests=("t-test",))
    assert [each.sentence for each in applied([tested], None, level=0.01)] == ["0.01"]


def test_what_another_rule_explains_is_withdrawn_wherever_it_stands() -> None:
    cause = make("cause", Observation("c"), explains=("effect",))
    effect = make("effect", Observation("e"))
    silent = make("cause", explains=("effect",))
    assert [each.code for each in applied([effect, cause], None)] == ["cause"]
    assert [each.code for each in applied([effect, silent], None)] == ["effect"]


def test_a_consequence_names_its_cause_and_causes_nothing_itself() -> None:
    rules = [make("cause", consequences=("effect",)), make("effect", consequences=("other",))]
    rules += [make("late", consequences=("effect", "other"))]
    made = [Finding(code, "warning", "") for code in ("effect", "cause", "other")]
    assert [each.cause for each in beneath_causes(made, rules)] == ["cause", "", ""]
    assert [each.cause for each in beneath_causes(made[:1], rules)] == [""]


def test_a_rule_with_a_remedy_causes_what_that_decides() -> None:
    mended = make(
        "cause", consequences=("effect",), remedy=Remedy(lambda subject, finding: subject)
    )
    made = [Finding(code, "warning", "") for code in ("effect", "cause")]
    assert beneath_causes(made, [mended]) == tuple(made)


def test_the_worst_stand_first_and_equals_in_their_order() -> None:
    made = [
        Finding("a", "info", ""),
        Finding("b", "warning", ""),
        Finding("c", "error", ""),
        Finding("d", "warning", ""),
    ]
    assert [each.code for each in findings(made, if_none="Fine.")] == ["c", "b", "d", "a"]


def test_where_nothing_is_wrong_that_is_said_first() -> None:
    first, second = findings([Finding("a", "info", "")], if_none="Fine.")
    assert (first.code, first.sentence, second.code) == (NOTHING_WRONG.code, "Fine.", "a")
    assert len(findings([], if_none="Fine.")) == 1


def test_a_finding_is_plain_values() -> None:
    (finding,) = dark(1)
    assert finding.as_dict()["images"] == ["b", "a"]


def test_the_catalogue_tells_of_each_rule_what_there_is() -> None:
    tested = make("t", tests=("a test",), explains=("dark",))
    page = catalogue({"Photos": [dark, tested], "Else": [make("own", own_level=0.02)]})
    assert page.splitlines()[:9] == [
        "## Photos",
        "",
        "### dark",
        "",
        "Photos are dark.",
        "",
        "- **Severity:** warning or info (counts facts)",
        "- **Evidence:** `n`: dark photos",
        "- **What to do:** Add `n` lamps.",
    ]
    assert "(tests: a test)" in page
    assert "- **Explains:** `dark`" in page
    assert "## Else\n\n### own" in page
    assert "(tests: at an error rate of 0.02)" in page
