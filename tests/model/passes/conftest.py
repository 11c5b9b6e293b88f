"""What a model finds, and a model that answers a list of it in turn."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from containerloc.model.passes.found import Found, found_in
from containerloc.quads import bounds


@pytest.fixture
def result() -> Callable[..., Found]:
    def make(quads: Any = (), scores: Any = ()) -> Found:
        corners = np.asarray(quads, float).reshape(-1, 4, 2)
        confidence = np.asarray(scores, float)
        return found_in(bounds(corners), corners, confidence, np.zeros(len(confidence)))

    return make
