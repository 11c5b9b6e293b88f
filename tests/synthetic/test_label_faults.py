import numpy as np
import pytest

from containerloc.synthetic.faults import KINDS, Fault
from containerloc.synthetic.label_faults import plant

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


def test_margin_moves_each_side_outward_and_a_negative_one_cuts():
    expected = [[7, 17], [17, 17], [17, 26], [7, 26]]
    np.testing.assert_allclose(planted(Fault("margin", size_px=3.0)), expected)
    turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    turned, _ = plant(QUAD @ turn, [Fault("margin", size_px=-1.0)], seed=0)
    np.testing.assert_allclose(turned[0], [[11, 21], [13, 21], [13, 22], [11, 22]] @ turn)


def test_an_unlabeled_id_has_no_corner():
    assert np.isnan(planted(Fault("unlabeled"))).all()


# an ID 11 wide, before it is seen in perspective: the size code stands below its left half
UPRIGHT = {
    "id": [[0, 0], [11, 0], [11, 1], [0, 1]],
    "owner": [[0, 0.1], [4, 0.1], [4, 0.9], [0, 0.9]],
    "serial": [[5, 0.1], [10, 0.1], [10, 0.9], [5, 0.9]],
    "size_code": [[-1, 1.5], [3, 1.5], [3, 2.5], [-1, 2.5]],
}
SLANTED = np.array([[30.0, 4, 200], [-6, 40, 300], [0.01, 0.02, 1]])


def seen(points):
    lifted = np.column_stack([np.array(points, float), np.ones(len(points))]) @ SLANTED.T
    return (lifted[:, :2] / lifted[:, 2:])[None]


def elsewhere(fault):
    places = {name: seen(points) for name, points in UPRIGHT.items()}
    return plant(places.pop("id"), [fault], 0, places=places)[0][0]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("size_code", [[-1, 0], [11, 0], [11, 2.5], [-1, 2.5]]),
        ("wrong_text", [[-1, 1.5], [3, 1.5], [3, 2.5], [-1, 2.5]]),
        ("owner_only", [[0, 0], [4, 0], [4, 0.9], [0, 0.9]]),
        ("serial_only", [[5, 0.1], [11, 0.1], [11, 1], [5, 1]]),
    ],
)
def test_labels_of_other_text_follow_the_perspective(kind, expected):
    np.testing.assert_allclose(elsewhere(Fault(kind)), seen(expected)[0])


def test_one_corner_on_the_size_code():
    quad, code = elsewhere(Fault("corner_on_size_code", corner="BL")), seen(UPRIGHT["size_code"])[0]
    np.testing.assert_allclose(quad[3], code[3])
    np.testing.assert_allclose(quad[:3], seen(UPRIGHT["id"])[0, :3])


def test_noise_that_was_planted_before_stays():
    shifted = plant(
        QUAD, [Fault("shift", size_px=2.0), Fault("wrong_text")], 0, places={"size_code": QUAD + 50}
    )[0]
    np.testing.assert_allclose(shifted, QUAD + 50 + [2, 0])


def test_an_id_without_size_code_is_passed_over():
    quads = np.repeat(QUAD, 10, axis=0)
    codes = quads + 9
    codes[[0, 3, 4]] = np.nan
    _, which = plant(quads, [Fault("wrong_text", rate=0.9)], 0, places={"size_code": codes})
    assert which[:, 0].tolist() == [False, True, True, False, False, *[True] * 5]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].of == "label"])
def test_every_kind_of_label_has_an_effect_here_or_is_known_to_be_planted_elsewhere(kind):
    size = 2.0 if KINDS[kind].sized else 0.0
    places = dict.fromkeys(("size_code", "owner", "serial"), QUAD + 50.0)
    moved = plant(QUAD, [Fault(kind, size_px=size)], seed=0, places=places)[0]
    assert np.array_equal(moved, QUAD) == (kind in ("box", "exif_ignored"))
