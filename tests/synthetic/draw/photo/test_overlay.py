import numpy as np
import pytest

from containerloc.synthetic.draw.photo.overlay import draw_buttons, random_bars, stamp_time


def plain(gray=90):
    return np.full((240, 180, 3), gray, np.uint8)


@pytest.mark.parametrize("seed", range(6))
def test_a_time_is_written_near_the_border_only(seed):
    image = plain()
    stamp_time(np.random.default_rng(seed), image)
    rows = np.flatnonzero((image != 90).any(axis=(1, 2)))
    assert rows.size
    assert np.minimum(rows, 239 - rows).max() < 40


@pytest.mark.parametrize("seed", range(6))
def test_buttons_stay_within_the_bars(seed):
    rng = np.random.default_rng(seed)
    bars = random_bars(rng, plain())
    assert min(bars) >= 0
    assert max(bars) > 0
    image = plain()
    draw_buttons(rng, image, bars)
    top, bottom = bars[:2]
    assert (image[top : 240 - bottom] == 90).all()
