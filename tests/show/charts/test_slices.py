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


def test_only_slices_that_are_worse_are_drawn() -> None:
    figure = slice_forest(_slices(5, reported=[0, 2]))
    errors, detected = figure.axes
    assert [name.get_text() for name in errors.get_yticklabels()] == [
        "light: level 0 (n = 10)",
        "light: level 2 (n = 10)",
    ]
    points = errors.collections[1].get_offsets()
    assert np.allclose(np.asarray(points)[:, 0], np.linspace(2, 0.5, 5)[[0, 2]])
    assert same_color(errors.collections[1].get_facecolors()[0], ALARM)
    assert detected.get_xlim()[1] > 1
    assert "5 slices compared, 2 worse" in " ".join(figure.get_suptitle().split())


def test_slices_that_show_nothing_are_a_sentence() -> None:
    figure = slice_forest(_slices(69))
    assert not figure.axes
    assert repr(figure) == "69 slices compared: none is worse than the rest beyond chance (Holm)."


def test_many_slices_are_cut_and_counted() -> None:
    figure = slice_forest(_slices(40, reported=range(40)))
    assert len(figure.axes[0].get_yticks()) == 30
    assert "the 30 most certain shown" in " ".join(figure.get_suptitle().split())


def test_nothing_measured_is_drawn_as_nothing() -> None:
    unknown = _slices(2, [0, 1]).assign(ratio=np.nan, ratio_low=np.nan, ratio_high=np.nan)
    figure = slice_forest(unknown)
    figure.draw_without_rendering()
    low, high = figure.axes[0].get_xlim()
    assert low < 1 < high


def test_no_slices() -> None:
    figure = slice_forest(_slices(0))
    assert "No slice to compare" in figure.get_suptitle()
