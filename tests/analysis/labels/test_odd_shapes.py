"""Labels of an odd shape, and levels of a column that lie otherwise."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.drift import drifts
from containerloc.analysis.labels.odd_shapes import shape_scores
from containerloc.quads import Floats, as_quads, own_axes

NAMES = [f"{k:03}.jpg" for k in range(74)]


def jittered(ids: Floats, seed: int) -> Floats:
    return ids + np.random.default_rng(seed).normal(0, 1.0, ids.shape)


def test_a_gap_by_hand(plant_labels) -> None:
    quad = as_quads([[0, 0], [90, 0], [90, 20], [0, 20]])[0]
    labels = plant_labels({f"{k}.jpg": quad for k in range(5)} | {"x.jpg": quad + 0.0})
    labels.loc[5, ["tl_x_px", "tl_y_px"]] = [-7.0, -3.0]
    row = shape_scores(labels).iloc[5]
    assert (row["gap_along_px"], row["gap_across_px"]) == pytest.approx((-7, -3), abs=0.5)
    assert row["odd"]
    assert not shape_scores(labels)["odd"][:5].any()


def test_sound_labels_are_hardly_ever_odd(plant_labels, ids: Floats) -> None:
    odd = [
        shape_scores(plant_labels(dict(zip(NAMES, jittered(ids, seed), strict=True))))["odd"].mean()
        for seed in range(20)
    ]
    assert np.mean(odd) <= 0.01


def test_a_corner_that_is_half_a_height_off_is_odd(plant_labels, ids: Floats) -> None:
    labels = jittered(ids, 0)
    labels[3, 0] -= 25 * own_axes(ids)[3, 0]
    table = shape_scores(plant_labels(dict(zip(NAMES, labels, strict=True))))
    assert table["score"].idxmax() == 3
    assert table.loc[3, "odd"]


def test_missing_corners_and_no_label(plant_labels, ids: Floats) -> None:
    table = shape_scores(plant_labels({"a.jpg": np.full((1, 4, 2), np.nan)}))
    assert table["score"].isna().all()
    assert not table["odd"].any()
    assert shape_scores(plant_labels({"": np.empty((0, 4, 2))})).empty


def test_an_annotator_who_places_one_corner_further_out() -> None:
    rng = np.random.default_rng(1)
    errors = rng.normal(0, 3, (74, 4, 2))
    who = np.where(np.arange(74) % 3 == 0, "B", "A")
    errors[who == "B", 0, 0] -= 6  # B's labels are 6 px further out, so the model seems in
    found = drifts(errors, pd.DataFrame({"annotator": who}))
    assert set(found["corner"]) == {"TL"}
    assert set(found["axis"]) == {"along"}
    mine = found[found["level"] == "B"].iloc[0]
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
