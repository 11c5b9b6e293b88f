import numpy as np

from containerloc.iso6346 import check_digit
from containerloc.synthetic.draw.door.plan import random_plan
from containerloc.synthetic.draw.world import WILD

PLANS = [random_plan(np.random.default_rng(seed)) for seed in range(150)]


def test_the_parts_of_the_id_spell_its_text_with_a_valid_check_digit():
    for plan in PLANS:
        assert "".join(part.text for part in plan.placement.parts) == plan.text
        assert int(plan.text[10]) == check_digit(plan.text[:10])


def test_letters_stand_out_from_what_is_behind_them():
    def contrast(plan):
        return np.abs(np.subtract(plan.brush.ink, plan.brush.plate or plan.paint)).max()

    assert np.mean([contrast(plan) > 40 for plan in PLANS]) > 0.9


def test_a_plan_follows_from_its_seed_and_the_wild_world_wears_more():
    assert random_plan(np.random.default_rng(7)) == PLANS[7]
    wild = [random_plan(np.random.default_rng(seed), WILD) for seed in range(150)]
    assert np.mean([plan.wear > 0.2 for plan in wild]) > np.mean([p.wear > 0.2 for p in PLANS])


def test_rods_stand_symmetrically_about_the_seam():
    for plan in PLANS:
        rods = np.array(plan.rods_mm)
        assert (np.diff(rods) > 0).all()
        np.testing.assert_allclose(rods + rods[::-1], 2438.0)
