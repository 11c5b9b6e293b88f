import numpy as np
import pytest

from containerloc.errors import UsageError
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.label_faults import plant
from containerloc.synthetic.picture_faults import occluded

# 3-4-5: the diagonals of this rectangle are 5 long
QUAD = np.array([[[10.0, 20], [14, 20], [14, 23], [10, 23]]])


def planted(fault):
    return plant(QUAD, [fault], seed=0)[0][0]


@pytest.mark.parametrize(
    ("corner", "place", "expected"),
    [("TL", 0, [2, 14]), ("TR", 1, [22, 14]), ("BR", 2, [22, 29]), ("BL", 3, [2, 29])],
)
def test_bias_moves_one_corner_outward_along_the_diagonal(corner, place, expected):
    quad = planted(Fault("bias", size_px=10.0, corner=corner))
    np.testing.assert_allclose(quad[place], expected)
    np.testing.assert_array_equal(np.delete(quad, place, axis=0), np.delete(QUAD[0], place, axis=0))


def test_a_negative_bias_moves_inward():
    np.testing.assert_allclose(planted(Fault("bias", size_px=-5.0))[0], [14, 23])


@pytest.mark.parametrize(
    ("fault", "order"),
    [
        (Fault("swap", corner="TL"), [1, 0, 2, 3]),
        (Fault("swap", corner="BL"), [3, 1, 2, 0]),
        (Fault("rotate"), [1, 2, 3, 0]),
        (Fault("mirror"), [1, 0, 3, 2]),
    ],
)
def test_order_faults(fault, order):
    np.testing.assert_array_equal(planted(fault), QUAD[0][order])


def test_shift_moves_all_corners_along_the_text():
    np.testing.assert_allclose(planted(Fault("shift", size_px=3.0)), QUAD[0] + [3, 0])


def test_missing_is_nan():
    quad = planted(Fault("missing", corner="BR"))
    assert np.isnan(quad).tolist() == [[False] * 2, [False] * 2, [True] * 2, [False] * 2]


def test_jitter_has_the_asked_spread_on_one_corner():
    quads = np.repeat(QUAD, 4000, axis=0)
    moved, _ = plant(quads, [Fault("jitter", size_px=6.0, corner="TR")], seed=1)
    offsets = moved - quads
    assert offsets[:, 1].std(axis=0) == pytest.approx([6, 6], rel=0.05)
    assert offsets[:, 1].mean(axis=0) == pytest.approx([0, 0], abs=0.4)
    assert not offsets[:, [0, 2, 3]].any()


def test_rate_is_exact_and_the_rest_is_untouched():
    quads = np.repeat(QUAD, 40, axis=0)
    faults = [Fault("mirror", rate=0.25), Fault("occlude", size_px=9.0)]
    moved, which = plant(quads, faults, seed=5)
    assert which.sum(axis=0).tolist() == [10, 0]
    np.testing.assert_array_equal((moved != quads).any(axis=(1, 2)), which[:, 0])
    again, _ = plant(quads, faults, seed=5)
    other, _ = plant(quads, faults, seed=6)
    np.testing.assert_array_equal(moved, again)
    assert (moved != other).any()


def test_planting_leaves_its_input_alone_and_takes_no_quads():
    before = QUAD.copy()
    plant(QUAD, [Fault("shift", size_px=5.0)], seed=0)
    np.testing.assert_array_equal(QUAD, before)
    empty, which = plant(np.empty((0, 4, 2)), [Fault("jitter", size_px=1.0)], seed=0)
    assert (empty.shape, which.shape) == ((0, 4, 2), (0, 1))


def test_faults_are_planted_one_after_the_other():
    both = plant(QUAD, [Fault("shift", size_px=2.0), Fault("mirror")], seed=0)[0][0]
    np.testing.assert_allclose(both, (QUAD[0] + [2, 0])[[1, 0, 3, 2]])


def test_a_patch_covers_its_corner_and_little_else():
    image = np.zeros((100, 100, 3), np.uint8)
    quad = np.array([[40.0, 50], [90, 50], [90, 70], [40, 70]])
    painted = occluded(image, quad, Fault("occlude", size_px=20.0), seed=(1, 2))
    rows, columns = np.nonzero(painted.any(axis=2))
    assert [columns.mean() + 0.5, rows.mean() + 0.5] == pytest.approx([40, 50], abs=0.5)
    covered = painted[..., 0].astype(float) / painted[50, 40, 0]
    assert 20**2 <= covered.sum() <= 22**2  # OpenCV's soft edge adds less than a pixel a side
    assert not image.any()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "blur"}, "'blur' is unknown; the kinds are"),
        ({"kind": "bias", "corner": "LT"}, "'LT' is none of"),
        ({"kind": "bias", "rate": 1.5}, "not between 0 and 1"),
        ({"kind": "bias", "size_px": float("nan")}, "not a finite number"),
    ],
)
def test_wrong_faults_are_refused(wrong, message):
    with pytest.raises(UsageError, match=message):
        Fault(**wrong)
