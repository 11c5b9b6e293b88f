"""Sentences and sections of reports: said where numbers carry them, and not where none do."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.proposal import proposal
from containerloc.analysis.diagnosis.recommendations import recommendations
from containerloc.experiment.experiment import load_experiment
from containerloc.show.report import sentences
from containerloc.show.report.of_experiment import Left, experiment_report
from containerloc.wording import DASH, listed, number, with_interval


def row(value, low=None, high=None, n=74):
    return {"value": value, "ci_low": low, "ci_high": high, "n": n}


METRICS = {
    "detection_rate": row(0.973, 0.907, 0.993),
    "mde_px": row(9.95, 9.0, 10.9, 72),
    "error_median_px": row(7.0, 6, 8),
    "threshold_in_use": row(0.25),
    "missed": row(2, 0, 6),
    "imbalance": row(1.92, 1.4, 2.6),
    **{
        f"{c}_error_mean_px": row(v, v - 1, v + 1)
        for c, v in (("tl", 14.0), ("tr", 7.3), ("br", 8.0), ("bl", 9.0))
    },
}


def finding(code="x", severity="warning", images=(), advice="Do it.", sentence="It is so."):
    return {
        "code": code,
        "severity": severity,
        "sentence": sentence,
        "images": list(images),
        "advice": advice,
        "evidence": {},
        "notebook": "06",
    }


def test_the_first_sentence() -> None:
    assert sentences.found_and_off(METRICS) == (
        "At confidence 0.25, 97.3% (90.7% to 99.3%, n = 74) of the labelled IDs are found; their "
        "corners are 9.95 px (9 to 10.9, n = 72) off on average; half of them less than 7 px."
    )
    nothing_found = {"detection_rate": row(0.0, 0.0, 0.05), "mde_px": row(None, n=0)}
    assert "corners" not in sentences.found_and_off(nothing_found)
    assert sentences.found_and_off({}) == ""


def test_targets_in_words() -> None:
    verdicts = pd.DataFrame({"verdict": ["met", "missed", "undecided", "met"]})
    said = sentences.promises(verdicts)
    assert said.startswith("Of 4 targets 2 met, 1 missed, 1 undecided.")
    assert "more images" in said
    assert sentences.promises(pd.DataFrame({"verdict": ["met"]})) == "The one target is met."
    assert sentences.promises(pd.DataFrame({"verdict": []})) == "No target was set."


def test_the_main_finding_is_the_first_above_information() -> None:
    assert "nothing stands out" in sentences.main_finding([finding(severity="info")])
    assert sentences.main_finding([finding()]) == "The one finding: It is so."
    assert sentences.main_finding([finding(), finding()]).startswith("First of 2 findings")


def test_a_corner_is_worse_beyond_chance_or_not() -> None:
    assert "at least 1.40 times beyond chance" in sentences.worst_corner(METRICS)
    level = {**METRICS, "imbalance": row(1.92, 1.0, 2.6)}
    assert "chance alone can make" in sentences.worst_corner(level)
    assert sentences.worst_corner({"imbalance": row(1.9, 1.4, 2)}) == ""


def test_an_experiment_against_the_reference() -> None:
    def against(*verdicts):
        rows = [{"metric": f"m{k}", "verdict": each} for k, each in enumerate(verdicts)]
        return sentences.verdict_sentence("b", "a", rows)

    assert against("better", "worse") == "b is better in m0 and worse in m1 than a."
    assert against("equivalent", "no difference shown") == (
        "b is not shown to differ from a in any of 2 numbers; in 1 the two are equivalent."
    )


def test_gains_are_those_of_the_images_and_ordered_by_them() -> None:
    table = pd.DataFrame(
        {
            "image": [f"{k}" for k in range(10)],
            "detected": [True] * 9 + [False],
            "error_px": [2.0] * 7 + [22.0, 12.0, np.nan],
        }
    )
    findings = [
        finding("small", images=["8"], advice="Small."),
        finding("none", advice="None."),
        finding("large", "error", images=["7"], advice="Large."),
        finding("lost", images=["9"], advice="Lost."),
        finding("info", "info", advice="Never."),
        finding("threshold-differs", images=["7"], advice="Threshold."),
    ]
    found = recommendations(findings, table)
    assert [one.advice for one in found] == ["Lost.", "Large.", "Small.", "None.", "Threshold."]
    assert found[0].found == 1
    assert found[1].mde_px == pytest.approx(20 / 9)
    assert np.isnan(found[4].mde_px)


def test_a_report_of_nothing_claims_nothing() -> None:
    empty = pd.DataFrame({"metric": [], "promise": [], "verdict": []})
    nothing = pd.DataFrame({"image": [], "detected": [], "error_px": []})
    report = experiment_report(Left({}, [], {}, empty, nothing, (), ()))
    assert report.summary == (
        "No target was set.",
        "No finding above information: nothing stands out.",
    )
    assert {section.title for section in report.sections if section} == {
        "Findings",
        "Recommendations",
    }


def test_the_same_finding_of_two_notebooks_is_told_once() -> None:
    twice = [finding("a"), {**finding("a"), "notebook": "07"}, finding("nothing-wrong", "info")]
    empty = pd.DataFrame({"metric": [], "promise": [], "verdict": []})
    nothing = pd.DataFrame({"image": [], "detected": [], "error_px": []})
    report = experiment_report(Left({}, twice, {}, empty, nothing, (), ()))
    assert len(report.sections[0].tables[0].rows) == 1
    assert report.sections[8].to_do == ("Do it.",)


def test_numbers_in_words() -> None:
    assert with_interval({"value": None}) == DASH
    assert with_interval(row(30.0, 30.0)) == "30 (from 30, n = 74)"
    assert (number(0.03456), number(1e9)) == ("0.035", "1000000000")
    assert listed(["a"]) == "a"


EVIDENCE = {"plateau_low": 0.31, "plateau_high": 0.47, "in_use": 0.25}


@pytest.mark.parametrize(
    ("findings", "changes"),
    [
        ([], {}),
        ([finding("corner-biased")], {}),
        ([{**finding("threshold-below-plateau"), "evidence": EVIDENCE}], {"predict.conf": 0.39}),
        ([{**finding("threshold-below-plateau"), "evidence": {**EVIDENCE, "in_use": 0.6}}], {}),
        ([finding("stopped-early"), finding("restarts-never-came")], {"train.patience": 100}),
        ([finding("stopped-early"), finding("best-epoch-early")], {"train.lr0": 0.0001}),
        ([finding("resolution-limit")], {"train.imgsz": 960, "predict.imgsz": 960}),
        ([finding("order-mirrored")], {}),
    ],  # the recipe flips nothing already
)
def test_only_what_findings_justify_is_proposed(root, findings, changes) -> None:
    experiment = load_experiment(root / "experiments" / "001_loc_baseline.yaml")
    assert {c.key: c.value for c in proposal(findings, experiment)} == changes
