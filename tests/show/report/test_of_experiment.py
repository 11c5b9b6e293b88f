"""The report on a run, section by section."""

import pandas as pd

from containerloc.show.report.of_experiment import experiment_report


def sections(report):
    return {section.title: section for section in report.sections if section}


def test_a_report_of_nothing_claims_nothing(left) -> None:
    report = experiment_report(left())
    assert len(report.summary) == 2
    assert set(sections(report)) == {"Findings", "Recommendations"}


def test_the_same_finding_of_two_notebooks_is_told_once(left, finding) -> None:
    twice = [finding("a"), finding("a") | {"notebook": "07"}, finding("nothing-wrong", "info")]
    known = sections(experiment_report(left(findings=twice)))
    assert len(known["Findings"].tables[0].rows) == 1
    assert known["Action items"].to_do == ["Do it."]


def test_corners_stand_in_their_order_with_what_is_known(left, metrics) -> None:
    (table,) = sections(experiment_report(left(metrics=metrics)))["Corners"].tables
    assert [row[0] for row in table.rows] == ["TL", "TR", "BR", "BL"]
    assert table.rows[0] == ("TL", "14.00 px (13.00 to 15.00, n = 74)", "–", "–", "–", "–")
    assert table.intro


def test_the_ten_worst_and_the_missed(left, per_label) -> None:
    section = sections(experiment_report(left(per_label=per_label)))["Worst cases"]
    assert len(section.tables[0].rows) == 10
    assert section.tables[0].rows[0] == ("10.jpg", "11", "0.900", "0.800", "as read")
    assert "11.jpg" in section.paragraphs[0]


def test_the_gain_of_the_first_recommendation_is_what_the_next_may_reach(
    left, metrics, per_label, finding
) -> None:
    # The worst ID would come out as the median of the others: (11 - 5.5) / 11 px less.
    findings = [finding("a", images=["10.jpg"], advice="Train on it.")]
    verdicts = pd.DataFrame({"metric": ["mde_px"], "promise": ["below 8"], "verdict": ["missed"]})
    verdicts = verdicts.assign(value=9.95, ci_low=9.0, ci_high=10.9, n=72, images_needed=None)
    run = left(findings=findings, metrics=metrics, per_label=per_label, verdicts=verdicts)
    known = sections(experiment_report(run))
    assert known["Recommendations"].tables[0].rows[0][:2] == ("Train on it.", "MDE −0.50 px")
    assert known["The next experiment"].tables[0].rows[0][1:4] == ("9.95 px", "below 8", "9.45 px")


def test_a_picture_of_missed_ids_only_where_some_are(left, metrics) -> None:
    figures = ("06_causes.png", "06_missed_cases.png")
    some = experiment_report(left(metrics=metrics, figures=figures))
    none = experiment_report(left(metrics={"missed": {"value": 0}}, figures=figures))
    assert [len(sections(report)["Pictures"].pictures) for report in (some, none)] == [2, 1]


def test_notebooks_that_failed_are_to_be_run_again(left) -> None:
    status = {"05": {"status": "ok"}, "06": {"status": "failed"}, "07": {"status": "kept"}}
    section = sections(experiment_report(left(record={"notebooks": status})))["Action items"]
    assert section.done == ["05: ok"]
    assert section.to_do == ["06 failed: run it again"]


def test_numbers_as_reviewed_stand_beside_the_others(left, metrics) -> None:
    reviewed = {"reviewed_mde_px": {"value": 5.0, "ci_low": 4.0, "ci_high": 6.0, "n": 70}}
    (table,) = sections(experiment_report(left(metrics=metrics | reviewed)))["Numbers"].tables
    assert len(table.columns) == 3
    (row,) = [row for row in table.rows if "MDE" in row[0]]
    assert row[2] == "5.00 px (4.00 to 6.00, n = 70)"
    (table,) = sections(experiment_report(left(metrics=metrics)))["Numbers"].tables
    assert len(table.columns) == 2


def test_findings_lead_to_their_cases_where_there_is_a_page(left, finding) -> None:
    found = [finding("a", images=["1.jpg"])]
    for files, place in (((("review.html", "cases"),), "finding=a"), ((), "")):
        (table,) = sections(experiment_report(left(findings=found, files=files)))["Findings"].tables
        assert getattr(table.rows[0][3], "place", "") == place
