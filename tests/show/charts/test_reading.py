import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.reading.asked import STEPS
from containerloc.quads import CORNERS
from containerloc.show.charts.reading import corner_cost, reading_margin

COLUMNS = ["move", "margin", "text_heights", "read", "n", "share", "ci_low", "ci_high"]


@pytest.fixture
def curve() -> pd.DataFrame:
    rows = [
        (move, margin, size, 60, 74, 1 - size, 0.9 - size, 1.0)
        for move, sizes in STEPS.items()
        for size in (0.0, *sizes)
        for margin in ((0.0, 0.12) if move == "random" else (0.0,))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def corners() -> pd.DataFrame:
    rows = [(corner, size, 3, 74, 0.1, 0.02, 0.2) for corner in CORNERS for size in (0.2, 0.4)]
    columns = ["corner", "text_heights", "lost", "n", "share", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns)


def test_every_move_has_its_curve_and_the_title_says_the_tolerance(curve, corners):
    figure = corner_cost(curve, corners, 0.12)
    left, right = figure.axes
    assert len(left.get_legend().get_texts()) == 6
    assert "0.12 text heights" in figure.get_suptitle()
    assert [text.get_text() for text in right.get_yticklabels()] == list(CORNERS)
    assert any(line.get_gid() == "tolerance" for line in left.lines)


def test_without_a_tolerance_no_line_marks_it(curve, corners):
    left, _ = corner_cost(curve, corners, np.nan).axes
    assert not any(line.get_gid() == "tolerance" for line in left.lines)


def test_margins(curve):
    rows = [(m, by, 70, 0.95, 0.9, 1.0, 74) for m in (0.0, 0.12) for by in ("label", "prediction")]
    table = pd.DataFrame(rows, columns=["margin", "by", "read", "rate", "ci_low", "ci_high", "n"])
    title = " ".join(reading_margin(table, 0.12).get_suptitle().split())
    assert "12%: 70 of 74 read" in title
    assert len(reading_margin(table).axes[0].lines) == 2


def test_nothing_read_is_a_sentence(corners):
    for figure in (corner_cost(pd.DataFrame(), corners), reading_margin(pd.DataFrame())):
        assert "Nothing was read" in figure.texts[0].get_text()
