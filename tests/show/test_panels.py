"""The parts of charts: where an axis ends, rows with names, points that stay readable."""

import numpy as np
import pytest
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from containerloc.show import panels, style
from containerloc.wording import ID


@pytest.fixture
def axes():
    return Figure().subplots()


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ([], 1.0),
        ([np.nan, np.nan], 1.0),
        ([0.0, 0.0], 1.0),
        ([1.0, 2.0], 2.1),
        ([2.0] * 99 + [900.0], 3.0),  # one huge error does not flatten the rest
    ],
)
def test_drawing_limit(values, limit):
    assert panels.drawing_limit(np.array(values)) == pytest.approx(limit)


def test_drawing_limit_keeps_what_is_marked():
    assert panels.drawing_limit(np.array([2.0] * 99 + [900.0]), 11.0) > 11


def test_values_beyond_the_axis_are_counted(axes):
    panels.note_beyond(axes, np.array([1.0, 2.0]), 3.0, noun=ID)
    assert not axes.texts
    panels.note_beyond(axes, np.array([1.0, 5.0, 40.0]), 3.0, noun=ID)
    assert axes.texts[0].get_text() == "2 IDs beyond 3 px, the largest 40 px"


def test_points_shrink_and_fade_with_their_number(axes):
    for n in (0, 10, 10_000):
        panels.points(axes, np.zeros((2, n)), style.SERIES)
    sizes = [float(points.get_sizes()[0]) for points in axes.collections]
    alphas = [points.get_alpha() for points in axes.collections]
    assert sizes == sorted(sizes, reverse=True)
    assert alphas == sorted(alphas, reverse=True)


def test_rows_run_from_the_top_and_the_alarming_stand_out(axes):
    panels.name_rows([axes], ["a", "b", "c"], alarm=[False, True, False])
    assert axes.get_ylim() == (2.5, -0.5)
    labels = axes.get_yticklabels()
    assert [label.get_text() for label in labels] == ["a", "b", "c"]
    assert [same_color(label.get_color(), style.ALARM) for label in labels] == [False, True, False]


def test_an_interval_reaches_from_its_low_to_its_high_end(axes):
    ends = np.array([[0.0, 4.0], [-1.0, 2.0]])
    panels.intervals(axes, np.array([3.0, 1.0]), ends, [style.SERIES, style.ALARM])
    lines, points = axes.collections
    np.testing.assert_allclose([line[:, 0] for line in lines.get_segments()], ends)
    np.testing.assert_allclose(points.get_offsets(), [[3, 0], [1, 1]])
