"""Predictions of another image, or of none in particular."""

import numpy as np
import pandas as pd
import pytest

from containerloc.analysis.diagnosis.coordinates.other_images import (
    alone,
    meant_for_others,
    other_orders,
    spreads,
)
from containerloc.quads import Floats


def test_labels_that_are_alone() -> None:
    assert alone(pd.DataFrame({"image": ["a", "b", "b", "c"]})).tolist() == [0, 3]


def test_orders_of_names_by_letters_and_by_numbers() -> None:
    orders = dict(other_orders(["a1", "a10", "a2"]))
    assert orders["the image after it"].tolist() == [1, 2, 0]
    assert orders["the image 2 places before it"].tolist() == [1, 2, 0]
    assert len(dict(other_orders(["a", "b", "c"]))) == 6


@pytest.mark.parametrize("first", [0, 15])
def test_predictions_of_the_next_image(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats, first: int
) -> None:
    rows, order = np.arange(40), np.roll(np.arange(40), -1)
    moved = guessed[order] / photo_wh[order][:, None] * photo_wh[:, None]
    predicted = np.where((rows < first)[:, None, None], guessed, moved)
    pairs = paired(predicted, scattered, photo_wh)
    elsewhere, explained = meant_for_others(pairs, rows, order, truth=scattered, wh=photo_wh)
    assert not elsewhere[:first].any()
    assert explained.sum() >= 0.9 * elsewhere.sum() > 0


def test_spreads_of_a_constant_and_of_an_honest_model(
    paired, scattered: Floats, guessed: Floats, photo_wh: Floats
) -> None:
    share = np.array([[0.4, 0.5], [0.6, 0.5], [0.6, 0.55], [0.4, 0.55]])
    constant, labels = spreads(paired(share * photo_wh[:, None], scattered, photo_wh))
    assert constant == pytest.approx(0)
    assert labels > 100
    honest, labels = spreads(paired(guessed, scattered, photo_wh))
    assert honest == pytest.approx(labels, rel=0.05)
