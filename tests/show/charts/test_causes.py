import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from containerloc.analysis.measures.cause_gains import cause_table
from containerloc.analysis.measures.decomposition import error_shares as shares_of
from containerloc.show.charts.causes import cause_bars, error_shares

CAUSES = pd.Series(["fine", "fine", "wrong text", "missed altogether"])


@pytest.fixture
def errors(plant_errors):
    """Two fine IDs, one far off, one missed."""
    iou = np.array([0.9, 0.9, 0.3, np.nan])
    return plant_errors([1, 1, 7, np.nan], text_height_px=20.0, iou=iou)


def widths(axes) -> list[float]:
    return [patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle)]


def test_causes_are_counted_and_their_gains_said(errors, text_of) -> None:
    figure = cause_bars(cause_table(errors, CAUSES))
    words = text_of(figure)
    assert "2 of 4 labels" in words
    # wrong text: MDE from 3 to 1; IoU 0.6 / 4 more. The miss: 0.9 / 4 of the 1.9 / 4 it lacks.
    assert "wrong text, 1 label: 2.00 px of the MDE; 2 of 4 labels" in words
    assert "no error in px; IoU +0.225" in words
    (gains,) = figure.axes
    assert widths(gains) == pytest.approx([2.0, 0.0])
    names = [label.get_text() for label in gains.get_yticklabels()]
    assert names == ["wrong text\n1 of 4", "missed altogether\n1 of 4"]


def test_without_a_fine_label_the_gain_is_not_drawn(errors, text_of) -> None:
    words = text_of(cause_bars(cause_table(errors, CAUSES.replace("fine", "jitter"))))
    assert "0 of 4 labels" in words
    assert "not known: no label is fine" in words


def test_all_fine_or_none_at_all(errors, text_of) -> None:
    fine = cause_table(errors.take([0, 1]), CAUSES[:2])
    assert "2 of 2 labels" in text_of(cause_bars(fine))
    assert "No labels" in text_of(
        cause_bars(cause_table(errors.take(np.zeros(4, bool)), CAUSES[:0]))
    )


def test_shares_are_stacked_and_said(compared, text_of) -> None:
    # Half of the IDs 1 px to the right, half 3 px: 4 of 5 parts are in all of them.
    offset = np.where(np.arange(10) % 2, 1.0, 3.0)[:, None, None] * [1.0, 0.0]
    figure = error_shares(shares_of(compared(10, offset=offset)))
    words = text_of(figure)
    assert (
        "80% of the squared corner error is the same in all of 10 detected labels, 20% differs"
        in words
    )
    assert "2.24 px" in words  # the root of (1 + 9) / 2
    drawn = widths(figure.axes[0])
    assert drawn[0] == pytest.approx(0.8)
    assert drawn[7] == pytest.approx(0.2)
    assert sum(drawn) == pytest.approx(1)


@pytest.mark.parametrize("case", ["none", "missed", "perfect"])
def test_no_error_to_split_is_said(compared, text_of, case: str) -> None:
    table = {"none": compared(0), "missed": compared(3, missed=3), "perfect": compared(3)}[case]
    assert "No error to split" in text_of(error_shares(shares_of(table)))
