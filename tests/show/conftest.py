"""Planted tables for the figures, and what can be read off a figure."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from containerloc.analysis.comparison.differences import DIFFERENCES
from containerloc.analysis.measures.corner_errors import LabelErrors, per_label
from containerloc.analysis.measures.matching import Matching
from containerloc.data.tables import (
    IMAGE_COLUMNS,
    LABEL_COLUMNS,
    PREDICTION_COLUMNS,
    quad_columns,
    quads_of,
    table_of,
)
from containerloc.experiment.gate import Gate

Tables = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture
def doors(tmp_path: Path) -> Callable[..., Tables]:
    """Labels and images of n doors of 320x240 px: upright IDs, 90x10 px and a little more."""

    def build(n: int, *, photos: bool = False) -> Tables:
        place = np.arange(n)[:, None, None] % 40
        upright = np.array([[0.0, 0], [90, 0], [90, 10], [0, 10]])
        quads = upright * (1 + place / 100) + [100, 40] + place
        names = [f"door_{number:04d}.png" for number in range(n)]
        paths = [str(tmp_path / name) for name in names]
        for path in paths if photos else ():
            Image.new("RGB", (320, 240), (20, 60, 120)).save(path)
        each = {"line": [1] * n, "class_name": ["container_id"] * n}
        labels = table_of({"image": names, **each, **quad_columns(quads)}, LABEL_COLUMNS)
        sizes = {"width_px": [320] * n, "height_px": [240] * n, "n_labels": [1] * n}
        return labels, table_of({"image": names, "path": paths, **sizes}, IMAGE_COLUMNS)

    return build


@pytest.fixture
def predicted() -> Callable[..., pd.DataFrame]:
    """Predictions of labels, moved by `offset` px, the first `missed` below the threshold 0.25."""

    def build(labels: pd.DataFrame, *, offset: object = 0.0, missed: int = 0) -> pd.DataFrame:
        quads = quads_of(labels) + np.asarray(offset)
        confidence = np.where(np.arange(len(labels)) < missed, 0.1, 0.9)
        columns = {"image": labels["image"], "confidence": confidence, **quad_columns(quads)}
        return table_of(columns, PREDICTION_COLUMNS)

    return build


@pytest.fixture
def compared(
    doors: Callable[..., Tables], predicted: Callable[..., pd.DataFrame]
) -> Callable[..., LabelErrors]:
    """How far off n doors are, predicted as `predicted` says and matched wherever that lies."""

    def build(n: int, *, offset: object = 0.0, missed: int = 0) -> LabelErrors:
        labels, images = doors(n)
        predictions = predicted(labels, offset=offset, missed=missed)
        rows = np.arange(n)
        matched = Matching(predictions, labels, Gate(), rows, rows)
        return per_label(matched, images, confidence=0.25)

    return build


@pytest.fixture
def text_of() -> Callable[[Figure], str]:
    """All words of a figure; drawing it first, as a figure that cannot be drawn shows nothing."""

    def read(figure: Figure) -> str:
        figure.canvas.draw()
        words = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
        return " ".join(" ".join(words).split())

    return read


@pytest.fixture
def marked() -> Callable[[Figure, str], list[Artist]]:
    """The artists of a figure that carry a name."""

    def find(figure: Figure, name: str) -> list[Artist]:
        return figure.findobj(lambda artist: artist.get_gid() == name)

    return find


@pytest.fixture
def difference_rows() -> Callable[..., pd.DataFrame]:
    """Differences of experiments: the MDE better by 2 px, the detection rate worse by 2 points."""
    columns = ["metric", "difference", "ci_low", "ci_high", "verdict", "margin", "higher_is_better"]
    judged = pd.DataFrame(
        [
            ("mde_px", -2.0, -2.5, -1.5, "better", 1.0, False),
            ("detection_rate", -0.02, -0.025, -0.015, "worse", 0.02, True),
        ],
        columns=columns,
    ).assign(value=5.0, reference=7.0, p_holm=0.01, n=74, of="labels")

    def build(*names: str) -> pd.DataFrame:
        tables = [judged.assign(experiment=name) for name in names] or [judged[:0]]
        return pd.concat(tables, ignore_index=True).reindex(columns=list(DIFFERENCES))

    return build
