import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from containerloc.quads import (
    FARTHEST_PX,
    Floats,
    coverage,
    hull_iou,
    margin,
    own_frame_errors,
    polygon_iou,
)
from containerloc.quads.pairs import pair_metrics, reference_length

BOX = np.array([[[0.0, 0], [40, 0], [40, 10], [0, 10]]])
# From collapsed outlines to the farthest corners, all sizes in one outline.
_SIZES = st.sampled_from([0.0, 1e-9, 1.0, 3.0, 1e5, FARTHEST_PX]) | st.floats(
    -FARTHEST_PX, FARTHEST_PX
).map(lambda value: round(value, 9))
ANY = arrays(np.float64, (5, 4, 2), elements=_SIZES)


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


@given(ANY, ANY)
def test_all_corners_within_bounds_give_shares_and_no_warning(one: Floats, other: Floats) -> None:
    pair = pair_metrics(one, other)
    for share in (hull_iou(one, other), pair["iou"], pair["coverage"]):
        known = share[~np.isnan(share)]
        assert ((known >= 0) & (known <= 1 + 1e-6)).all()
    assert not np.isinf(pair["nme"]).any()
