"""Each pass is asked only where it is wanted, at its own size."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from containerloc.experiment.predict_settings import PredictSettings
from containerloc.model.engine.letterbox import Letterbox
from containerloc.model.engine.look import Traits
from containerloc.model.engine.photos import Photos, batches, read_photos
from containerloc.model.passes.asked import Passes

TRAITS = Traits(stride=32, n_classes=1, keypoints=(4, 3), end2end=False)


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("turned", [False, True])
def test_the_passes_that_are_wanted(
    weights: Any, pictures: pd.DataFrame, second: bool, turned: bool
) -> None:
    import torch

    shapes = []

    def network(letterboxed: Any) -> Any:
        shapes.append(letterboxed.shape[1:3])
        box = [80.0, 64, 60, 20, 0.2, *([50, 54, 1, 110, 54, 1, 110, 74, 1, 50, 74, 1])]
        return torch.tensor(box).reshape(1, 17, 1).repeat(len(letterboxed), 1, 1)

    settings = PredictSettings(imgsz=160, second_pass=second, turned=turned)
    passes = Passes.of(network, TRAITS, settings)
    rows = next(batches(pictures, 2))
    found = passes.found_in(read_photos(rows, Letterbox(160, 32)))
    assert list(found) == list(rows["image"])
    assert all(len(each.quads) == 1 for each in found.values())
    longest = [max(shape) for shape in shapes]
    assert longest[0] == 160
    assert longest.count(160) == 1 + 2 * second  # of each photo one window
    assert (longest.count(64) > 0) == turned  # what is less sure than 0.25 may lie on its side
    assert np.isfinite(found[rows["image"].iloc[0]].corners).all()


def test_no_photo_is_no_question() -> None:
    def network(_: Any) -> Any:
        raise AssertionError("asked")

    assert Passes.of(network, TRAITS, PredictSettings()).found_in(Photos()) == {}
