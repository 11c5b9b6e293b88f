from pathlib import Path

import numpy as np
from PIL import Image

from containerloc.model.reading.pictures import Crop, is_croppable, line_picture, read_crops
from containerloc.model.reading.reader import TextRead
from containerloc.quads import as_quads

QUAD = as_quads([[10, 10], [90, 10], [90, 20], [10, 20]])


class WidthReader:
    """Says how wide a picture is."""

    name, height_px = "width", 8

    def read(self, pictures):
        assert all(each.shape[0] == self.height_px for each in pictures)
        return [TextRead(str(each.shape[1]), 1.0) for each in pictures]


def test_a_crop_has_the_readers_height_and_the_quads_shape():
    pixels = np.zeros((40, 100, 3), np.uint8)
    pixels[10:20, 10:50] = 200
    picture = line_picture(pixels, QUAD, height_px=8)
    assert picture.shape == (8, 64, 3)
    assert picture[4, 8].tolist() == [200, 200, 200]
    assert picture[4, 56].tolist() == [0, 0, 0]


def test_two_lines_stand_side_by_side_on_the_colour_between_them():
    pixels = np.full((40, 100, 3), (10, 60, 110), np.uint8)
    lines = np.concatenate([QUAD, QUAD + [0, 12]])
    picture = line_picture(pixels, lines, height_px=8)
    assert picture.shape == (8, 64 + 4 + 64, 3)
    assert np.unique(picture.reshape(-1, 3), axis=0).tolist() == [[10, 60, 110]]


def test_characters_stand_side_by_side_without_a_gap():
    pixels = np.zeros((40, 100, 3), np.uint8)
    characters = np.concatenate([QUAD, QUAD + [0, 12], QUAD + [0, 24]])
    assert line_picture(pixels, characters, height_px=8).shape == (8, 3 * 64, 3)


def test_a_large_crop_is_averaged_and_not_sampled():
    """Stripes of one pixel become grey."""
    pixels = np.zeros((400, 900, 3), np.uint8)
    pixels[:, ::2] = 200
    picture = line_picture(pixels, QUAD * 8, height_px=8)
    assert np.ptp(picture[:, 4:-4].astype(int)) < 60


def test_broken_outlines_have_no_picture():
    crossed, missing = QUAD[:, [0, 2, 1, 3]], np.full((1, 4, 2), np.nan)
    thin = as_quads([[0, 0], [900, 0], [900, 2], [0, 2]])
    quads = np.concatenate([QUAD, crossed, missing, thin])
    assert is_croppable(quads).tolist() == [True, False, False, False]


def test_texts_come_in_the_order_of_the_crops(tmp_path: Path, caplog):
    for name in ("a", "b"):
        Image.new("RGB", (100, 40)).save(tmp_path / f"{name}.png")
    paths = {name: tmp_path / f"{name}.png" for name in ("a", "b", "gone")}
    wide = as_quads([[0, 0], [50, 0], [50, 10], [0, 10]])
    crossed = QUAD[:, [0, 2, 1, 3]]
    crops = [Crop("b", QUAD), Crop("gone", QUAD), Crop("a", wide), Crop("a", crossed)]
    caplog.set_level("WARNING", "containerloc")
    texts = read_crops(WidthReader(), [*crops, Crop("b", wide)], paths)
    assert [each.text for each in texts] == ["64", "", "40", "", "40"]
    assert "no such image" in caplog.text
