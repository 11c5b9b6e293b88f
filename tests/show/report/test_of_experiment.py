"""The report on a run, part by part."""

import re

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.proposal import Change
from containerloc.show.report.next_experiment import NextExperiment
from containerloc.show.report.of_experiment import experiment_report
from containerloc.show.report.render import as_markdown


def folded(report):
    return {section.title: section for section in report.folded if section}


def test_a_report_of_nothing_claims_nothing(left) -> None:
    report = experiment_report(left())
    assert report.verdict.startswith("Nothing to fix")
    assert [tile.label for tile in report.tiles] == ["targets"]
    assert not report.cards
    assert report.strip is None
    assert not any([*report.sections, *report.folded])


def test_the_same_finding_of_two_notebooks_is_told_once(left, finding) -> None:
    twice = [finding("a"), finding("a") | {"notebook": "07"}, finding("nothing-wrong", "info")]
    report = experiment_report(left(findings=twice))
    assert [card.advice for card in report.cards] == ["Do it."]
    assert as_markdown(report).count("It is so.") == 1


def test_a_consequence_stands_on_the_card_of_its_cause(left, finding) -> None:
    found = [finding("targets-missed", cause="photos-turned"), finding("photos-turned")]
    (card,) = experiment_report(left(findings=found)).cards
    assert (card.title, card.also) == ("Photos on their side", ["missed targets"])


def test_what_has_no_card_is_told_behind_a_click(left, finding) -> None:
    found = [finding(f"cause-{k}") for k in range(7)] + [finding("known", "info")]
    report = experiment_report(left(findings=found))
    assert len(report.cards) == 5
    rows = folded(report)["More findings"].tables[0].rows
    assert [row[-1] for row in rows] == ["cause-5", "cause-6", "known"]


def test_corners_stand_in_their_order_with_what_is_known(left, metrics) -> None:
    (table,) = folded(experiment_report(left(metrics=metrics)))["Corners"].tables
    assert [row[0] for row in table.rows] == ["TL", "TR", "BR", "BL"]
    assert table.rows[0] == ("TL", "14.0 px (13.0 to 15.0, n = 74)", "–", "–", "–", "–")
    assert table.intro


def test_a_picture_of_missed_ids_only_where_some_are(left, metrics) -> None:
    figures = ("06_causes.png", "06_missed_cases.png")
    some = experiment_report(left(metrics=metrics, figures=figures))
    none = experiment_report(left(metrics={"missed": {"value": 0}}, figures=figures))
    assert [len(folded(report)["Figures"].pictures) for report in (some, none)] == [2, 1]


def test_notebooks_that_failed_are_to_be_run_again(left) -> None:
    status = {"05": {"status": "ok"}, "06": {"status": "failed"}, "07": {"status": "kept"}}
    assert experiment_report(left(record={"notebooks": status})).notes == [
        "06 failed: run it again."
    ]


def test_numbers_as_reviewed_stand_beside_the_others(left, metrics) -> None:
    reviewed = {"reviewed_mde_px": {"value": 5.0, "ci_low": 4.0, "ci_high": 6.0, "n": 70}}
    (table,) = folded(experiment_report(left(metrics=metrics | reviewed)))["Numbers"].tables
    assert len(table.columns) == 3
    (row,) = [row for row in table.rows if "MDE" in row[0]]
    assert row[2] == "5.0 px (4.0 to 6.0, n = 70)"
    (table,) = folded(experiment_report(left(metrics=metrics)))["Numbers"].tables
    assert len(table.columns) == 2


def test_the_next_experiment_stands_open(left, metrics) -> None:
    proposed = NextExperiment("name: next", [Change("train.lr0", 0.1, "So.")])
    (section,) = experiment_report(left(metrics=metrics, proposed=proposed)).sections
    assert section.code == "name: next"


@pytest.fixture
def crowded(left, metrics, per_label, finding):
    """A run with as many and as long findings as have cards, and photos."""
    sentence = "Of 74 IDs, 16 are off by more than the others " + "in the same way " * 6
    advice = "Define in the labelling rules where to put a corner; add such photos to the training."
    images = [f"{k}.jpg" for k in range(4)]
    gain = {"metric": "mde_px", "before": 9.0, "after": 8.0, "ci_low": 7.0, "ci_high": 9.0, "n": 72}
    rest = {"advice": advice, "images": images, "gain": gain, "remains": "Still missed: so much."}
    found = [finding(f"a-cause-{k}", sentence=sentence + str(k), **rest) for k in range(9)]
    corners = np.tile([10.0, 10, 50, 10, 50, 20, 10, 20], (len(per_label), 1))
    places = [f"{c}_{axis}_px" for c in ("tl", "tr", "br", "bl") for axis in ("x", "y")]
    quads = {
        f"{side}_{p}": corners[:, k] for side in ("true", "predicted") for k, p in enumerate(places)
    }
    verdicts = pd.DataFrame({"metric": ["mde_px"], "promise": ["below 8"], "verdict": ["missed"]})
    verdicts = verdicts.assign(value=9.95, ci_low=9.0, ci_high=10.9, n=72, images_needed=None)
    return left(
        metrics=metrics,
        findings=found,
        per_label=per_label.assign(**quads),
        verdicts=verdicts,
        photo_of=lambda image: np.full((60, 80, 3), 90, np.uint8),
        proposed=NextExperiment("name: next\nbase: this.yaml\ntrain:\n  lr0: 0.1\n"),
    )


def test_what_stands_open_is_read_in_three_minutes(crowded) -> None:
    report = experiment_report(crowded)
    assert [len(card.pictures) for card in report.cards] == [4] * 5
    assert report.strip
    open_part = as_markdown(report).split("<details>")[0]
    seen = re.sub(r"<img [^>]*>|!\[[^]]*\]|\]\([^)]*\)|[|*#-]+", " ", open_part)
    assert 300 < len(seen.split()) <= 700
