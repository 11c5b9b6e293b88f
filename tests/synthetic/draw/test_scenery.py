import numpy as np
import pytest

from containerloc.synthetic.draw.door.marking import paint_id
from containerloc.synthetic.draw.door.plan import random_plan
from containerloc.synthetic.draw.photo.camera import aim, random_view
from containerloc.synthetic.draw.scenery import draw_surroundings
from containerloc.synthetic.draw.world import USUAL


def surroundings(seed, place):
    rng = np.random.default_rng(seed)
    plan = random_plan(rng)
    view = random_view(rng, 240, USUAL.habits)
    camera = aim(view, paint_id(plan.placement, 0.2, fine_per_mm=0.6).quad_mm)
    return draw_surroundings(rng, camera, view, plan, place=place), view


@pytest.mark.parametrize("place", ["yard", "night", "hall", "bridge"])
def test_the_whole_picture_is_filled_and_repeats(place):
    picture, view = surroundings(1, place)
    assert picture.shape == (view.height_px, view.width_px, 3)
    np.testing.assert_array_equal(picture, surroundings(1, place)[0])


def test_a_night_is_darker_than_a_yard():
    yard, night = (
        np.mean([surroundings(seed, place)[0].mean() for seed in range(6)])
        for place in ("yard", "night")
    )
    assert night < yard / 2
