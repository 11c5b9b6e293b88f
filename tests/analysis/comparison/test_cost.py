import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.comparison.cost import cost

QUIET = {"machine": "Linux", "cores": 4, "threads": 2, "batch": 8, "busy": 0.05}
RECORD = {"parameters": 9, "imgsz": 640, "ms_per_image": 12.5, "device": "cpu", "timing": QUIET}
RESULTS = {"a": pd.DataFrame({"epoch": [1, 2, 3]}), "b": pd.DataFrame()}


def test_cost_is_what_was_recorded() -> None:
    table = cost({"a": RECORD, "b": RECORD | {"ms_per_image": 15.0}}, RESULTS)
    assert table.loc["a"].tolist() == [9, 640, 12.5, "cpu", 3]
    assert table.loc["b", "ms_per_image"] == 15
    nothing = cost({"a": RECORD, "b": {}}, RESULTS).loc["b"]
    assert nothing.drop("device").astype(float).isna().all()
    assert nothing["device"] == ""


@pytest.mark.parametrize(
    "other",
    [
        {"timing": QUIET | {"busy": 0.5}},
        {"timing": QUIET | {"threads": 1}},
        {"timing": QUIET | {"machine": "Windows"}},
        {"device": "CUDA 0"},
        {"timing": None},
    ],
)
def test_times_that_were_not_taken_alike_are_left_out(other) -> None:
    table = cost({"a": RECORD, "b": RECORD | other}, RESULTS)
    assert np.isnan(table["ms_per_image"].astype(float)).all()
    assert table["parameters"].tolist() == [9, 9]
