from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.cause_gains import cause_table
from containerloc.analysis.measures.corner_errors import LabelErrors

NAN = float("nan")
CAUSES = pd.Series(["fine", "fine", "shifted whole", "missed altogether", "missed altogether"])


@pytest.fixture
def errors(plant_errors) -> LabelErrors:
    """Two fine ones, one shifted, two missed: of 20, 40, 10, 10 and 10 px text height."""
    iou = np.array([0.9, 0.8, 0.3, NAN, NAN])
    return plant_errors([1, 2, 6, NAN, NAN], text_height_px=[20, 40, 10, 10, 10], iou=iou)


def test_hand_worked(errors) -> None:
    found = cause_table(errors, CAUSES)
    # The fine ones are off by 5 % of their height: 0.5 px of 10. MDE from 3 to 3.5 / 3.
    shifted = found.loc["shifted whole"]
    assert shifted[["n", "share", "mde_px", "iou"]].tolist() == [1, 0.2, 6, 0.3]
    assert shifted["mde_gain_px"] == pytest.approx(5.5 / 3)
    # IoU from 2 / 5; fine is 0.85, so 0.55 / 5 more
    assert shifted["iou_gain"] == pytest.approx(0.11)
    assert shifted["gain"] == pytest.approx(5.5 / 9)
    missed = found.loc["missed altogether"]
    assert missed["n"] == 2
    assert missed[["mde_px", "iou", "mde_gain_px"]].isna().all()
    assert missed["iou_gain"] == pytest.approx(2 * 0.85 / 5)
    assert missed["gain"] == pytest.approx(0.34 / 0.6)
    assert found.index.tolist() == ["shifted whole", "missed altogether", "fine"]
    assert found.loc["fine", ["mde_gain_px", "iou_gain", "gain"]].tolist() == [0, 0, 0]
    assert found["n"].sum() == 5


def test_a_fix_makes_nothing_worse(errors) -> None:
    better = replace(
        errors, error_px=np.array([1.0, 2, 0.4, NAN, NAN]), iou=np.array([0.9, 0.8, 0.95, NAN, NAN])
    )
    shifted = cause_table(better, CAUSES).loc["shifted whole"]
    assert shifted[["mde_gain_px", "iou_gain"]].tolist() == [0, 0]


def test_without_a_fine_one_nothing_is_known_of_gains(errors) -> None:
    found = cause_table(errors, CAUSES.replace("fine", "jitter"))
    assert found.loc["jitter", ["n", "mde_px"]].tolist() == [2, 1.5]
    assert found[["mde_gain_px", "iou_gain", "gain"]].isna().all(axis=None)


def test_nothing_left_to_gain(plant_errors) -> None:
    perfect = plant_errors(np.zeros(5), iou=np.ones(5))
    assert (cause_table(perfect, CAUSES)["gain"] == 0).all()


def test_labels_that_are_not_measured_stay_so(errors) -> None:
    suspect = CAUSES.replace("shifted whole", "label suspect")
    measured = np.array([1.0, 1, NAN, NAN, NAN])
    unknown = replace(errors, error_px=errors.error_px * measured, iou=errors.iou * measured)
    row = cause_table(unknown, suspect).loc["label suspect"]
    assert row["n"] == 1
    assert row[["mde_px", "iou"]].isna().all()
    assert row["gain"] == 0


def test_all_missed_and_no_labels(errors) -> None:
    lost = pd.Series(["missed altogether"] * 2)
    found = cause_table(errors.take([3, 4]), lost.set_axis([3, 4]))
    assert found["n"].tolist() == [2]
    assert cause_table(errors.take(np.zeros(5, bool)), CAUSES[:0]).empty
