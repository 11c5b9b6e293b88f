"""Labels all over photos, and what the usual bugs make of predictions on them."""

from collections.abc import Callable

import numpy as np
import pytest

from containerloc.analysis.diagnosis.coordinates.pairs import Pairs
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.quads import Floats

N = 40
SHAPE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
Bug = Callable[[Floats, Floats], Floats]


@pytest.fixture(scope="session")
def photo_wh() -> Floats:
    """Photos of three sizes, some upright."""
    return np.array([[1600, 1200], [1200, 1600], [800, 600], [1600, 1200]] * (N // 4), float)


@pytest.fixture(scope="session")
def scattered(photo_wh: Floats) -> Floats:
    """One ID in each photo, 40 px high and slanted, anywhere in it."""
    rng = np.random.default_rng(7)
    size = np.stack([rng.uniform(160, 260, N), np.full(N, 40.0)], axis=1)
    corner = rng.uniform(0.05, 0.6, (N, 2)) * photo_wh
    slant = rng.uniform(-0.1, 0.1, N)
    quads = SHAPE * size[:, None] + corner[:, None]
    quads[..., 1] += slant[:, None] * (quads[..., 0] - corner[:, :1])
    return np.asarray(quads)


@pytest.fixture(scope="session")
def guessed(scattered: Floats) -> Floats:
    """An honest model's corners: 2.5 px off on each coordinate."""
    return scattered + np.random.default_rng(8).normal(0, 2.5, scattered.shape)


@pytest.fixture(scope="session")
def paired() -> Callable[[Floats, Floats, Floats], Pairs]:
    """Pairs of one prediction and one label an image."""

    def pairs(predicted: Floats, truth: Floats, wh: Floats) -> Pairs:
        return Pairs(predicted, truth, wh, np.arange(len(truth)), len(truth))

    return pairs


@pytest.fixture(scope="session")
def seen(
    plant_labels, plant_predictions, plant_images, scattered: Floats, photo_wh: Floats
) -> Callable[..., Evidence]:
    """Evidence of one prediction an image."""

    def evidence(predicted: Floats, *, labels: Floats = scattered, input_px: int = 640) -> Evidence:
        names = [f"{k:03}.jpg" for k in range(len(labels))]
        images = plant_images(names).assign(
            width_px=photo_wh[: len(names), 0].astype(int),
            height_px=photo_wh[: len(names), 1].astype(int),
        )
        rows = [(name, 0.9, quad) for name, quad in zip(names, predicted, strict=True)]
        return Evidence(
            plant_predictions(rows),
            plant_labels(dict(zip(names, labels, strict=True))),
            images,
            Settings(0.25, 0.25, input_px=input_px),
        )

    return evidence
