"""Values of an attribute whose labels lie differently."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.drift import drifts


def test_an_annotator_who_places_one_corner_further_out() -> None:
    rng = np.random.default_rng(1)
    errors = rng.normal(0, 3, (74, 4, 2))
    who = np.where(np.arange(74) % 3 == 0, "B", "A")
    errors[who == "B", 0, 0] -= 6  # B's labels are 6 px further out, so the model seems in
    shifted = drifts(errors, pd.DataFrame({"annotator": who}))
    assert set(shifted["corner"]) == {"TL"}
    assert set(shifted["axis"]) == {"along"}
    mine = shifted[shifted["level"] == "B"].iloc[0]
    assert mine["shift_px"] == pytest.approx(6, abs=1.5)
    assert mine["n"] == 25


def test_no_drift_is_found_where_there_is_none() -> None:
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        who = rng.choice(["A", "B", "C"], 74)
        alarms += len(drifts(rng.normal(0, 3, (74, 4, 2)), pd.DataFrame({"who": who}))) > 0
    assert alarms <= 4
    assert drifts(np.full((74, 4, 2), np.nan), pd.DataFrame({"who": ["A"] * 74})).empty
