import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from containerloc.analysis.measures.calibration import corner_calibration, reject_curve, reject_gain
from containerloc.analysis.measures.corner_errors import ERROR_COLUMNS
from containerloc.data.tables import CONFIDENCE_COLUMNS


def table_of(confidence: object, error: object) -> pd.DataFrame:
    """The same confidence and error for the ID and for each of its corners; an ID an image."""
    confidence, error = np.asarray(confidence, float), np.asarray(error, float)
    return pd.DataFrame(
        {
            "image": [f"{k}.jpg" for k in range(len(error))],
            "confidence": confidence,
            "error_px": error,
            **dict.fromkeys(CONFIDENCE_COLUMNS, confidence),
            **dict.fromkeys(ERROR_COLUMNS, error),
        }
    )


RNG = np.random.default_rng(5)
ERROR = RNG.gamma(2, 3, 74)
NOISE = RNG.normal(0, 3, 74)


def test_rank_correlation_is_scipys() -> None:
    confidence = (-ERROR + NOISE).round(0)  # with ties
    found = corner_calibration(table_of(confidence, ERROR))
    assert found["correlation"].to_numpy() == pytest.approx(
        np.full(4, stats.spearmanr(confidence, ERROR).statistic)
    )
    assert (found["verdict"] == "informative").all()
    assert (found["ci_low"] < found["correlation"]).all()
    assert (found["correlation"] < found["ci_high"]).all()
    assert (found["n"] == 74).all()


def test_each_corner_has_its_own_confidence() -> None:
    table = table_of(np.zeros(74), ERROR)
    table["tr_confidence"], table["br_confidence"] = -ERROR, ERROR
    table["bl_confidence"] = NOISE
    found = corner_calibration(table)
    assert found["verdict"].tolist() == ["uninformative", "informative", "misleading", "undecided"]
    assert found["correlation"].tolist()[:3] == pytest.approx([0, -1, 1])
    assert found.loc["TL", ["ci_low", "ci_high"]].isna().all()


def test_several_labels_of_an_image_and_misses() -> None:
    table = table_of(-ERROR + NOISE, ERROR)
    table["image"] = [f"{k // 3}.jpg" for k in range(74)]
    table.loc[:4, [*CONFIDENCE_COLUMNS, *ERROR_COLUMNS, "confidence", "error_px"]] = np.nan
    expected = stats.spearmanr((-ERROR + NOISE)[5:], ERROR[5:]).statistic
    row = corner_calibration(table).loc["BR"]
    assert row["correlation"] == pytest.approx(expected)
    assert row["ci_low"] < expected < row["ci_high"] < 0
    assert (row["n"], reject_gain(table)["n"]) == (69, 69)
    assert reject_curve(table)["kept"].iloc[0] == 69


def test_reject_curve_by_hand() -> None:
    curve = reject_curve(table_of([0.9, 0.8, 0.7, 0.6], [1, 4, 3, 8]))
    assert curve["rejected_share"].tolist() == [0, 0.25, 0.5, 0.75]
    assert curve["kept"].tolist() == [4, 3, 2, 1]
    assert curve["confidence"].tolist() == [0.6, 0.7, 0.8, 0.9]
    assert curve["mde_px"].tolist() == pytest.approx([4, 8 / 3, 2.5, 1])
    assert curve["oracle_mde_px"].tolist() == pytest.approx([4, 8 / 3, 2, 1])
    assert curve["p90_px"].tolist() == pytest.approx([6.8, 3.8, 3.7, 1])


def test_reject_gain_by_hand() -> None:
    numbers = reject_gain(table_of([0.9, 0.8, 0.7, 0.6], [1, 4, 3, 8]))
    # areas: (1 + 5/2 + 8/3 + 4) / 4 against (1 + 2 + 8/3 + 4) / 4; chance 4
    area, oracle = 61 / 24, 29 / 12
    assert numbers["area_px"] == pytest.approx(area)
    assert numbers["oracle_area_px"] == pytest.approx(oracle)
    assert numbers["chance_px"] == 4
    assert numbers["gain"] == pytest.approx((4 - area) / (4 - oracle))


@pytest.mark.parametrize(
    ("confidence", "gain", "verdict"),
    [(-ERROR, 1, "informative"), (np.ones(74), 0, "uninformative")],
)
def test_best_and_worthless(confidence: np.ndarray, gain: float, verdict: str) -> None:
    numbers = reject_gain(table_of(confidence, ERROR))
    assert (numbers["gain"], numbers["verdict"]) == (pytest.approx(gain), verdict)


def test_worse_than_chance_and_no_better() -> None:
    assert reject_gain(table_of(ERROR, ERROR))["verdict"] == "misleading"
    assert reject_gain(table_of(ERROR, ERROR))["gain"] < -0.5
    assert reject_gain(table_of(NOISE, ERROR))["verdict"] == "undecided"
    assert reject_gain(table_of(NOISE, np.full(74, 2.0)))["verdict"] == "uninformative"


def test_equals_are_rejected_in_random_order() -> None:
    confidence = np.array([3.0, 2, 2, 2, 1, 1, 0])
    error = np.array([1.0, 9, 2, 5, 3, 8, 4])
    areas = []
    rng = np.random.default_rng(0)
    for _ in range(4000):
        shuffled = rng.permutation(7)
        order = shuffled[np.argsort(-confidence[shuffled], kind="stable")]
        areas.append((np.cumsum(error[order]) / np.arange(1, 8)).mean())
    found = reject_gain(table_of(confidence, error))["area_px"]
    assert found == pytest.approx(np.mean(areas), abs=0.02)
    assert reject_curve(table_of(confidence, error))["kept"].tolist() == [7, 6, 4, 1]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 50)), min_size=1, max_size=30))
def test_no_order_is_better_than_the_oracle(pairs: list[tuple[int, int]]) -> None:
    curve = reject_curve(table_of(*np.transpose(pairs)))
    assert (curve["mde_px"] >= curve["oracle_mde_px"] - 1e-9).all()
    assert (curve["p90_px"] >= curve["oracle_p90_px"] - 1e-9).all()
    first = curve.iloc[0]
    assert first["mde_px"] == pytest.approx(first["oracle_mde_px"])
    assert first["kept"] == len(pairs)


def test_a_long_curve_keeps_its_ends() -> None:
    curve = reject_curve(table_of(np.arange(1000), np.arange(1000)))
    assert len(curve) == 200
    assert curve["kept"].iloc[[0, -1]].tolist() == [1000, 1]


@pytest.mark.parametrize("n", [0, 2])
def test_too_few(n: int) -> None:
    table = table_of(np.arange(n), np.arange(n))
    found = corner_calibration(table)
    assert found["correlation"].isna().all()
    assert (found["n"] == n).all()
    assert (found["verdict"] == "undecided").all()
    assert np.isnan(reject_gain(table)["gain"])
    assert len(reject_curve(table)) == n


def test_all_missed() -> None:
    table = table_of(np.full(5, np.nan), np.full(5, np.nan))
    assert reject_curve(table).empty
    assert reject_gain(table)["n"] == 0
    assert corner_calibration(table)["n"].tolist() == [0] * 4
