import numpy as np
import pytest

from containerloc.synthetic.draw.door.door import paint_door
from containerloc.synthetic.draw.door.plan import random_plan


def painted(seed, scale=0.2):
    rng = np.random.default_rng(seed)
    return paint_door(random_plan(rng), rng, scale)


@pytest.mark.parametrize("seed", range(8))
def test_owner_serial_and_check_digit_stand_in_a_row_within_the_door(seed):
    door = painted(seed)
    assert {"id", "owner", "serial", "check_digit"} <= set(door.places_mm)
    for quad in door.places_mm.values():
        assert quad.shape == (4, 2)
        assert (quad > 0).all()
        assert (quad < [2438, door.plan.height_mm]).all()
    assert (door.places_mm["serial"][0] != door.places_mm["owner"][0]).any()
    below = door.places_mm.get("size_code", door.places_mm["id"] + 1)
    assert below[3, 1] > door.places_mm["id"][3, 1]


def test_paint_and_fittings_are_of_one_size_and_repeat():
    first, again = painted(3), painted(3)
    np.testing.assert_array_equal(first.paint, again.paint)
    np.testing.assert_array_equal(first.fittings, again.fittings)
    assert first.paint.shape[:2] == first.fittings.shape[:2]
    tall = first.plan.height_mm + (900 if first.plan.truck else 0)
    assert first.paint.shape[:2] == (int(tall * 0.2), int(2438 * 0.2))


def test_the_id_stands_where_it_stands_at_any_scale():
    quads = [painted(5, scale).places_mm["id"] for scale in (0.2, 0.5)]
    np.testing.assert_allclose(*quads, atol=2.0)
