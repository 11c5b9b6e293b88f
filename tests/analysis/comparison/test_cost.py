import numpy as np
import pandas as pd

from containerloc.analysis.comparison.cost import cost


def test_cost_is_what_was_recorded() -> None:
    results = pd.DataFrame({"epoch": [1, 2, 3], "time": [10.0, 20, 5]})  # resumed before epoch 3
    table = cost(
        {"a": {"parameters": 9, "ms_per_image": 12.5, "device": "cpu"}, "b": {}},
        {"a": results, "b": pd.DataFrame()},
    )
    assert table.loc["a", ["parameters", "ms_per_image", "epochs", "training_s"]].tolist() == [
        9,
        12.5,
        3,
        25,
    ]
    assert np.isnan(
        table.loc["b", ["parameters", "ms_per_image", "epochs", "training_s"]].astype(float)
    ).all()
    assert table.loc["b", "device"] == ""
