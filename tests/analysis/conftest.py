"""Errors of planted quads, and evidence with known answers for the rules."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence, Settings
from containerloc.analysis.measures.corner_errors import LabelErrors, pair_metrics, per_label
from containerloc.analysis.measures.matching import matching
from containerloc.finding import Finding
from containerloc.quads import Floats

Compared = Callable[..., LabelErrors]


@pytest.fixture(scope="session")
def compared(plant_labels, plant_predictions, plant_images) -> Compared:
    """How far off the predictions of quads are, one image per ID; all NaN: missed."""

    def build(predicted: Floats, truth: Floats) -> LabelErrors:
        predicted = np.reshape(predicted, (-1, 4, 2))
        truth = np.broadcast_to(truth, predicted.shape)
        names = [f"{k:03}.jpg" for k in range(len(truth))]
        rows = [(n, 0.9, q) for n, q in zip(names, predicted, strict=True) if np.isfinite(q).any()]
        labels = plant_labels(dict(zip(names, truth, strict=True)) or {"": np.empty((0, 4, 2))})
        return per_label(
            matching(plant_predictions(rows), labels), plant_images(names), confidence=0.25
        )

    return build


@pytest.fixture(scope="session")
def plant_errors() -> Compared:
    """IDs that are off along the text by so many px, one image per ID; NaN: missed."""

    def plant(
        error_px: Any,
        *,
        text_height_px: Any = 20.0,
        image_wh: Any = (1000.0, 800.0),
        confidence: Any = 0.9,
        **rest: Any,
    ) -> LabelErrors:
        error = np.asarray(error_px, np.float64)
        n = len(error)
        height = np.broadcast_to(text_height_px, (n,))[:, None, None]
        truth = height * [[0.0, 0], [8, 0], [8, 1], [0, 1]]
        predicted = truth + error[:, None, None] * [1.0, 0]
        detected = np.isfinite(error)
        confidences = np.where(detected, np.broadcast_to(confidence, (n,)), np.nan)
        arrays = {
            "row": np.arange(n),
            "image": np.array([f"{k:03}.jpg" for k in range(n)], object),
            "line": np.ones(n, np.int64),
            "image_wh": np.broadcast_to(np.asarray(image_wh, np.float64), (n, 2)),
            "truth": truth,
            "predicted": predicted,
            "detected": detected,
            "confidence": confidences,
            "corner_confidences": np.repeat(confidences[:, None], 4, axis=1),
            **pair_metrics(predicted, truth),
        }
        return LabelErrors(**arrays | rest)

    return plant


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
