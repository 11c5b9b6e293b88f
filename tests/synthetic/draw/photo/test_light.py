import numpy as np
import pytest

from containerloc.synthetic.draw.photo.light import expose

KINDS = ("day", "sun", "glare", "fog", "dusk", "night")


def photo(kind, seed=0, gray=120):
    picture = np.full((200, 160, 3), gray, np.uint8)
    return expose(np.random.default_rng(seed), picture, kind, (0.6, 0.3))


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_has_the_size_of_the_picture_and_repeats(kind):
    assert photo(kind).shape == (200, 160, 3)
    assert photo(kind).dtype == np.uint8
    np.testing.assert_array_equal(photo(kind), photo(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_camera_keeps_the_id_visible(kind):
    about = [photo(kind, seed)[40:80, 80:110].mean() for seed in range(15)]
    assert min(about) > 30
    assert max(about) < 250


def test_light_at_night_falls_on_one_part_and_fog_takes_the_contrast():
    night, day = (np.mean([photo(k, s).std() for s in range(15)]) for k in ("night", "day"))
    assert night > 1.5 * day
    ramp = np.repeat(np.linspace(0, 255, 160)[None, :, None], 200, axis=0)
    ramp = np.repeat(ramp, 3, axis=2).astype(np.uint8)
    spread = {
        kind: np.mean(
            [
                np.ptp(expose(np.random.default_rng(s), ramp, kind, (0.6, 0.3)).mean(axis=(0, 2)))
                for s in range(15)
            ]
        )
        for kind in ("day", "fog")
    }
    assert spread["fog"] < spread["day"]
