"""Cases as the front end shows them."""

import numpy as np
import pandas as pd

from containerloc.analysis.review.cases import CASE_COLUMNS
from containerloc.finding import Finding
from containerloc.run.prepare.review.shown import in_order, photo_files, shown_cases


def test_the_worst_come_first_and_what_cannot_be_measured_last() -> None:
    rows = [
        ("unmeasured", "matched", np.nan, 0.9),
        ("good", "matched", 0.1, 0.9),
        ("bad", "matched", 0.7, 0.9),
        ("extra", "false_positive", np.nan, 0.5),
        ("sure", "unlabelled", np.nan, np.nan),
        ("missed", "missed", np.nan, np.nan),
    ]
    cases = pd.DataFrame(rows, columns=["image", "kind", "relative_error", "confidence"])
    order = ["missed", "sure", "bad", "extra", "good", "unmeasured"]
    assert in_order(cases)["image"].tolist() == order
    assert in_order(cases.reindex(columns=[*CASE_COLUMNS])[:0]).empty


def test_a_case_has_what_is_known_and_nothing_else(review) -> None:
    finding = Finding("late", "info", "Late.", images=("val_1.png", "val_1.png"))
    others = {"two": review.inputs.predicted.table[:1]}
    cases = shown_cases(review.cases, review.inputs, findings=[finding], others=others)
    first, second, _ = cases
    assert (first.class_name, first.line, first.label_path) == ("id", 1, "labels/val/val_0.txt")
    assert [other.model for other in first.others] == ["two"]
    assert first.disagreement_px == 0
    assert second.others == ()
    assert np.isnan(second.disagreement_px)
    assert (first.findings, second.findings) == ((), ("late",))
    np.testing.assert_array_equal(first.label, [[16, 18], [48, 18], [48, 30], [16, 30]])


def test_photos_by_the_key_that_cases_know_them_by(review) -> None:
    photos = photo_files(review.inputs.labels.images, "val")
    assert list(photos) == [f"val/val_{k}.png" for k in range(3)]
    assert (photos["val/val_0.png"].width_px, photos["val/val_0.png"].height_px) == (64, 48)
