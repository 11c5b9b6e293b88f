"""How large labelled IDs are."""

import numpy as np
import pytest

from containerloc.analysis.measures.sizes import SIZE_COLUMNS, label_sizes, size_quantiles, sizes

BOX = np.array([[100.0, 100], [300, 100], [300, 140], [100, 140]])


def test_sizes_by_hand(plant_labels, plant_images) -> None:
    row = label_sizes(plant_labels({"a": BOX}), plant_images(["a"])).iloc[0]
    assert row["text_width_px"] == 200
    assert row["text_height_px"] == 40
    assert row["aspect"] == 5
    assert row["area_share"] == pytest.approx(8000 / 800_000)


def test_quantiles_leave_out_what_is_missing(plant_labels, plant_images) -> None:
    broken = BOX.copy()
    broken[0] = np.nan
    table = size_quantiles(plant_labels({"a": BOX, "b": broken}), plant_images(["a", "b"]))
    assert table.loc["aspect", ["median", "n"]].tolist() == [5, 1]


def test_no_label_has_no_size() -> None:
    table = sizes(np.empty((0, 4, 2)), np.empty((0, 2)))
    assert list(table) == list(SIZE_COLUMNS)
    assert table.empty
