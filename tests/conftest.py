"""Planted tables with known answers, and where the real data lie."""

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.measures.corner_errors import LabelErrors
from containerloc.data.tables import (
    BOX_COLUMNS,
    CONFIDENCE_COLUMNS,
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    PREDICTION_COLUMNS,
    quad_columns,
    table_of,
)
from containerloc.model.engine.seal import HOME
from containerloc.model.reading.reader import NO_READER
from containerloc.quads import Floats
from containerloc.quads.pairs import pair_metrics

mpl.use("Agg")
# Reading takes minutes; tests that need the reader ask for it.
os.environ[NO_READER] = "1"
# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")
# A shell's background job ignores Ctrl-C, and so would every process that a test starts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


ROOT = Path(__file__).resolve().parents[1]
Plant = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests leave nothing in the home folder."""
    os.environ[HOME] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real photos and real runs, which are no part of the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no real photos and runs beside the repository (../shared)")
    return folder


def boxes_round(corners: Floats) -> Floats:
    """Boxes `(n, 4)` round the corners of quads `(n, 4, 2)` that are known; NaN for none."""
    known = np.isfinite(corners)
    low = np.where(known, corners, np.inf).min(axis=1)
    high = np.where(known, corners, -np.inf).max(axis=1)
    boxes = np.hstack([low, high])
    return np.where(np.isfinite(boxes), boxes, np.nan)


@pytest.fixture(scope="session")
def plant_labels() -> Plant:
    """A label table from `{image: quads (k, 4, 2)}`, of one class unless `classes` are given."""

    def plant(
        quads: Mapping[str, Floats], classes: Sequence[int] = (), names: Sequence[str] = ()
    ) -> pd.DataFrame:
        corners = np.concatenate([np.reshape(q, (-1, 4, 2)) for q in quads.values()])
        counts = [np.reshape(q, (-1, 4, 2)).shape[0] for q in quads.values()]
        numbers = list(classes) or [0] * sum(counts)
        return table_of(
            {
                "image": np.repeat(list(quads), counts),
                "line": np.concatenate([np.arange(count) + 1 for count in counts]),
                "class_id": numbers,
                "class_name": [(names or ["container_id"])[number] for number in numbers],
                **quad_columns(corners),
                **dict(zip(BOX_COLUMNS, boxes_round(corners).T, strict=True)),
            },
            LABEL_COLUMNS,
        )

    return plant


@pytest.fixture(scope="session")
def plant_predictions() -> Plant:
    """A prediction table from rows `(image, confidence, quad (4, 2))`."""

    def plant(rows: Sequence[tuple[str, float, Floats]]) -> pd.DataFrame:
        corners = np.array([quad for _, _, quad in rows], np.float64).reshape(-1, 4, 2)
        return table_of(
            {
                "image": np.array([image for image, _, _ in rows], object),
                "confidence": [confidence for _, confidence, _ in rows],
                **quad_columns(corners),
                **dict(zip(BOX_COLUMNS, boxes_round(corners).T, strict=True)),
                **dict.fromkeys(CONFIDENCE_COLUMNS, np.ones(len(rows))),
            },
            PREDICTION_COLUMNS,
        )

    return plant


@pytest.fixture(scope="session")
def plant_images() -> Plant:
    """An image table of these names, 1000 x 800 pixels each."""

    def plant(names: Sequence[str], n_labels: Sequence[int] | None = None) -> pd.DataFrame:
        n = len(names)
        return table_of(
            {
                "image": list(names),
                "width_px": [1000] * n,
                "height_px": [800] * n,
                "n_labels": list(n_labels) if n_labels is not None else [1] * n,
            },
            IMAGE_COLUMNS,
        )

    return plant


@pytest.fixture(scope="session")
def plant_errors() -> Callable[..., LabelErrors]:
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
            "class_id": np.zeros(n, np.int64),
            "class_name": np.full(n, "container_id", object),
            "image_wh": np.broadcast_to(np.asarray(image_wh, np.float64), (n, 2)),
            "truth": truth,
            "predicted": predicted,
            "detected": detected,
            "first_choice": detected.astype(np.float64),
            "confidence": confidences,
            "corner_confidences": np.repeat(confidences[:, None], 4, axis=1),
            **pair_metrics(predicted, truth),
        }
        return LabelErrors(**arrays | rest)

    return plant


@pytest.fixture(scope="session")
def ids() -> Floats:
    """74 IDs of different size, place and tilt, one an image."""
    rng = np.random.default_rng(7)
    wide, high = rng.uniform(200, 400, 74), rng.uniform(20, 60, 74)
    angle = rng.uniform(-0.2, 0.2, 74)
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    flat = flat * np.stack([wide, high], axis=1)[:, None]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return flat @ turn.transpose(2, 0, 1) + rng.uniform(300, 500, (74, 1, 2))
