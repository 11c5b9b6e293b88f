"""Errors of planted quads, and evidence with known answers for the rules."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.analysis.measures.corner_errors import LabelErrors, per_label
from containerloc.analysis.measures.matching import MISSED, Matching
from containerloc.experiment.gate import Gate
from containerloc.finding import Finding
from containerloc.quads import Floats

Compared = Callable[..., LabelErrors]


@pytest.fixture(scope="session")
def compared(plant_labels, plant_predictions, plant_images) -> Compared:
    """How far off the predictions of quads are, one image per ID; all NaN: missed.

    Matched wherever they lie: what is measured of them is asked for, not what they are on.
    """

    def build(predicted: Floats, truth: Floats) -> LabelErrors:
        predicted = np.reshape(predicted, (-1, 4, 2))
        truth = np.broadcast_to(truth, predicted.shape)
        names = [f"{k:03}.jpg" for k in range(len(truth))]
        labels = plant_labels(dict(zip(names, truth, strict=True)) or {"": np.empty((0, 4, 2))})
        predictions = plant_predictions(
            [(n, 0.9, q) for n, q in zip(names, predicted, strict=True)]
        )
        rows = np.where(np.isfinite(predicted).any(axis=(1, 2)), np.arange(len(names)), MISSED)
        matched = Matching(predictions, labels, Gate(), rows, rows)
        return per_label(matched, plant_images(names), confidence=0.25)

    return build


NAMES = tuple(f"{k:03}.jpg" for k in range(74))
Build = Callable[..., Evidence]


def noise(share: float = 0.03, seed: int = 0) -> Floats:
    """Scatter of each coordinate for `ids`, as if IDs were 40 px high."""
    return np.random.default_rng(seed).normal(0, 40 * share, (74, 4, 2))


@pytest.fixture(scope="session")
def build(plant_labels, plant_predictions, plant_images, ids: Floats) -> Build:
    """Evidence of one prediction an ID; NaN where there is none.

    `extra` are further predictions `(image, confidence, quad)`; the rest goes to `Evidence`.
    """

    def evidence(
        predicted: Floats,
        scores: Floats | None = None,
        *,
        extra=(),
        labels: Floats = ids,
        in_use: float = 0.25,
        intended: float = 0.25,
        settings: Mapping[str, Any] | None = None,
        **rest: Any,
    ) -> Evidence:
        scores = np.full(74, 0.9) if scores is None else scores
        rows = [
            row for row in zip(NAMES, scores, predicted, strict=True) if np.isfinite(row[2]).all()
        ]
        return Evidence(
            plant_predictions([*rows, *extra]),
            plant_labels(dict(zip(NAMES, labels, strict=True))),
            plant_images(NAMES),
            Settings(in_use, intended, **(settings or {})),
            **rest,
        )

    return evidence


@pytest.fixture(scope="session")
def diagnosed(build: Build) -> Callable[..., dict[str, Finding]]:
    """The findings on such evidence, by code."""

    def finding(*args: Any, **keywords: Any) -> dict[str, Finding]:
        return {finding.code: finding for finding in diagnose(build(*args, **keywords))}

    return finding
