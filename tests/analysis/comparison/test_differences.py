"""Pairs with a planted difference; `benchmarks/comparison.py` draws more of them."""

from dataclasses import replace

import numpy as np
import pytest

import comparison as planted_pairs
from containerloc.analysis.comparison.differences import at_common, corner_differences, differences
from containerloc.analysis.diagnosis.evidence import Settings
from containerloc.data.tables import CORNER_COLUMNS
from containerloc.metric import HEADLINE_METRICS


def shifted(run, px: float):
    """The run with every predicted corner that much farther to the right."""
    moved = run.predictions.assign(
        **{name: run.predictions[name] + px for name in CORNER_COLUMNS if "_x_" in name}
    )
    return replace(run, predictions=moved)


@pytest.fixture(scope="module")
def exact():
    """A reference that is exact, and one that is (3, 4) px off at every corner."""
    run = planted_pairs.planted("equal", 0)["reference"]
    truth = run.labels[list(CORNER_COLUMNS)].to_numpy()
    perfect = run.predictions.assign(confidence=0.9)
    perfect[list(CORNER_COLUMNS)] = truth
    off = perfect.copy()
    off[list(CORNER_COLUMNS)] = truth + np.tile([3.0, 4.0], 4)
    return {"exact": replace(run, predictions=perfect), "off": replace(run, predictions=off)}


def test_numbers_by_hand(exact) -> None:
    table = differences(exact).set_index("metric")
    row = table.loc["mde_px"]
    assert (row["value"], row["reference"], row["difference"], row["n"]) == pytest.approx(
        (5, 0, 5, 74)
    )
    assert (row["verdict"], row["of"]) == ("worse", "detected")
    assert table.loc["error_median_px", "difference"] == pytest.approx(5)
    assert table.loc["detection_rate", ["value", "difference", "n"]].tolist() == [1, 0, 74]
    corners = corner_differences(exact)
    assert corners["difference"].to_numpy() == pytest.approx(5)
    assert corners["verdict"].tolist() == ["worse"] * 4


def test_exchanged_the_verdicts_turn_round(exact) -> None:
    back = differences(dict(reversed(exact.items()))).set_index("metric")
    there = differences(exact).set_index("metric")
    turned = {"better": "worse", "worse": "better"}
    assert back["verdict"].tolist() == [turned.get(v, v) for v in there["verdict"]]
    assert back["difference"].to_numpy() == pytest.approx(
        -there["difference"].to_numpy(), nan_ok=True
    )


def test_an_experiment_against_itself(exact) -> None:
    table = differences({"one": exact["off"], "same": exact["off"]}).set_index("metric")
    assert not table["verdict"].isin(["better", "worse"]).any()
    assert table.loc["mde_px", "verdict"] == "equivalent"
    # That none of 74 differed does not show that fewer than 2 of 100 would.
    assert table.loc["detection_rate", "verdict"] == "no difference shown"
    assert table.loc["detection_rate", "ci_high"] == pytest.approx(1 - 0.025 ** (1 / 74))


def test_five_lost_prove_nothing_and_seven_do(exact) -> None:
    for n, p in ((5, 2 / 2**5), (7, None)):
        fewer = exact["exact"].predictions.assign(confidence=np.where(np.arange(74) < n, 0.1, 0.9))
        lossy = replace(exact["exact"], predictions=fewer)
        row = (
            differences({"all": exact["exact"], "lossy": lossy})
            .set_index("metric")
            .loc["detection_rate"]
        )
        assert row["difference"] == pytest.approx(-n / 74)
        assert (row["p"] == pytest.approx(p)) if p else row["p"] < 0.05
        assert row["ci_low"] <= -n / 74 <= row["ci_high"]
        assert (row["ci_high"] > 0) == bool(p)


def test_every_number_but_counts_has_its_name_in_the_recipes() -> None:
    names = set(differences(planted_pairs.planted("equal", 1))["metric"])
    assert names - {"order_wrong_rate"} < set(HEADLINE_METRICS)


@pytest.mark.parametrize("seed", range(4))
def test_equals_are_not_called_different(seed: int) -> None:
    assert (
        not differences(planted_pairs.planted("equal", seed))["verdict"]
        .isin(["better", "worse"])
        .any()
    )


@pytest.mark.parametrize("kind", ["worse", "hidden"])
def test_the_planted_one_and_a_half_px_are_found(kind: str) -> None:
    row = differences(planted_pairs.planted(kind, 2)).set_index("metric").loc["mde_px"]
    assert row["verdict"] == "worse"
    assert row["ci_low"] < planted_pairs.WORSE_PX < row["ci_high"]


def test_different_image_sets_hide_nothing(compare, said) -> None:
    """Its own MDE is lower, for it misses what is hard: the paired difference is not fooled."""
    runs = next(runs for seed in range(20) if lower(runs := planted_pairs.planted("hidden", seed)))
    table = differences(runs).set_index("metric")
    assert table.loc["mde_px", "verdict"] == "worse"
    assert table.loc["detection_rate", "verdict"] == "worse"
    misled = compare(runs)["own-means-mislead"]
    said([misled])
    assert misled.evidence["own_difference_px"] < 0 < misled.evidence["paired_difference_px"]


def lower(runs) -> bool:
    own = [run.numbers.loc["mde_px", "value"] for run in runs.values()]
    return own[1] < own[0]


def test_common_thresholds_take_the_place_of_each_ones_own(exact) -> None:
    unsure = exact["exact"].predictions.assign(confidence=0.4)
    strict = replace(exact["exact"], predictions=unsure, settings=Settings(0.5, 0.5))
    runs = {"exact": exact["exact"], "strict": strict}
    own = differences(runs).set_index("metric").loc["detection_rate"]
    assert (own["value"], own["verdict"]) == (0, "worse")
    common = at_common(runs, (0.25, 0.5)).set_index(["confidence", "metric"])
    assert common.loc[(0.25, "detection_rate"), "value"] == 1
    assert common.loc[(0.5, "detection_rate"), "value"] == 0


def test_nobody_found_anything(exact) -> None:
    none = replace(exact["exact"], predictions=exact["exact"].predictions.iloc[:0])
    table = differences({"none": none, "neither": none}).set_index("metric")
    assert table.loc["mde_px", ["value", "n"]].isna().tolist() == [True, False]
    assert set(table["verdict"]) <= {"no difference shown", "equivalent"}
    assert table.loc["iou_mean_unconditional", "value"] == 0


@pytest.mark.slow
def test_twenty_experiments_can_still_differ_beyond_chance(exact) -> None:
    many = {"exact": exact["exact"]} | {
        f"off by {px}": shifted(exact["exact"], float(px)) for px in range(3, 22)
    }
    table = differences(many)
    assert (table["verdict"][table["metric"] == "mde_px"] == "worse").all()


def test_what_is_read_is_compared_where_a_reader_has_read(exact) -> None:
    assert "read_rate" not in differences(exact)["metric"].tolist()
    n = len(exact["exact"].labels)
    read, fewer = np.ones(n), np.ones(n)
    fewer[:20] = 0
    runs = {"exact": replace(exact["exact"], read=read), "off": replace(exact["off"], read=fewer)}
    row = differences(runs).set_index("metric").loc["read_rate"]
    assert row["difference"] == pytest.approx(-20 / n)
    assert (row["verdict"], row["n"]) == ("worse", n)
    alike = differences(runs | {"off": replace(exact["off"], read=read)}).set_index("metric")
    assert alike.loc["read_rate", "verdict"] != "worse"
    at_another = at_common(runs, [0.5])
    assert "read_rate" not in at_another["metric"].tolist()
