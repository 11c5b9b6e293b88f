"""Figures and tables of a comparison: what they show is what the tables say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.comparison.changed_labels import changed_labels, most_changed
from containerloc.analysis.comparison.differences import COLUMNS
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.show.charts.compared_curves import compared_curves
from containerloc.show.charts.differences import difference_forest, name_tag, slice_differences
from containerloc.show.photos.changed import changed_cases
from containerloc.show.tables import difference_table, headlines


def rows(names, difference: float = -2.0) -> pd.DataFrame:
    """MDE and detection rate of each, the MDE lower by 2 px, the rate by 2 points."""
    table = pd.DataFrame(
        [
            {
                "experiment": name,
                "metric": metric,
                "value": 5.0,
                "reference": 7.0,
                "difference": value,
                "ci_low": value - half,
                "ci_high": value + half,
                "p_holm": 0.01,
                "verdict": verdict,
                "margin": margin,
                "higher_is_better": higher,
                "n": 74,
                "of": "labels",
            }
            for name in names
            for metric, value, half, verdict, margin, higher in (
                ("mde_px", difference, 0.5, "better", 1.0, False),
                ("detection_rate", difference / 100, 0.005, "worse", 0.02, True),
            )
        ]
    )
    return table.reindex(columns=list(COLUMNS))


def points(axes) -> np.ndarray:
    return np.asarray(axes.collections[-1].get_offsets())[:, 0]


def test_right_is_better_in_both_panels(text_of) -> None:
    figure = difference_forest(rows(["new"]), reference="old")
    errors, shares = figure.axes
    assert points(errors) == pytest.approx([2.0])  # lower is better, and lies to the right
    assert points(shares) == pytest.approx([-2.0])  # points of 100
    assert "1 experiment against old" in text_of(figure)
    assert "better" in text_of(figure)


def test_twenty_experiments_have_a_row_each() -> None:
    names = [f"loc_exp{k:03}" for k in range(20)]
    figure = difference_forest(rows(names))
    assert len(figure.axes[0].get_yticks()) == 20
    assert figure.axes[0].get_yticklabels()[0].get_text() == "loc_exp000"
    assert figure.get_size_inches()[1] < 9


def test_unknown_intervals_are_drawn_to_the_edge() -> None:
    unknown = rows(["new"]).assign(ci_low=-np.inf, ci_high=np.inf)
    difference_forest(unknown).draw_without_rendering()
    nothing = rows(["new"]).assign(ci_low=np.nan, ci_high=np.nan, difference=np.nan)
    difference_forest(nothing).draw_without_rendering()


def test_nothing_to_compare() -> None:
    assert "no experiment" in difference_forest(rows(["new"]).iloc[:0]).texts[0].get_text()
    empty = pd.DataFrame(columns=["n_both"])
    assert "no slice" in slice_differences(empty).texts[0].get_text()
    assert "no curves" in compared_curves({"one": pd.DataFrame()}).texts[0].get_text()


def test_names_that_no_part_tells_apart_are_written_out() -> None:
    assert name_tag("a_b", ["a_b", "a_b_c"]) == "a_b"
    assert name_tag("alone", ["alone"]) == "alone"


def test_curves_of_some(text_of) -> None:
    results = pd.DataFrame(
        {"epoch": [1, 2], "train/pose_loss": [2.0, 1.0], "metrics/mAP50-95(P)": [0.5, 0.9]}
    )
    figure = compared_curves({"exp_a": results, "exp_b": pd.DataFrame()})
    said = text_of(figure)
    assert "1 training over each other; of 1 experiment none is kept" in said
    assert "The results hold no lr/pg0" in said
    assert [len(axes.get_lines()) for axes in figure.axes] == [1, 0, 1, 0]


@pytest.fixture
def two(doors, predicted):
    """A reference that misses the first door, and an experiment 5 px off on the second."""
    labels, images = doors(6, photos=True)
    reference = Evidence(predicted(labels, missed=1), labels, images, Settings(0.25, 0.25))
    moved = predicted(labels)
    moved.loc[1, "tl_x_px"] += 20
    return replace(reference, predictions=moved), reference


def test_the_changed_ids_side_by_side(two, text_of) -> None:
    changed = most_changed(changed_labels(*two))
    figure = changed_cases(changed, *two, names=("new", "old"))
    said = text_of(figure)
    assert "The 2 IDs that changed most" in said
    assert "door_0001.png: worse, 0.0 px → 5.0 px" in said
    assert "door_0000.png: found, missed → 0.0 px" in said
    assert len(figure.axes) == 6


def test_no_id_changed(two) -> None:
    none = most_changed(changed_labels(two[0], two[0]))
    assert "No ID changed" in changed_cases(none, *two, names=("a", "b")).texts[0].get_text()


def test_the_table_says_what_was_measured() -> None:
    table = difference_table(rows(["new"]))
    assert table.loc[0, ["its", "reference's", "difference", "95 % interval"]].tolist() == [
        "5.00",
        "7.00",
        "-2.00",
        "-2.50 to -1.50",
    ]
    equal = difference_table(rows(["new"]).assign(verdict="equivalent", confidence=0.5))
    assert equal.loc[0, ["threshold", "verdict"]].tolist() == ["0.5", "equivalent within 1"]


def test_each_by_itself(two) -> None:
    table = headlines({"new": two[0], "old": two[1]})
    assert table.loc["detection rate", "new"].startswith("100.0%")
    assert table.loc["detection rate", "old"].startswith("83.3%")
