"""Sentences of reports: said where numbers carry them, and not where none do."""

from containerloc.analysis.diagnosis.stories.story import Story
from containerloc.finding import Finding, Gain
from containerloc.show.report import sentences


def test_nothing_serious_is_nothing_to_mend() -> None:
    assert sentences.verdict_sentence([]).startswith("Nothing to fix")


def test_the_first_cause_is_named_with_what_it_brings() -> None:
    gain = Gain("mde_px", 10.0, 4.0, 3.0, 5.0, 74)
    turned = Story(Finding("photos-turned", "warning", "So.", gain=gain))
    text = sentences.verdict_sentence([turned])
    assert text.startswith("Fix first: photos on their side.")
    assert "from 10.0 to 4.0 px" in text
    other = Story(Finding("crossed", "warning", "So."))
    assert sentences.verdict_sentence([turned, other]).startswith(
        "2 problems. Fix this first: photos"
    )
    crossed = Story(Finding("crossed", "error", "So.", {"labels": 9, "n": 72}))
    text = sentences.verdict_sentence([crossed, turned])
    assert text == "2 problems. Fix this first: outlines that cross themselves (9 of 72)."


def test_what_nobody_can_promise_is_not_promised() -> None:
    bound = Gain("mde_px", 10.0, 4.0, 3.0, 5.0, 74, is_bound=True)
    assert "can bring" in sentences.brings(bound)


def test_the_worst_corner_is_named_with_its_error(metrics) -> None:
    text = sentences.worst_corner_sentence(metrics)
    assert text.startswith("TL is off by 14.0 px")
    assert "TR by 7.30 px" in text
    assert "1.92 (1.40 to 2.60, n = 74)" in text
    del metrics["tl_error_mean_px"]
    assert sentences.worst_corner_sentence(metrics) == ""


def test_of_equal_corners_none_is_worst(metrics) -> None:
    equal = {f"{corner}_error_mean_px": {"value": 3.0} for corner in ("tl", "tr", "br", "bl")}
    assert sentences.worst_corner_sentence(metrics | equal) == ""


def test_an_experiment_against_the_reference() -> None:
    def rows(*verdicts: str):
        keys = ("mde_px", "detection_rate")
        return [{"metric": k, "verdict": v} for k, v in zip(keys, verdicts, strict=True)]

    text = sentences.comparison_verdict({"b": rows("better", "worse")}, "a")
    assert text == "b is better in mean distance error (MDE) and worse in detection rate than a."
    same = {name: rows("equivalent", "no difference shown") for name in ("b", "c", "d")}
    text = sentences.comparison_verdict(same, "a")
    assert text == "b, c and d are not shown to differ in any of 2 numbers from a."
    both = sentences.comparison_verdict(same | {"e": rows("worse", "worse")}, "a")
    assert "; e is worse in" in both
    one = sentences.comparison_verdict(same, "a", same=["c", "d"])
    assert one.endswith("; c and d are practically the same model as a.")
    assert sentences.comparison_verdict({}, "a") == ""
