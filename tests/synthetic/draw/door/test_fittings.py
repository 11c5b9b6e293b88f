import numpy as np
import pytest

from containerloc.synthetic.draw.door.fittings import cast_on_door, draw_rods
from containerloc.synthetic.draw.raster import Raster

SCALE = 0.2


def rods(seed, xs_mm):
    front = Raster(np.zeros((500, 480, 4), np.uint8), SCALE)
    draw_rods(front, np.random.default_rng(seed), xs_mm, (100.0, 2400.0), (150, 150, 150))
    return front


@pytest.mark.parametrize("seed", range(5))
def test_a_rod_stands_at_each_place_from_top_to_bottom(seed):
    alpha = rods(seed, [700.0, 1700.0]).pixels[..., 3]
    for x in (700, 1700):
        assert (alpha[int(100 * SCALE) : int(2400 * SCALE), int(x * SCALE)] == 255).all()
    assert not alpha[:, int(1150 * SCALE) : int(1250 * SCALE)].any()


def test_a_shadow_only_darkens():
    front = rods(1, [1200.0])
    door = Raster(np.full((500, 480, 3), 200, np.uint8), SCALE)
    cast_on_door(door, front, np.random.default_rng(2))
    assert door.pixels.max() <= 200
    assert door.pixels.min() < 180
    assert (door.pixels[:, :20] == 200).all()
