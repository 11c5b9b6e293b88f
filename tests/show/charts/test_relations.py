from dataclasses import replace

import numpy as np
import pytest

from containerloc.show.charts.relations import (
    coverage_and_margin,
    error_against,
    missed_against_found,
)

DRAWN_OF_FOUND = [coverage_and_margin, error_against]


def test_outlines_that_cut_characters_are_counted(compared, text_of):
    coverage, margin = np.array([[1.0, 0.99, 0.5, 0.7], [0.1, 0.0, 0.2, np.nan]])
    errors = replace(compared(4), coverage=coverage, margin=margin)
    words = text_of(coverage_and_margin(errors, cut_below=0.9))
    assert "Less than 90% of the labelled area covered: 1 of 3 predicted outlines" in words
    assert "1 without a valid outline left out" in words
    assert "cuts characters: 1" in words
    assert "harmless margin: 2" in words


def test_running_median_needs_enough_ids(compared, text_of):
    assert "running median" not in text_of(error_against(compared(14, offset=1.0)))
    assert "running median" in text_of(error_against(compared(30, offset=1.0)))


@pytest.mark.parametrize("draw", DRAWN_OF_FOUND)
@pytest.mark.parametrize("n", [1, 2, 3000])
def test_any_number_of_ids_is_drawn(compared, text_of, draw, n):
    assert text_of(draw(compared(n, offset=1.0)))


@pytest.mark.parametrize("draw", DRAWN_OF_FOUND)
def test_nothing_found_is_said(compared, text_of, draw):
    assert "No labels" in text_of(draw(compared(0)))
    assert "none of 3 labelled IDs was detected" in text_of(draw(compared(3, missed=3)))


def test_medians_of_missed_and_found(compared, text_of, marked):
    height = np.array([9.0, 10, 11, 30, 31, 32, 33, 34])
    upright = np.array([[0.0, 0], [100, 0], [100, 1], [0, 1]])
    errors = replace(compared(8, missed=3), truth=upright * height[:, None, None] / [height[0], 1])
    figure = missed_against_found(errors)
    assert "3 of 8 labelled IDs missed" in text_of(figure)
    assert "median: missed 10, detected 32" in text_of(figure)
    line = marked(figure, "median-missed")[0]
    assert line.get_segments()[0][0, 0] == 10


def test_all_missed_and_none_missed(compared, text_of):
    assert "2 of 2 labelled IDs missed" in text_of(missed_against_found(compared(2, missed=2)))
    assert "No label is missed; 2 IDs detected." in text_of(missed_against_found(compared(2)))
    assert "No labels" in text_of(missed_against_found(compared(0)))


def test_missed_label_without_a_size(compared, text_of):
    errors = compared(2, missed=1)
    errors = replace(errors, truth=np.where([[[True]], [[False]]], np.nan, errors.truth))
    assert "1 of 2 labelled IDs missed" in text_of(missed_against_found(errors))
