"""Difference charts: right of the line is better, whatever the number; words, not keys."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.comparison.slice_differences import SLICE_DIFFERENCES
from containerloc.show.charts.differences import difference_forest, name_tag, slice_differences


def points(axes) -> np.ndarray:
    return np.asarray(axes.collections[-1].get_offsets())[:, 0]


def row_names(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def test_right_is_better_in_both_panels(difference_rows, text_of) -> None:
    figure = difference_forest(difference_rows("new"), reference="old")
    errors, shares = figure.axes
    assert points(errors) == pytest.approx([2.0])  # lower is better, and lies to the right
    assert points(shares) == pytest.approx([-2.0])  # points of 100
    assert row_names(errors) == ["mean distance error (MDE)"]
    assert row_names(shares) == ["detection rate"]
    assert "Against old: new better in 1, worse in 1 of 2 numbers" in text_of(figure)


def test_one_experiment_is_named_by_what_tells_it_from_the_reference(difference_rows, text_of):
    figure = difference_forest(difference_rows("demo_exp002_b"), reference="demo_exp001_a")
    assert "Against exp001: exp002 better in 1" in text_of(figure)


def test_of_two_experiments_the_rows_of_a_number_stand_together(difference_rows) -> None:
    errors, _ = difference_forest(difference_rows("loc_a", "loc_b")).axes
    assert row_names(errors) == [f"mean distance error (MDE) · {each}" for each in "ab"]


def test_twenty_experiments_have_one_row_each(difference_rows) -> None:
    figure = difference_forest(difference_rows(*(f"loc_exp{k:03}" for k in range(20))))
    assert len(figure.axes[0].get_yticks()) == 20
    assert row_names(figure.axes[0])[0] == "loc_exp000"
    assert row_names(figure.axes[1])[0] == "loc_exp000"
    assert figure.get_size_inches()[1] < 16


@pytest.mark.parametrize(
    "unknown",
    [{"ci_low": -np.inf, "ci_high": np.inf}, dict.fromkeys(["difference", "ci_low", "ci_high"])],
)
def test_unknown_intervals_are_drawn(difference_rows, unknown) -> None:
    difference_forest(difference_rows("new").assign(**unknown)).draw_without_rendering()


def test_nothing_to_compare_is_a_sentence(difference_rows) -> None:
    assert "no experiment" in difference_forest(difference_rows()).texts[0].get_text()
    empty = pd.DataFrame(columns=list(SLICE_DIFFERENCES))
    assert "no slice" in slice_differences(empty).texts[0].get_text()


def test_slices_are_counted_and_named(text_of) -> None:
    row = {"column": "text_height_px", "level": "up to 20", "n_both": 9, "verdict": "worse"}
    row |= {"difference": 3.0, "ci_low": 2.0, "ci_high": 4.0, "margin": 1.0}
    slices = pd.DataFrame([row, row | {"n_both": 1}]).reindex(columns=list(SLICE_DIFFERENCES))
    figure = slice_differences(slices, experiment="new", reference="old")
    assert points(figure.axes[0]) == pytest.approx([-3.0])
    assert row_names(figure.axes[0]) == ["text height: up to 20 px  (n = 9)"]
    assert "1 of 1 slice" in text_of(figure)


def test_names_that_no_part_tells_apart_are_written_out() -> None:
    assert name_tag("a_b", ["a_b", "a_b_c"]) == "a_b"
    assert name_tag("alone", ["alone"]) == "alone"
