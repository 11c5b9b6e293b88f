import numpy as np
import pytest

from containerloc.synthetic.draw.door.bodywork import (
    HEADER_MM,
    POST_MM,
    SILL_MM,
    WIDTH_MM,
    frame,
    open_left_leaf,
    truck_rear,
)
from containerloc.synthetic.draw.raster import Raster

SCALE, HEIGHT = 0.1, 2591.0
PAINT = (90, 120, 200)


def leaf(height=HEIGHT):
    return Raster(np.full((int(height * SCALE), int(WIDTH_MM * SCALE), 3), 255, np.uint8), SCALE)


@pytest.mark.parametrize("seed", range(8))
def test_the_frame_covers_the_border_and_leaves_the_place_of_the_id(seed):
    door = leaf()
    frame(door, np.random.default_rng(seed), PAINT, HEIGHT, keep_mm=400.0)
    white = (door.pixels == 255).all(axis=2)
    border = int(POST_MM * SCALE) - 1
    assert not white[:, :border].any()
    assert not white[:, -border:].any()
    assert not white[: int(HEADER_MM * SCALE) - 1].any()
    assert not white[-int(SILL_MM * SCALE) + 1 :].any()
    right_leaf = white[int(250 * SCALE) : int(430 * SCALE), int(1350 * SCALE) : int(2150 * SCALE)]
    assert right_leaf.all()


def test_behind_an_open_leaf_it_is_dark_and_the_other_leaf_stays():
    door = leaf()
    open_left_leaf(door, np.random.default_rng(0), HEIGHT)
    middle = int(WIDTH_MM / 2 * SCALE)
    assert door.pixels[int(200 * SCALE), int(300 * SCALE)].max() <= 40
    assert (door.pixels[:, middle + 2 :] == 255).all()


def test_a_truck_is_drawn_below_the_door_only():
    raster = leaf(HEIGHT + 900)
    truck_rear(raster, np.random.default_rng(1), HEIGHT)
    top = int(HEIGHT * SCALE)
    assert (raster.pixels[: top - 1] == 255).all()
    assert (raster.pixels[top + 2] < 255).all()
