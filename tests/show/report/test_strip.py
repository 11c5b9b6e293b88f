"""The strip: every object at its place on a logarithmic axis."""

import numpy as np
import pytest

from containerloc.show.report.cases import Case, Shown
from containerloc.show.report.strip import error_strip

NONE = np.full((4, 2), np.nan)
HIDDEN = Shown(lambda image: None)


def strip(*errors: float, **given):
    cases = {f"{k}.jpg": [Case(f"{k}.jpg", "line 1", NONE, NONE, e)] for k, e in enumerate(errors)}
    return error_strip(cases, HIDDEN, **{"marked": (), "marks": {}} | given)


def test_ten_times_the_error_is_the_same_way_further() -> None:
    made = strip(1.0, 10.0, 100.0)
    last, middle, first = (dot.x for dot in made.dots)
    assert middle - first == pytest.approx(last - middle)
    places = {words: x for x, words in made.ticks}
    assert places["10"] == pytest.approx(middle)
    assert 0 <= first < last <= 1


def test_what_is_missed_lies_at_the_end_and_is_named() -> None:
    made = strip(1.0, 2.0, float("nan"))
    assert made.dots[0].x > 0.93
    assert made.dots[0].value == "missed"
    assert max(dot.x for dot in made.dots[1:]) < 0.91
    assert "missed" in [words for _, words in made.ticks]


def test_equal_errors_stand_above_each_other() -> None:
    heights = [dot.y for dot in strip(*[5.0] * 30).dots]
    assert len(set(heights)) == 30
    assert (min(heights), max(heights)) == (0, 1)


def test_marks_are_where_their_values_are_and_unknown_ones_nowhere() -> None:
    made = strip(1.0, 10.0, marks={"median": 10.0, "mean": None})
    assert [words for _, words in made.marks] == ["median 10 px"]
    assert made.marks[0][0] == pytest.approx(made.dots[0].x)


def test_those_of_cards_are_marked() -> None:
    assert [dot.marked for dot in strip(1.0, 2.0, marked=["1.jpg"]).dots] == [True, False]


def test_nothing_measured_is_no_strip_and_many_are_counted() -> None:
    assert strip(float("nan")) is None
    assert strip() is None
    many = strip(*np.linspace(0.0, 50.0, 4000))
    assert len(many.dots) == 3000
    assert "3,000 largest of 4,000" in many.note
