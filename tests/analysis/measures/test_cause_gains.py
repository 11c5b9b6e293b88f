import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.cause_gains import cause_table

# Two fine ones, one shifted, two missed: of 20, 40, 10, 10 and 10 px text height.
TABLE = pd.DataFrame(
    {
        "detected": [True, True, True, False, False],
        "error_px": [1.0, 2, 6, np.nan, np.nan],
        "iou": [0.9, 0.8, 0.3, np.nan, np.nan],
        "text_height_px": [20.0, 40, 10, 10, 10],
    }
)
CAUSES = pd.Series(["fine", "fine", "shifted whole", "missed altogether", "missed altogether"])


def test_hand_worked() -> None:
    found = cause_table(TABLE, CAUSES)
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


def test_a_fix_makes_nothing_worse() -> None:
    table = TABLE.assign(
        error_px=[1.0, 2, 0.4, np.nan, np.nan], iou=[0.9, 0.8, 0.95, *[np.nan] * 2]
    )
    assert cause_table(table, CAUSES).loc[
        "shifted whole", ["mde_gain_px", "iou_gain"]
    ].tolist() == ([0, 0])


def test_without_a_fine_one_nothing_is_known_of_gains() -> None:
    found = cause_table(TABLE, CAUSES.replace("fine", "jitter"))
    assert found.loc["jitter", ["n", "mde_px"]].tolist() == [2, 1.5]
    assert found[["mde_gain_px", "iou_gain", "gain"]].isna().all(axis=None)


def test_nothing_left_to_gain() -> None:
    perfect = TABLE.assign(detected=True, error_px=0.0, iou=1.0)
    assert (cause_table(perfect, CAUSES)["gain"] == 0).all()


def test_labels_that_are_not_measured_stay_so() -> None:
    suspect = CAUSES.replace("shifted whole", "label suspect")
    table = TABLE.assign(error_px=[1.0, 2, *[np.nan] * 3], iou=[0.9, 0.8, *[np.nan] * 3])
    row = cause_table(table, suspect).loc["label suspect"]
    assert row["n"] == 1
    assert row[["mde_px", "iou"]].isna().all()
    assert row["gain"] == 0


def test_all_missed_and_no_labels() -> None:
    lost = pd.Series(["missed altogether"] * 2)
    found = cause_table(TABLE.iloc[3:], lost.set_axis([3, 4]))
    assert found["n"].tolist() == [2]
    assert cause_table(TABLE[:0], CAUSES[:0]).empty
