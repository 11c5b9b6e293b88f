from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.colors import same_color

from containerloc.analysis.measures.slices import SLICE_COLUMNS
from containerloc.show.charts.slices import slice_forest
from containerloc.show.style import ALARM


def _slices(n: int, reported: Sequence[int] = ()) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "column": "light",
            "level": [f"level {i}" for i in range(n)],
            "n": 10,
            "n_others": 64,
            "n_found": 9,
            "ratio": np.linspace(2, 0.5, n),
            "ratio_low": np.linspace(1.5, 0.3, n),
            "ratio_high": np.linspace(3, 0.9, n),
            "detection_rate": 0.9,
            "others_rate": 1.0,
            "reported": [i in reported for i in range(n)],
        }
    )
    return table.reindex(columns=list(SLICE_COLUMNS))


def test_each_slice_has_its_row_and_the_reported_stand_out() -> None:
    figure = slice_forest(_slices(5, reported=[0]))
    errors, found = figure.axes
    names = errors.get_yticklabels()
    assert names[0].get_text() == "light: level 0  (n = 10)"
    assert [same_color(name.get_color(), ALARM) for name in names] == [True, *[False] * 4]
    points = errors.collections[1].get_offsets()
    assert np.allclose(np.asarray(points)[:, 0], np.linspace(2, 0.5, 5))
    assert found.get_xlim()[1] > 1
    assert "5 slices compared, 1 worse" in figure.get_suptitle()


def test_many_slices_are_cut_and_counted() -> None:
    figure = slice_forest(_slices(40))
    assert len(figure.axes[0].get_yticks()) == 30
    assert "40 slices compared, 0 worse" in figure.get_suptitle()
    assert "30 most certain shown" in figure.get_suptitle()


def test_nothing_measured_is_drawn_as_nothing() -> None:
    unknown = _slices(2).assign(ratio=np.nan, ratio_low=np.nan, ratio_high=np.nan)
    figure = slice_forest(unknown)
    figure.draw_without_rendering()
    low, high = figure.axes[0].get_xlim()
    assert low < 1 < high


def test_no_slices() -> None:
    figure = slice_forest(_slices(0))
    assert "No slice to compare" in figure.texts[0].get_text()
