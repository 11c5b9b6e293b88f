"""Results as Ultralytics gives them, and a model that answers a list of them in turn."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from containerloc.quads import bounds


class Tensor:
    """Moves to the CPU, turns into numpy, holds `data`."""

    def __init__(self, values: Any) -> None:
        self.data = np.asarray(values, float)

    def cpu(self) -> "Tensor":
        return self

    def numpy(self) -> "Tensor":
        return self


class Boxes(SimpleNamespace):
    def cpu(self) -> "Boxes":
        return self

    def numpy(self) -> "Boxes":
        return self


@pytest.fixture
def result() -> Callable[..., Any]:
    def make(quads: Any = (), scores: Any = ()) -> Any:
        corners = np.asarray(quads, float).reshape(-1, 4, 2)
        scores = np.asarray(scores, float)
        boxes = Boxes(conf=scores, xyxy=bounds(corners), cls=np.zeros(len(scores)))
        return SimpleNamespace(keypoints=Tensor(corners), boxes=boxes)

    return make
