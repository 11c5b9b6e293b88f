"""Each unseen world is complete and planted as told; drawn doors are stood for by plain ones."""

import numpy as np
import pandas as pd
import pytest

from containerloc.data.photo_statistics import STATISTIC_COLUMNS
from containerloc.data.tables import quads_of
from containerloc.finding import Finding
from unseen import CLEAN, HELD_OUT, OPEN, plant, world
from unseen.world import Doors
from unseen_causes import ALL, diagnosed, judged, table


@pytest.fixture(autouse=True)
def doors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upright IDs of different size and place on photos of 1440 x 1920 px."""
    rng = np.random.default_rng(3)
    n = 300
    high = np.exp(rng.uniform(np.log(36), np.log(90), n))
    wide = high * rng.uniform(5, 9, n)
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    center = rng.uniform([500, 300], [900, 1500], (n, 2))
    truth = flat * np.stack([wide, high], axis=1)[:, None] + center[:, None]
    statistics = rng.uniform(0.2, 0.8, (n, len(STATISTIC_COLUMNS)))
    lights = pd.DataFrame({"light": rng.choice(["day", "night"], n)})
    drawn = Doors(truth, np.tile([1440.0, 1920], (n, 1)), statistics, lights)
    monkeypatch.setattr(world, "doors_of", lambda seeds: drawn)


@pytest.mark.parametrize("name", [*CLEAN, *OPEN, *HELD_OUT])
def test_a_world_is_complete_and_the_same_every_time(name: str) -> None:
    first, again = plant(name, 4, n=30), plant(name, 4, n=30)
    pd.testing.assert_frame_equal(first.predictions, again.predictions)
    pd.testing.assert_frame_equal(first.labels, again.labels)
    assert first.names == again.names
    assert len(set(first.names)) == len(first.names) == 30
    assert set(first.labels["image"]) <= set(first.names)
    assert set(first.predictions["image"]) <= set(first.names)
    counts = first.labels["image"].value_counts().reindex(first.names).fillna(0)
    assert first.images["n_labels"].tolist() == counts.tolist()
    assert np.isfinite(quads_of(first.labels)).all()
    assert np.isfinite(quads_of(first.predictions)).all()


def test_at_least_forty_causes_are_open_or_kept_back_two_to_one() -> None:
    assert len(OPEN) + len(HELD_OUT) >= 40
    assert 0.3 <= len(HELD_OUT) / (len(OPEN) + len(HELD_OUT)) <= 0.4
    assert all(cause.named for cause in (OPEN | HELD_OUT).values())
    assert not any(cause.named for cause in CLEAN.values())
    assert len(ALL) == len(CLEAN) + len(OPEN) + len(HELD_OUT)


def test_coordinates_are_as_told() -> None:
    honest, planted = world.honest(30, np.random.default_rng(0)), {}
    for name in ("x and y exchanged", "normalised as pixels", "half size", "EXIF ignored"):
        planted[name] = OPEN[name].plant(honest, np.random.default_rng(1))
    said = quads_of(honest.predictions)
    np.testing.assert_allclose(quads_of(planted["x and y exchanged"].predictions), said[..., ::-1])
    assert quads_of(planted["normalised as pixels"].predictions).max() <= 1
    np.testing.assert_allclose(quads_of(planted["half size"].predictions), said / 2)
    stored = quads_of(planted["EXIF ignored"].predictions)
    # Where the photo is displayed at (x, y), it is stored at (y, 1440 - x).
    np.testing.assert_allclose(stored, np.stack([said[..., 1], 1440 - said[..., 0]], axis=-1))


def test_a_finding_beside_the_cause_is_counted_once() -> None:
    cause = Finding("cut-inward", "error", "")
    other, note = Finding("corner-biased", "warning", ""), Finding("map-saturated", "info", "")
    alone, beside = (
        judged("right end cut", 0, [cause, note]),
        judged("right end cut", 1, [cause, other]),
    )
    assert (alone["named"], alone["first"], alone["alone"]) == (True, True, True)
    assert (beside["named"], beside["first"], beside["alone"]) == (True, True, False)
    silent = judged("clean", 0, [note])
    assert (silent["named"], silent["first"], silent["alone"]) == (True, True, True)
    shown = table(pd.DataFrame([alone, beside, silent]))
    assert "right end cut                100%   100%    50%  corner-biased 1" in shown


def test_a_clean_world_can_be_diagnosed() -> None:
    assert [each.severity for each in diagnosed(plant("clean", 1, n=30))]
