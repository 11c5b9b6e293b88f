"""Grids that numbers lie on, and predictions that are labels."""

import numpy as np
import pytest

from containerloc.analysis.diagnosis.coordinates.values import equal_quads, grid_step
from containerloc.quads import Floats

WH = np.full((40, 2), [1600.0, 1200])


@pytest.mark.parametrize("step", [1, 4, 16])
def test_rounded_corners(scattered: Floats, step: int) -> None:
    found = grid_step(step * np.round(scattered / step), WH, input_px=640)
    assert found is not None
    assert found[0] == f"{step} px"
    assert (found[1] == step).all()


def test_steps_of_the_network_and_of_shares(scattered: Floats, photo_wh: Floats) -> None:
    step = 8 * photo_wh.max(axis=1)[:, None, None] / 640
    found = grid_step((np.floor(scattered / step) + 0.5) * step, photo_wh, input_px=640)
    assert found is not None
    assert found[0] == "8 px of the network's input"
    shares = np.round(scattered / photo_wh[:, None], 2) * photo_wh[:, None]
    found = grid_step(shares, photo_wh, input_px=640)
    assert found is not None
    assert found[0] == "0.01 of the photo's width and height"


def test_no_grid_of_free_or_few_corners(scattered: Floats) -> None:
    assert grid_step(scattered, WH, input_px=640) is None
    assert grid_step(np.round(scattered[:5]), WH[:5], input_px=640) is None


def test_a_prediction_is_its_label_to_the_labels_rounding() -> None:
    truth = np.zeros((3, 4, 2))
    predicted = truth + np.array([0.04, 0.4, 0.6])[:, None, None]
    assert equal_quads(predicted, truth).tolist() == [True, False, False]
    assert equal_quads(predicted, truth, step_px=1.0).tolist() == [True, True, False]
