"""Labels of an odd shape."""

import numpy as np
import pytest

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
