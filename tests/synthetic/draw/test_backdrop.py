import numpy as np
import pytest

from containerloc.synthetic.draw.backdrop import fill_backdrop


@pytest.mark.parametrize("roofed", [False, True])
@pytest.mark.parametrize("row", [-500.0, 80.0, 900.0])
def test_a_backdrop_fits_any_horizon_and_repeats_with_its_seed(row, roofed):
    pictures = []
    for _ in range(2):
        picture = np.full((160, 120, 3), 128, np.uint8)
        fill_backdrop(np.random.default_rng(3), picture, row, dim=1.0, roofed=roofed)
        pictures.append(picture)
    np.testing.assert_array_equal(*pictures)
    assert (pictures[0] != 128).any()
