"""Sentences of reports: said where numbers carry them, and not where none do."""

import pandas as pd

from containerloc.show.report import sentences


def test_rate_and_error_have_their_intervals(metrics) -> None:
    text = sentences.accuracy_sentence(metrics)
    for number in ("0.25", "97.3% (90.7% to 99.3%, n = 74)", "9.95 px (9.00 to 10.90, n = 72)"):
        assert number in text
    assert text.startswith("At confidence")
    assert "7.00 px" in text


def test_nothing_found_has_no_error_and_nothing_measured_no_sentence(metrics) -> None:
    nothing = {"detection_rate": metrics["detection_rate"], "mde_px": {"value": None}}
    assert "px" not in sentences.accuracy_sentence(nothing)
    assert sentences.accuracy_sentence({}) == ""


def test_targets_are_counted() -> None:
    text = sentences.targets_sentence(
        pd.DataFrame({"verdict": ["met", "missed", "undecided", "met"]})
    )
    assert "4 targets, 2 met, 1 missed, 1 undecided" in text
    assert "Undecided" in text
    assert "Undecided" not in sentences.targets_sentence(pd.DataFrame({"verdict": ["met"]}))
    assert sentences.targets_sentence(pd.DataFrame({"verdict": []})) == "No target was set."


def test_the_main_finding_is_the_first_above_information(finding) -> None:
    first, second = finding(sentence="First."), finding(sentence="Second.")
    assert "First." not in sentences.main_finding_sentence([finding("a", "info")])
    assert sentences.main_finding_sentence([first]).endswith("finding: First.")
    both = sentences.main_finding_sentence([finding("a", "info"), first, second])
    assert "2 findings: First." in both


def test_the_worst_corner_is_named_with_its_error(metrics) -> None:
    text = sentences.worst_corner_sentence(metrics)
    assert text.startswith("TL is off by 14.00 px")
    assert "TR by 7.30 px" in text
    assert "1.92 (1.40 to 2.60, n = 74)" in text
    del metrics["tl_error_mean_px"]
    assert sentences.worst_corner_sentence(metrics) == ""


def test_of_equal_corners_none_is_worst(metrics) -> None:
    equal = {f"{corner}_error_mean_px": {"value": 3.0} for corner in ("tl", "tr", "br", "bl")}
    assert sentences.worst_corner_sentence(metrics | equal) == ""


def test_an_experiment_against_the_reference() -> None:
    def against(*verdicts: str) -> str:
        keys = ("mde_px", "detection_rate")
        rows = [{"metric": k, "verdict": v} for k, v in zip(keys, verdicts, strict=True)]
        return sentences.verdict_sentence("b", "a", rows)

    text = against("better", "worse")
    assert "better in mean distance error (MDE)" in text
    assert "worse in detection rate" in text
    assert "of 2 numbers; in 1" in against("equivalent", "no difference shown")
