from types import SimpleNamespace

import numpy as np
import pytest

from containerloc.model.checkpoint import load_model
from containerloc.model.engine.letterbox import Letterbox
from containerloc.model.engine.look import Look, Traits

TRAITS = Traits(stride=32, n_classes=1, keypoints=(4, 3), end2end=False)


def test_what_a_model_says_of_itself(weights) -> None:
    assert Traits.of(load_model(weights)) == TRAITS
    wide = SimpleNamespace(
        kpt_shape=[4, 2], stride=np.array([8, 64]), names={0: "a", 1: "b"}, end2end=True
    )
    assert Traits.of(wide) == Traits(64, 2, (4, 2), True)


def test_what_is_found_is_placed_in_the_picture_and_cut_to_it() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("ultralytics")
    # A picture of 200 x 100 is halved and padded by 7 above and below, to 100 x 64 in 128 x 64.
    box = [64.0, 32, 64, 16]  # middle and size in the frame
    corners = [[32.0, 24, 0.9], [96, 24, 0.8], [96, 40, 0.7], [-99, 40, 0.6]]
    rows = [[*box, confidence, *np.ravel(corners)] for confidence in (0.5, 0.4, 0.0009)]
    answer = torch.tensor(rows).T[None]  # (1, 17, boxes)
    look = Look(lambda _: answer.clone(), TRAITS, 0.7, Letterbox(128, 32))
    [found] = look([np.zeros((100, 200, 3), np.uint8)])
    assert found.confidence.tolist() == [0.5]  # of the same box the surer one, above the floor
    scale = 200 / 128
    np.testing.assert_allclose(found.boxes[0], np.array([32, 24, 96, 40]) * scale)
    np.testing.assert_allclose(found.quads[0, 0], np.array([32, 24]) * scale)
    assert found.quads[0, 3, 0] == 0
    np.testing.assert_allclose(found.corners[0, :, 2], [0.9, 0.8, 0.7, 0.6], atol=1e-6)
