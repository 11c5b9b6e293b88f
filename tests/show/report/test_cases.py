"""Cases of a report: which there are, what is said of them, where they lead."""

import numpy as np
import pandas as pd

from containerloc.data.tables import quad_columns
from containerloc.show.report.cases import Case, Shown, cases_of

QUAD = np.array([[40.0, 30], [120, 30], [120, 50], [40, 50]])
NONE = np.full((4, 2), np.nan)


def unmatched(image: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"image": [image], "confidence": [0.3], "number": [2], **quad_columns(QUAD[None])}
    )


def test_labels_by_error_then_predictions_on_none(per_label) -> None:
    table = per_label.assign(image="a.jpg", line=range(1, 13))
    each = cases_of(table, unmatched("a.jpg"))["a.jpg"]
    assert [case.object for case in each[:2]] == ["line 11", "line 10"]
    assert [case.object for case in each[-2:]] == ["line 12", "prediction 2"]
    assert each[-1].said == "false positive, confidence 0.30"
    assert (each[-1].predicted == QUAD).all()
    assert each[-2].said == "missed"


def test_a_table_without_corners_has_cases_without_quads(per_label) -> None:
    (case,) = cases_of(per_label, unmatched("other.jpg"))["3.jpg"]
    assert np.isnan(case.label).all()
    assert (case.name, case.said) == ("3", "4 px off")


def test_a_case_leads_to_its_review_if_there_is_one() -> None:
    case = Case("a b/é#.jpg", "line 2", QUAD, QUAD, 1.0)
    link = Shown(lambda image: None, "val", has_review=True).link(case)
    assert link
    assert link.place == "case=val%2Fa%20b%2F%C3%A9%23.jpg%2Fline%202"
    assert Shown(lambda image: None).link(case) is None
    assert Shown(lambda image: None).finding("a", "b") is None


def test_a_picture_needs_a_photo_and_a_quad() -> None:
    case, none = Case("a.jpg", "line 1", QUAD, QUAD, 1.0), Case("a.jpg", "line 1", NONE, NONE)
    grey = Shown(lambda image: np.full((60, 160, 3), 90, np.uint8))
    assert [each.path for each in grey.pictures([case], "x")] == ["report_pictures/x-1.jpg"]
    assert not list(grey.pictures([none], "x"))
    assert not list(Shown(lambda image: None).pictures([case], "x"))
