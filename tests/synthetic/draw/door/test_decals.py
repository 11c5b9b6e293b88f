import numpy as np
import pytest

from containerloc.synthetic.draw.door.decals import decorate, logo, size_code, weight_table
from containerloc.synthetic.draw.lettering import Face
from containerloc.synthetic.draw.raster import Brush, Raster

SCALE = 0.3
BRUSH = Brush(Face("barlow", "Barlow-Bold.ttf"), (255, 255, 255))


def black():
    return Raster(np.zeros((780, 730, 3), np.uint8), SCALE)


def extent_mm(door):
    rows, columns = np.nonzero(door.pixels.max(axis=2) > 127)
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / SCALE


@pytest.mark.parametrize("seed", range(6))
def test_the_quad_of_a_size_code_encloses_its_ink(seed):
    door = black()
    quad = size_code(door, np.random.default_rng(seed), (1400.0, 600.0), BRUSH, cap_mm=100.0)
    expected = [*quad.min(axis=0), *quad.max(axis=0)]
    np.testing.assert_allclose(extent_mm(door), expected, atol=3 / SCALE)


def test_weights_stand_below_the_top_in_two_columns():
    door = black()
    weight_table(door, np.random.default_rng(0), (1300.0, 1750.0), BRUSH, top_mm=900.0)
    left, top, right, bottom = extent_mm(door)
    assert left == pytest.approx(1300, abs=10)
    assert 830 < top < 900 < bottom
    assert right > 1750
    assert not door.pixels[:, int(1250 * SCALE)].any()


@pytest.mark.parametrize("seed", range(6))
def test_what_decorates_a_door_leaves_the_place_of_the_id(seed):
    door = black()
    decorate(door, np.random.default_rng(seed), 2591.0)
    rows, columns = (
        slice(int(low * SCALE), int(high * SCALE)) for low, high in ((300, 420), (1800, 2300))
    )
    assert (door.pixels[rows, columns] > 0).mean() < 0.02
    empty = black()
    logo(empty, np.random.default_rng(seed), (300.0, 300.0))
    assert not empty.pixels[:, int(1500 * SCALE) :].any()
