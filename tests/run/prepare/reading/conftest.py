"""A reader of three images, who counts what it reads."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from containerloc.analysis.reading.texts import TextForm
from containerloc.model.reading.reader import TextRead
from containerloc.run.prepare.reading.readings import Readings


class CountingReader:
    """Reads the colour of a picture's middle."""

    height_px = 8

    def __init__(self, name: str = "counting 1") -> None:
        self.name, self.n = name, 0

    def read(self, pictures: Sequence[np.ndarray]) -> list[TextRead]:
        self.n += len(pictures)
        return [TextRead(f"X{each[4, each.shape[1] // 2, 0]}", 0.5) for each in pictures]


@pytest.fixture
def images(tmp_path: Path) -> pd.DataFrame:
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        Image.new("RGB", (100, 40), (number * 60, 0, 0)).save(path)
    return pd.DataFrame({"image": ["0", "1", "2"], "path": list(map(str, paths))})


@pytest.fixture
def store(tmp_path: Path, images: pd.DataFrame):
    def open_store(reader=None, *, name: str = "one", elsewhere=()) -> Readings:
        path = tmp_path / name / "reading" / "val.parquet"
        return Readings(path, images, TextForm(".+"), elsewhere, lambda: reader)

    return open_store
