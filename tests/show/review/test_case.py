import json

import numpy as np

from containerloc.finding import Finding
from containerloc.show.review.case import Case, OtherModel, PhotoFile, Review, Verdict

QUAD = np.array([[0.0, 0], [9, 0], [9, 3], [0, 3]])


def review_of(*cases: Case, **more: object) -> Review:
    photos = {case.photo: PhotoFile("/photos/a.jpg", 40, 30) for case in cases}
    return Review("title", "experiment", cases, photos, **more)  # type: ignore[arg-type]


def test_what_is_not_known_is_null_in_json() -> None:
    hidden = QUAD.copy()
    hidden[2] = np.nan
    others = (OtherModel("other", QUAD),)
    case = Case("val", "a.jpg", "line 1", "matched", label=hidden, iou=0.5, others=others)
    plain = json.loads(json.dumps(case.as_dict(), allow_nan=False))
    assert plain["label"] == [[0, 0], [9, 0], [None, None], [0, 3]]
    assert plain["predicted"] is None
    assert plain["iou"] == 0.5
    assert plain["coverage"] is None
    assert plain["corner_errors_px"] == [None] * 4
    assert plain["others"] == [{"model": "other", "quad": QUAD.tolist(), "confidence": None}]


def test_a_verdict_names_its_case() -> None:
    case = Case("val", 'a"<b>.jpg', "prediction 2", "false_positive")
    verdict = Verdict("val", 'a"<b>.jpg', "prediction 2", verdict="ambiguous")
    assert verdict.case == case.id == verdict.as_dict()["case"] == case.as_dict()["id"]


def test_a_review_lists_only_findings_that_cases_name() -> None:
    findings = (Finding("named", "error", "Three are cut."), Finding("other", "info", "All well."))
    review = review_of(Case("val", "a.jpg", "line 1", "matched", findings=("named",)))
    review = review_of(*review.cases, findings=findings)
    plain = review.as_dict(save_url="verdicts")
    assert [finding["code"] for finding in plain["findings"]] == ["named"]
    assert plain["save_url"] == "verdicts"
    assert plain["photos"]["val/a.jpg"]["width_px"] == 40


def test_an_empty_review_is_one() -> None:
    assert review_of().as_dict()["cases"] == []
