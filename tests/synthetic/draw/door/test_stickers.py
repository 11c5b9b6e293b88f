import numpy as np
import pytest

from containerloc.synthetic.draw.door.stickers import bright, near_id, sticker
from containerloc.synthetic.draw.raster import Raster, upright_quad

SCALE = 0.3


def gray():
    return Raster(np.full((400, 730, 3), 128, np.uint8), SCALE)


def test_nothing_is_glued_on_the_id():
    glued = 0
    for seed in range(60):
        door = gray()
        near_id(door, np.random.default_rng(seed), upright_quad(1300, 500, 2200, 600))
        changed = (door.pixels != 128).any(axis=2)
        glued += changed.any()
        assert not changed[
            int(502 * SCALE) : int(598 * SCALE), int(1300 * SCALE) : int(2200 * SCALE)
        ].any()
    assert 5 < glued < 30


@pytest.mark.parametrize("seed", range(12))
def test_a_sticker_is_about_where_it_is_put(seed):
    door = gray()
    sticker(door, np.random.default_rng(seed), (1000.0, 600.0))
    rows, columns = np.nonzero((door.pixels != 128).any(axis=2))
    assert rows.size
    assert np.hypot(columns / SCALE - 1000, rows / SCALE - 600).max() < 650


def test_bright_colors_are_several():
    assert len({bright(np.random.default_rng(seed)) for seed in range(40)}) > 4
