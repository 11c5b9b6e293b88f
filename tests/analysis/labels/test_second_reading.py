"""Noise, offset and OKS sigmas from a second reading of labels."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.labels.second_reading import as_yaml, paired_readings, repeat_noise
from containerloc.data.dataset import read_dataset
from containerloc.data.labels import read_labels
from containerloc.quads import Floats, own_axes

NAMES = [f"{k:03}.jpg" for k in range(74)]


@pytest.fixture
def tables(plant_labels):
    """Two label tables of quads `(74, 4, 2)`, an image an ID."""

    def build(first: Floats, second: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
        one, other = (plant_labels(dict(zip(NAMES, q, strict=True))) for q in (first, second))
        return one, other

    return build


def readings(ids: Floats, noise_px: Floats, seed: int = 0) -> tuple[Floats, Floats]:
    """Two readings of the IDs, each off by so much at each corner."""
    rng = np.random.default_rng(seed)
    draws = rng.normal(size=(2, 74, 4, 2)) * np.reshape(noise_px, (4, 1))
    return ids + draws[0], ids + draws[1]


def test_planted_noise_lies_within_its_interval(tables, ids: Floats) -> None:
    planted = np.array([6.0, 2.0, 1.0, 3.0])
    inside = []
    for seed in range(20):
        found = repeat_noise(*tables(*readings(ids, planted, seed)))
        inside.append((found["noise_px_low"] <= planted) & (planted <= found["noise_px_high"]))
    assert np.mean(inside) >= 0.9
    assert found["noise_px"].to_numpy() == pytest.approx(planted, rel=0.25)


def test_an_offset_is_no_noise_and_points_outward(tables, ids: Floats) -> None:
    along, across = np.moveaxis(own_axes(ids), 1, 0)
    repeat = ids.copy()
    repeat[:, 0] += -4 * along - 3 * across  # the second reader: further left, further up
    found = repeat_noise(*tables(ids, repeat))
    assert found.loc["TL", "offset_along_px"] == pytest.approx(4)
    assert found.loc["TL", "offset_across_px"] == pytest.approx(3)
    assert found.loc["TL", "noise_px"] == pytest.approx(0, abs=1e-6)
    assert found.loc["BR", "offset_along_px"] == 0


def test_sigma_by_hand(tables, ids: Floats) -> None:
    # Differences of +2 and -2 px along: a reading is off its mean by 1 px root mean square / ...
    repeat = ids.copy()
    signs = np.where(np.arange(74) % 2 == 0, 2.0, -2.0)
    repeat[:, 1] += signs[:, None] * own_axes(ids)[:, 0]
    labels, again = tables(ids, repeat)
    found = repeat_noise(labels, again)
    sides = (
        labels[["box_right_px", "box_bottom_px"]].to_numpy()
        - labels[["box_left_px", "box_top_px"]].to_numpy()
    )
    area = 0.53 * sides.prod(axis=1)
    assert found.loc["TR", "sigma"] == pytest.approx(np.sqrt((4 / 2 / area).mean() * 74 / 73))
    assert found.loc["TR", "noise_along_px"] == pytest.approx(2 / np.sqrt(2))
    assert found.loc["TR", "noise_across_px"] == pytest.approx(0, abs=1e-6)


def test_readings_of_another_text_are_counted_and_left_out(tables, ids: Floats) -> None:
    repeat = ids.copy()
    repeat[3] += 400
    repeat[5] = repeat[5][[2, 3, 0, 1]]
    found = repeat_noise(*tables(ids, repeat))
    assert set(found["n"]) == {72}
    assert set(found["n_far"]) == {2}
    assert found["noise_px"].max() == 0


def test_ids_of_one_image_are_paired_by_place(plant_labels, ids: Floats) -> None:
    first = plant_labels({"a.jpg": ids[:2] + [[[0, 0]], [[0, 600]]], "b.jpg": ids[2:3]})
    second = plant_labels({"a.jpg": (ids[:2] + [[[0, 0]], [[0, 600]]])[::-1], "c.jpg": ids[3:4]})
    pairs = paired_readings(first, second)
    assert pairs[["label", "repeat"]].to_numpy().tolist() == [[0, 1], [1, 0]]


def test_nothing_in_common(plant_labels, ids: Floats) -> None:
    found = repeat_noise(plant_labels({"a.jpg": ids[:1]}), plant_labels({"b.jpg": ids[:1]}))
    assert found["n"].tolist() == [0] * 4
    assert found["noise_px"].isna().all()
    missing = plant_labels({"a.jpg": np.full((1, 4, 2), np.nan)})
    assert repeat_noise(missing, missing)["n"].tolist() == [0] * 4


def test_real_photos_read_twice(shared) -> None:
    dataset = read_dataset(shared / "real_photos" / "data.yaml")
    again = read_labels(dataset, "val", folder=shared / "real_photos" / "repeat")
    found = repeat_noise(read_labels(dataset, "val").table, again.table)
    assert set(found["n"]) == {31}
    assert found["noise_px"].between(0.1, 0.4).all()
    assert as_yaml(found["sigma"]).startswith("kpt_oks_sigmas: [0.003")
