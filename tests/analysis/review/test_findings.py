"""What people found, as a finding."""

from containerloc.analysis.review.findings import Reviewed, review_findings


def test_labels_to_blame_are_a_warning_with_their_images(verdicts, said) -> None:
    table = verdicts(("a", "line 1", "label_wrong", None), ("b", "line 1", "model_wrong", None))
    (finding,) = review_findings(Reviewed(table, 74))
    assert (finding.code, finding.severity, finding.images) == ("cases-judged", "warning", ("a",))
    assert finding.evidence["judged"] == 2
    said([finding])


def test_a_model_to_blame_is_for_information(verdicts) -> None:
    (finding,) = review_findings(Reviewed(verdicts(("a", "line 1", "model_wrong", None)), 74))
    assert (finding.severity, finding.images) == ("info", ())


def test_nobody_looked(verdicts) -> None:
    assert review_findings(Reviewed(verdicts(), 74)) == ()


def test_what_is_out_of_date_is_told_and_no_warning(verdicts) -> None:
    table = verdicts(("a", "line 1", "label_wrong", None)).assign(stale="label changed")
    (finding,) = review_findings(Reviewed(table, 74))
    assert (finding.severity, finding.evidence["judged"], finding.evidence["stale"]) == (
        "info",
        0,
        1,
    )
