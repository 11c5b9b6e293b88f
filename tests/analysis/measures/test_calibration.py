import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from containerloc.analysis.measures.calibration import corner_calibration, reject_curve, reject_gain

RNG = np.random.default_rng(5)
ERROR = RNG.gamma(2, 3, 74)
NOISE = RNG.normal(0, 3, 74)


def test_rank_correlation_is_scipys(plant_errors) -> None:
    confidence = (-ERROR + NOISE).round(0)  # with ties
    found = corner_calibration(plant_errors(ERROR, confidence=confidence))
    assert found["correlation"].to_numpy() == pytest.approx(
        np.full(4, stats.spearmanr(confidence, ERROR).statistic)
    )
    assert (found["verdict"] == "informative").all()
    assert (found["ci_low"] < found["correlation"]).all()
    assert (found["correlation"] < found["ci_high"]).all()
    assert (found["n"] == 74).all()


def test_each_corner_has_its_own_confidence(plant_errors) -> None:
    confidences = np.stack([np.zeros(74), -ERROR, ERROR, NOISE], axis=1)
    errors = plant_errors(ERROR, corner_confidences=confidences)
    found = corner_calibration(errors)
    assert found["verdict"].tolist() == ["uninformative", "informative", "misleading", "undecided"]
    assert found["correlation"].tolist()[:3] == pytest.approx([0, -1, 1])
    assert found.loc["TL", ["ci_low", "ci_high"]].isna().all()


def test_several_labels_of_an_image_and_misses(plant_errors) -> None:
    error = np.where(np.arange(74) < 5, np.nan, ERROR)
    images = np.array([f"{k // 3}.jpg" for k in range(74)])
    errors = plant_errors(error, confidence=-ERROR + NOISE, image=images)
    expected = stats.spearmanr((-ERROR + NOISE)[5:], ERROR[5:]).statistic
    row = corner_calibration(errors).loc["BR"]
    assert row["correlation"] == pytest.approx(expected)
    assert row["ci_low"] < expected < row["ci_high"] < 0
    assert (row["n"], reject_gain(errors)["n"]) == (69, 69)
    assert reject_curve(errors)["kept"].iloc[0] == 69


def test_reject_curve_by_hand(plant_errors) -> None:
    curve = reject_curve(plant_errors([1, 4, 3, 8], confidence=[0.9, 0.8, 0.7, 0.6]))
    assert curve["rejected_share"].tolist() == [0, 0.25, 0.5, 0.75]
    assert curve["kept"].tolist() == [4, 3, 2, 1]
    assert curve["confidence"].tolist() == [0.6, 0.7, 0.8, 0.9]
    assert curve["mde_px"].tolist() == pytest.approx([4, 8 / 3, 2.5, 1])
    assert curve["oracle_mde_px"].tolist() == pytest.approx([4, 8 / 3, 2, 1])
    assert curve["p90_px"].tolist() == pytest.approx([6.8, 3.8, 3.7, 1])


def test_reject_gain_by_hand(plant_errors) -> None:
    numbers = reject_gain(plant_errors([1, 4, 3, 8], confidence=[0.9, 0.8, 0.7, 0.6]))
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
def test_best_and_worthless(
    plant_errors, confidence: np.ndarray, gain: float, verdict: str
) -> None:
    numbers = reject_gain(plant_errors(ERROR, confidence=confidence))
    assert (numbers["gain"], numbers["verdict"]) == (pytest.approx(gain), verdict)


def test_worse_than_chance_and_no_better(plant_errors) -> None:
    assert reject_gain(plant_errors(ERROR, confidence=ERROR))["verdict"] == "misleading"
    assert reject_gain(plant_errors(ERROR, confidence=ERROR))["gain"] < -0.5
    assert reject_gain(plant_errors(ERROR, confidence=NOISE))["verdict"] == "undecided"
    assert (
        reject_gain(plant_errors(np.full(74, 2.0), confidence=NOISE))["verdict"] == "uninformative"
    )


def test_equals_are_rejected_in_random_order(plant_errors) -> None:
    confidence = np.array([3.0, 2, 2, 2, 1, 1, 0])
    error = np.array([1.0, 9, 2, 5, 3, 8, 4])
    areas = []
    rng = np.random.default_rng(0)
    for _ in range(4000):
        shuffled = rng.permutation(7)
        order = shuffled[np.argsort(-confidence[shuffled], kind="stable")]
        areas.append((np.cumsum(error[order]) / np.arange(1, 8)).mean())
    found = reject_gain(plant_errors(error, confidence=confidence))["area_px"]
    assert found == pytest.approx(np.mean(areas), abs=0.02)
    assert reject_curve(plant_errors(error, confidence=confidence))["kept"].tolist() == [7, 6, 4, 1]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 50)), min_size=1, max_size=30))
def test_no_order_is_better_than_the_oracle(plant_errors, pairs: list[tuple[int, int]]) -> None:
    confidence, error = np.transpose(pairs)
    curve = reject_curve(plant_errors(error, confidence=confidence))
    assert (curve["mde_px"] >= curve["oracle_mde_px"] - 1e-9).all()
    assert (curve["p90_px"] >= curve["oracle_p90_px"] - 1e-9).all()
    first = curve.iloc[0]
    assert first["mde_px"] == pytest.approx(first["oracle_mde_px"])
    assert first["kept"] == len(pairs)


def test_a_long_curve_keeps_its_ends(plant_errors) -> None:
    curve = reject_curve(plant_errors(np.arange(1000), confidence=np.arange(1000)))
    assert len(curve) == 200
    assert curve["kept"].iloc[[0, -1]].tolist() == [1000, 1]


@pytest.mark.parametrize("n", [0, 2])
def test_too_few(plant_errors, n: int) -> None:
    errors = plant_errors(np.arange(n), confidence=np.arange(n))
    found = corner_calibration(errors)
    assert found["correlation"].isna().all()
    assert (found["n"] == n).all()
    assert (found["verdict"] == "undecided").all()
    assert np.isnan(reject_gain(errors)["gain"])
    assert len(reject_curve(errors)) == n


def test_all_missed(plant_errors) -> None:
    errors = plant_errors(np.full(5, np.nan), confidence=np.full(5, np.nan))
    assert reject_curve(errors).empty
    assert reject_gain(errors)["n"] == 0
    assert corner_calibration(errors)["n"].tolist() == [0] * 4
