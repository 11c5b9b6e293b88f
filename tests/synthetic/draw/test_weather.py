import numpy as np
import pytest

from containerloc.synthetic.draw.raster import Raster
from containerloc.synthetic.draw.weather import age, clouds, dents, relief, shaded, wear


def rng(seed=0):
    return np.random.default_rng(seed)


def gray(shape=(60, 40)):
    return np.full((*shape, 3), 120, np.uint8)


def test_clouds_have_no_mean_and_vary_smoothly():
    noise = np.concatenate([clouds(rng(seed), (64, 64), (8, 8)) for seed in range(30)])
    assert noise.mean() == pytest.approx(0, abs=0.1)
    assert noise.std() == pytest.approx(1, abs=0.35)
    assert np.abs(np.diff(noise[:64], axis=1)).max() < 1


@pytest.mark.parametrize(("factor", "expected"), [(1.0, 120), (0.5, 60), (1.5, 180)])
def test_a_shade_multiplies(factor, expected):
    pixels = gray()
    shaded(pixels, np.full((60, 40), factor, np.float32))
    assert (pixels == expected).all()


def test_flat_doors_and_pressed_ones():
    door = Raster(gray((260, 244)), 0.1)
    shades = [relief(rng(seed), door, [(75, 1200), (1234, 2363)], 2591.0) for seed in range(40)]
    flat = [bool((shade == 1).all()) for shade in shades]
    assert 0 < sum(flat) < 20
    assert all(shade.shape == (260, 244) for shade in shades)
    assert all((shade > 0).all() and (shade < 2).all() for shade in shades)


def test_wear_takes_ink_away_and_never_adds_any():
    mask = np.full((60, 120), 200, np.uint8)
    left = [wear(rng(1), mask, amount) for amount in (0.0, 0.3, 0.65)]
    np.testing.assert_array_equal(left[0], mask)
    sums = [int(each.sum()) for each in left]
    assert sums[0] > sums[1] > sums[2] > 0
    assert all((each <= mask).all() for each in left)


def test_an_old_door_has_more_rust_than_a_new_one():
    doors = {amount: gray((300, 240)) for amount in (0.0, 1.0)}
    for amount, door in doors.items():
        age(rng(2), door, 0.1, amount)
    redder = [
        float((door[..., 0].astype(int) - door[..., 2]).clip(0).sum()) for door in doors.values()
    ]
    assert redder[1] > redder[0] + 1000


def test_no_dents_in_a_new_door():
    door = Raster(gray(), 0.1)
    assert (dents(rng(), door, 0.0) == 1).all()
    deep = dents(rng(3), door, 1.0)
    assert deep.min() >= 0.3
    assert deep.max() <= 1.7
