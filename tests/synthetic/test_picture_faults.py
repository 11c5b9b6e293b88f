import numpy as np
import pytest

from containerloc.data.images import Header, read_header, read_image
from containerloc.synthetic.faults import Fault
from containerloc.synthetic.picture_faults import (
    darkened,
    in_stored_frame,
    occluded,
    shrunk,
    tagged,
)
from containerloc.synthetic.pose_format import jpeg_of


def test_a_patch_covers_its_corner_and_little_else():
    image = np.zeros((100, 100, 3), np.uint8)
    quad = np.array([[40.0, 50], [90, 50], [90, 70], [40, 70]])
    painted = occluded(image, quad, Fault("occlude", size_px=20.0), seed=(1, 2))
    rows, columns = np.nonzero(painted.any(axis=2))
    assert [columns.mean() + 0.5, rows.mean() + 0.5] == pytest.approx([40, 50], abs=0.5)
    covered = painted[..., 0].astype(float) / painted[50, 40, 0]
    assert 20**2 <= covered.sum() <= 22**2  # OpenCV's soft edge adds less than a pixel a side
    assert not image.any()


def test_a_bright_picture_becomes_dark_and_noisy_and_a_dark_one_stays():
    bright, dark = (np.full((200, 300, 3), level, np.uint8) for level in (180, 12))
    for picture, level in ((bright, 25), (dark, 12)):
        night = darkened(picture, seed=(1, 2)).astype(float)
        assert night.mean() == pytest.approx(level, abs=1)
        assert 2 < night.std() < 8
    np.testing.assert_array_equal(darkened(bright, seed=(1,)), darkened(bright, seed=(1,)))


@pytest.mark.parametrize(("longer", "expected"), [(50, (25, 50)), (1000, (100, 200))])
def test_a_picture_shrinks_to_its_longer_side_and_never_grows(longer, expected):
    assert shrunk(np.zeros((100, 200, 3), np.uint8), longer).shape[:2] == expected


def test_a_tagged_jpeg_is_displayed_as_it_was_before_it_was_turned(tmp_path):
    image = np.zeros((40, 64, 3), np.uint8)
    image[8:16, 48:64] = 255
    path = tmp_path / "turned.jpg"
    path.write_bytes(jpeg_of(np.rot90(image), quality=95))
    path.write_bytes(tagged(path.read_bytes()))
    assert read_header(path) == Header(*(64, 40))
    assert np.abs(read_image(path).astype(int) - image).max() < 60
    (corner,), size = in_stored_frame(np.array([[48.0, 8.0]]), (64, 40))
    assert size == (40, 64)
    assert np.rot90(image)[int(corner[1]) - 1, int(corner[0])].tolist() == [255] * 3
