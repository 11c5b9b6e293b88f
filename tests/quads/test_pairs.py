import numpy as np
import pytest

from containerloc.quads import Floats, coverage, margin, own_frame_errors, polygon_iou
from containerloc.quads.pairs import pair_metrics, reference_length

BOX = np.array([[[0.0, 0], [40, 0], [40, 10], [0, 10]]])


def test_reference_length_is_of_the_upright_box() -> None:
    tilted = np.array([[[0.0, 1], [8, 0], [9, 3], [1, 4]]])
    assert reference_length(tilted).tolist() == [6]


def test_the_same_numbers_as_one_by_one(ids: Floats) -> None:
    predicted = ids + np.random.default_rng(0).normal(0, 3, ids.shape)
    measured = pair_metrics(predicted, ids)
    assert measured["iou"].tolist() == polygon_iou(predicted, ids).tolist()
    assert measured["coverage"].tolist() == coverage(predicted, ids).tolist()
    assert measured["margin"].tolist() == margin(predicted, ids).tolist()
    assert measured["signed_px"].tolist() == own_frame_errors(predicted, ids).tolist()
    assert measured["error_px"] == pytest.approx(measured["errors_px"].mean(axis=1))


def test_by_hand() -> None:
    measured = pair_metrics(BOX + [3, 4], BOX)
    assert measured["error_px"].tolist() == [5]
    assert measured["nme"].tolist() == [5 / 20]
    assert (measured["order"].tolist(), measured["crossed"].tolist()) == (["as read"], [False])


def test_nothing_and_no_pairs() -> None:
    nothing = pair_metrics(np.full((1, 4, 2), np.nan), BOX)
    assert (nothing["order"].tolist(), nothing["crossed"].tolist()) == ([""], [False])
    assert all(np.isnan(nothing[name]).all() for name in ("error_px", "iou", "signed_px"))
    assert all(len(values) == 0 for values in pair_metrics(BOX[:0], BOX[:0]).values())
