"""A run opened for review: its cases, its findings, and what verdicts make of its numbers."""

import json

import pytest

from containerloc.analysis.review.cases import CASE_COLUMNS
from containerloc.run.prepare.review.run_review import user_name

MOVED = [[18.0, 18.0], [48.0, 18.0], [48.0, 30.0], [16.0, 30.0]]


def test_each_label_is_a_case_with_its_photo(review) -> None:
    assert tuple(review.cases.columns) == CASE_COLUMNS
    shown = review.shown(who="ann")
    assert [case.id for case in shown.cases] == [f"val/val_{k}.png/line 1" for k in range(3)]
    assert set(shown.photos) == {case.photo for case in shown.cases}
    assert (shown.title, shown.who) == ("one, val", "ann")
    assert json.loads(json.dumps(shown.as_dict()))["cases"][0]["error_px"] == 0
    assert [len(each) for each in (review.shown(most=2).cases, review.shown(most=2).photos)] == [
        2
    ] * 2


def test_findings_of_the_run_name_their_cases(review, opened_review) -> None:
    finding = {"code": "late", "severity": "info", "sentence": "Late.", "images": ["val_1.png"]}
    review.inputs.artifacts.findings.parent.mkdir(parents=True, exist_ok=True)
    path = review.inputs.artifacts.findings
    row = {**finding, "evidence": {}, "advice": ""}  # two notebooks may tell the same
    path.write_text(json.dumps([{**row, "notebook": "05"}, {**row, "notebook": "06"}]))
    shown = opened_review().shown()
    assert [case.image for case in shown.cases if case.findings == ("late",)] == ["val_1.png"]
    assert [finding.code for finding in shown.findings] == ["late"]


def test_what_was_said_is_shown_again(review, sent) -> None:
    assert review.sentence == ""
    review.verdicts.save(sent(corrected=MOVED))
    (verdict,) = review.shown().verdicts
    assert (verdict.case, verdict.corrected.tolist()) == ("val/val_0.png/line 1", MOVED)
    assert review.reviewed.latest["verdict"].tolist() == ["label_wrong"]
    assert review.sentence.startswith("1 of 3 cases were judged by ann: 1 label wrong")


def test_a_corrected_label_changes_the_second_number_only(review, sent) -> None:
    assert review.numbers.empty
    assert review.reviewed.n_cases == 0
    assert "cases" not in vars(review)  # not looked for where nobody judged
    review.verdicts.save(sent(corrected=MOVED))
    assert review.evidence.numbers.loc["mde_px", "value"] == 0
    # Of three IDs, one has one corner in four moved by 2 px.
    assert review.numbers.loc["mde_px", "value"] == pytest.approx(2 / 4 / 3)


def test_the_user_has_a_name_or_none(monkeypatch) -> None:
    monkeypatch.setenv("LOGNAME", "ann")
    assert user_name() == "ann"

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1000")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert user_name() == ""
