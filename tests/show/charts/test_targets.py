import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.statistics.targets import VERDICT_COLUMNS
from containerloc.experiment.targets import Target
from containerloc.show.charts.targets import target_bars

VERDICTS = pd.DataFrame(
    [
        ("mde_px", "below 8 px", 10.0, 9.0, 11.0, 74, "missed", np.nan),
        ("iou_mean", "above 0.8", 0.9, 0.88, 0.92, 74, "met", np.nan),
        ("error_max_px", "below 40 px", 30.0, 30.0, np.nan, 74, "undecided", 300),
    ],
    columns=list(VERDICT_COLUMNS),
)
TARGETS = [
    Target("mde_px", "below", 8.0),
    Target("iou_mean", "above", 0.8),
    Target("error_max_px", "below", 40.0),
]


def test_bars_are_parts_of_the_bound(text_of) -> None:
    figure = target_bars(VERDICTS, TARGETS)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([1.25, 1.125, 0.75])
    words = text_of(figure)
    assert "Targets: 1 met, 1 missed, 1 undecided" in words
    assert "below 8 px: 10.0 px (9.0 to 11.0)" in words


def test_far_beyond_the_bound_is_cut_at_the_axis(text_of) -> None:
    far = VERDICTS[:1].assign(value=900.0, ci_low=800.0, ci_high=1000.0)
    (axes,) = target_bars(far, TARGETS).axes
    assert axes.patches[0].get_width() == axes.get_xlim()[1]


def test_no_target_is_a_sentence() -> None:
    assert repr(target_bars(VERDICTS[:0], [])).startswith("No target is measured")
    unknown = VERDICTS[:1].assign(value=np.nan)
    assert repr(target_bars(unknown, TARGETS)).startswith("No target is measured")
