import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from containerloc.quads import as_quads, coverage, margin, polygon_iou

TRUTH = as_quads([[0, 0], [4, 0], [4, 2], [0, 2]])
CROSSED = TRUTH[:, [1, 0, 2, 3]]


def raster(quad: np.ndarray, scale: int = 20) -> np.ndarray:
    picture = Image.new("1", (100 * scale, 100 * scale))
    ImageDraw.Draw(picture).polygon([tuple(p) for p in quad * scale], fill=1)
    return np.asarray(picture)


@pytest.mark.parametrize("seed", range(5))
def test_overlap_against_rasterized_outlines(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = as_quads([[20, 30], [80, 35], [78, 60], [18, 52]])
    predicted = truth + rng.normal(0, 4, truth.shape)
    a, b = raster(predicted[0]), raster(truth[0])
    assert polygon_iou(predicted, truth)[0] == pytest.approx(
        (a & b).sum() / (a | b).sum(), abs=5e-3
    )
    assert coverage(predicted, truth)[0] == pytest.approx((a & b).sum() / b.sum(), abs=5e-3)
    assert margin(predicted, truth)[0] == pytest.approx((a & ~b).sum() / b.sum(), abs=5e-3)


def test_hand_worked() -> None:
    # Shifted by half its width: 4 of 12 px2 shared.
    assert polygon_iou(TRUTH + [2, 0], TRUTH) == pytest.approx([1 / 3])
    # Twice as wide: everything covered, as much again outside.
    wide = as_quads([[-2, 0], [6, 0], [6, 2], [-2, 2]])
    assert (coverage(wide, TRUTH)[0], margin(wide, TRUTH)[0]) == (1, 1)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 10))
def test_iou_is_symmetric_and_free_of_scale(dx: float, dy: float, scale: float) -> None:
    moved = TRUTH + [dx, dy]
    assert polygon_iou(moved, TRUTH) == pytest.approx(polygon_iou(TRUTH, moved))
    assert polygon_iou(moved * scale, TRUTH * scale) == pytest.approx(polygon_iou(moved, TRUTH))


def test_order_does_not_matter_to_iou() -> None:
    for turned in (TRUTH[:, [1, 2, 3, 0]], TRUTH[:, ::-1]):
        assert polygon_iou(turned, TRUTH).tolist() == [1]


def test_a_crossed_prediction_scores_zero() -> None:
    assert polygon_iou(CROSSED, TRUTH).tolist() == [0]
    assert coverage(CROSSED, TRUTH).tolist() == [0]
    assert np.isnan(margin(CROSSED, TRUTH)).all()  # an outline without inside has no margin


def test_a_prediction_without_area_scores_zero() -> None:
    assert polygon_iou(np.zeros((1, 4, 2)), TRUTH).tolist() == [0]


def test_no_score_without_a_sound_label() -> None:
    for truth in (CROSSED, np.zeros((1, 4, 2)), np.full((1, 4, 2), np.nan)):
        assert np.isnan(polygon_iou(TRUTH, truth)).all()


def test_missing_corner_gives_nan_and_leaves_the_others() -> None:
    predicted = np.concatenate([TRUTH, TRUTH])
    predicted[0, 1] = np.nan
    iou = polygon_iou(predicted, np.concatenate([TRUTH, TRUTH]))
    assert np.isnan(iou[0])
    assert iou[1] == 1
