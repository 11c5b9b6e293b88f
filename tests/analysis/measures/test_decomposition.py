import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from containerloc.analysis.measures.decomposition import MOTIONS, error_shares, motions
from containerloc.quads import Floats

# 60 x 20 px, its centre at (130, 210): corners 30 and 10 px away from it
ID = np.array([[100.0, 200], [160, 200], [160, 220], [100, 220]])


def turned(quad: Floats, degrees: float) -> Floats:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return (quad - quad.mean(axis=-2, keepdims=True)) @ turn + quad.mean(axis=-2, keepdims=True)


CENTRE = ID.mean(axis=0)


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        (ID + [3, 0], {"shift along": 1}),
        (ID + [0, -3], {"shift across": 1}),
        (ID + [3, 4], {"shift along": 9 / 25, "shift across": 16 / 25}),
        (CENTRE + 1.1 * (ID - CENTRE), {"scale": 1}),
        # wider alone: (x, 0) on (x, y) is 30² / (30² + 10²) of it
        (CENTRE + [1.1, 1] * (ID - CENTRE), {"scale": 0.9, "aspect": 0.1}),
        # 2 px of margin all round: (30 + 10)² / (2 (30² + 10²)) of it
        (ID + [[-2, -2], [2, -2], [2, 2], [-2, 2]], {"scale": 0.8, "aspect": 0.2}),
        # the top to the right, the bottom to the left: half-way between turning and slanting
        (ID + [[2, 0], [2, 0], [-2, 0], [-2, 0]], {"rotation": 0.1, "shear": 0.9}),
        # one corner along: a quarter each to shift, stretch, slant and rest
        (
            ID + [[4, 0], [0, 0], [0, 0], [0, 0]],
            {
                "shift along": 0.25,
                "scale": 0.225,
                "aspect": 0.025,
                "rotation": 0.025,
                "shear": 0.225,
                "single corners": 0.25,
            },
        ),
        (ID + [[1, 0], [-1, 0], [1, 0], [-1, 0]], {"single corners": 1}),
    ],
)
def test_hand_worked_shares(compared, predicted: Floats, expected: dict[str, float]) -> None:
    shares = error_shares(compared(predicted, ID))["share"]
    assert shares.to_dict() == pytest.approx(dict.fromkeys(MOTIONS, 0) | expected, abs=1e-12)


@pytest.mark.parametrize("degrees", [1, 5, -10])
def test_a_rotation_is_a_rotation_to_first_order(compared, degrees: float) -> None:
    shares = error_shares(compared(turned(ID, degrees), ID))["share"]
    # the chord: sin² a of the turn, (1 - cos a)² of scale
    angle = np.radians(degrees)
    share = np.sin(angle) ** 2 / (np.sin(angle) ** 2 + (1 - np.cos(angle)) ** 2)
    assert shares["rotation"] == pytest.approx(share)
    assert shares["scale"] == pytest.approx(1 - share)
    assert share > 0.99


@pytest.mark.parametrize(
    ("predicted", "motion"),
    [(ID + [3, 0], 0), (ID + [0, 3], 1), (CENTRE + 1.1 * (ID - CENTRE), 2), (turned(ID, 3), 3)],
)
def test_signs_of_motions(compared, predicted: Floats, motion: int) -> None:
    assert motions(compared(predicted, ID))[0, motion] > 0


finite = st.floats(-40, 40, allow_subnormal=False)


@given(
    hnp.arrays(float, (6, 4, 2), elements=finite),
    hnp.arrays(float, (4, 2), elements=st.floats(-4, 4)),
    st.floats(-180, 180),
)
def test_squares_of_motions_are_the_squared_distances(
    compared, noise: Floats, bend: Floats, degrees: float
) -> None:
    truth = turned(ID + bend, degrees)
    errors = compared(truth + noise, truth)
    np.testing.assert_allclose(
        (motions(errors) ** 2).sum(axis=1), (noise**2).sum(axis=(1, 2)), atol=1e-6
    )


@given(hnp.arrays(float, (6, 4, 2), elements=st.floats(0.5, 2)))
def test_shares_sum_to_one_and_split_into_two(compared, noise: Floats) -> None:
    shares = error_shares(compared(ID + noise, ID))
    assert shares["share"].sum() == pytest.approx(1)
    np.testing.assert_allclose(shares["systematic"] + shares["scattered"], shares["share"])
    assert (shares[["systematic", "scattered"]] > -1e-12).all(axis=None)
    total = 4 * len(noise) * (shares["rms_px"] ** 2).sum()
    assert total == pytest.approx((noise**2).sum())


def test_what_all_ids_share_is_systematic(compared) -> None:
    # one shifted by 1, one by 3: mean 2, so 2 * 4 of 10 is systematic
    shares = error_shares(compared(np.stack([ID + [1, 0], ID + [3, 0]]), ID))
    assert shares.loc["shift along", ["systematic", "scattered"]].tolist() == pytest.approx(
        [0.8, 0.2]
    )


def test_shares_do_not_depend_on_the_direction_of_the_text(compared) -> None:
    noise = np.random.default_rng(0).normal(size=(5, 4, 2))
    expected = error_shares(compared(ID + noise, ID))
    both = np.stack([turned(np.concatenate([ID, ID + moved]), 70) for moved in noise])
    found = error_shares(compared(both[:, 4:], both[:, :4]))
    pd.testing.assert_frame_equal(found, expected)


def test_ids_in_another_order_are_left_out(compared) -> None:
    predicted = np.stack([ID + [2, 0], ID[[1, 2, 3, 0]], ID[[1, 0, 2, 3]]])
    assert error_shares(compared(predicted, ID))["n"].unique().tolist() == [1]


def test_nothing_measured(compared) -> None:
    for table in (compared(np.full((3, 4, 2), np.nan), ID), compared(np.empty((0, 4, 2)), ID)):
        assert error_shares(table)["share"].isna().all()
    assert error_shares(compared(ID, ID))["share"].isna().all()
