import numpy as np
import pytest

from containerloc.synthetic.draw.door.layout import Room, place_id
from containerloc.synthetic.draw.lettering import random_face

ROOM = Room(1320.0, 1700.0, 2300.0)
TEXT = "CSQU3054383"


def placed(seed, lines):
    rng = np.random.default_rng(seed)
    return place_id(rng, TEXT, random_face(rng), ROOM, lines=lines, boxed=True)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("lines", [1, 2])
def test_parts_are_in_reading_order_and_end_before_the_leaf(seed, lines):
    placement = placed(seed, lines)
    assert placement.lines == lines
    assert "".join(part.text for part in placement.parts) == TEXT
    for before, after in zip(placement.parts, placement.parts[1:], strict=False):
        same_line = abs(after.baseline_mm - before.baseline_mm) < placement.cap_mm
        assert (
            after.left_mm > before.left_mm if same_line else after.baseline_mm > before.baseline_mm
        )
    assert placement.parts[-1].left_mm + 0.9 * placement.cap_mm <= ROOM.end_mm + 1e-9
    assert 74 <= placement.cap_mm <= 125


def test_most_ids_have_a_rod_between_owner_code_and_serial():
    parts = [placed(seed, 1).parts for seed in range(100)]
    around = [p[0].left_mm < ROOM.outer_rod_mm < p[1].left_mm for p in parts]
    assert np.mean(around) > 0.6
