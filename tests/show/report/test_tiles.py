"""The numbers that are read first."""

import pandas as pd

from containerloc.show.report import tiles
from containerloc.wording import ID

NO_TARGET = pd.DataFrame({"metric": [], "promise": [], "verdict": []})


def by_label(metrics, errors=(), verdicts=NO_TARGET):
    return {tile.label: tile for tile in tiles.experiment_tiles(metrics, verdicts, errors, ID)}


def test_detected_is_a_count_and_the_mean_stands_beside_the_median(metrics) -> None:
    known = by_label(metrics, [7.0] * 60)
    assert known["IDs detected"].value == "72 of 74"
    assert "confidence 0.25" in known["IDs detected"].note
    assert known["median distance error"].value == "7.00 px"
    assert known["median distance error"].note.endswith("mean 9.95 px")


def test_why_the_mean_differs_is_said_where_few_make_half_of_it(metrics) -> None:
    # 187 + 186 of 768 px, 49 %, as on the embedded doors.
    known = by_label(metrics, [*[5.486] * 72, 187.0, 186.0])
    assert known["median distance error"].note.endswith("about half of it from 2 IDs")


def test_reading_has_a_tile_once_it_is_measured(metrics) -> None:
    assert "IDs read" not in by_label(metrics)
    read = {"value": 71 / 74, "ci_low": 0.9, "ci_high": 0.99, "n": 74}
    assert by_label(metrics | {"read_rate": read})["IDs read"].value == "71 of 74"


def test_targets_that_are_not_met_are_named() -> None:
    verdicts = pd.DataFrame(
        {
            "metric": ["mde_px", "iou_mean"],
            "promise": ["below 8 px", "above 0.8"],
            "verdict": ["missed", "met"],
        }
    )
    tile = tiles.targets_tile(verdicts)
    assert (tile.value, tile.tone) == ("1 met, 1 missed", "bad")
    assert tile.note == "mean distance error (MDE) below 8 px: missed"
    assert tiles.targets_tile(verdicts[1:]).tone == "good"
    assert tiles.targets_tile(NO_TARGET).value == "none"


def test_nothing_measured_has_no_tile() -> None:
    assert set(by_label({"mde_px": {"value": None, "n": 0}})) == {"targets"}


def test_differences_of_one_and_of_several_experiments() -> None:
    row = {"metric": "mde_px", "difference": -2.0, "ci_low": -3.0, "ci_high": -1.0}
    (one,) = tiles.comparison_tiles({"exp002 · x": [row | {"verdict": "better"}]})
    assert (one.value, one.tone) == ("-2.0 px", "good")
    assert one.note == "-3.0 to -1.0: better"
    both = {"exp002 · x": [row | {"verdict": "better"}], "exp003 · y": [row | {"verdict": "worse"}]}
    (two,) = tiles.comparison_tiles(both)
    assert "exp003 · y: -2.0 px" in two.note
    assert (two.value, two.tone) == ("exp002 better, exp003 worse", "")
    (none,) = tiles.comparison_tiles({"exp002 · x": [row | {"verdict": "no difference shown"}]})
    assert none.note == "-3.0 to -1.0: no difference shown (among so many numbers compared)"
    (none,) = tiles.comparison_tiles(
        {"exp002 · x": [row | {"ci_high": 1.0, "verdict": "no difference shown"}]}
    )
    assert none.note == "-3.0 to +1.0: no difference shown"
    assert not tiles.comparison_tiles({"exp002 · x": [row | {"difference": None}]})
