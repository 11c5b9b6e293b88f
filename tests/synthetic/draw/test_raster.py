import numpy as np
import pytest

from containerloc.synthetic.draw.lettering import Face
from containerloc.synthetic.draw.raster import Brush, Raster, tone

WHITE = (255, 255, 255)
FACE = Face("barlow", "Barlow-Bold.ttf")


def black(scale=1.0, shape=(40, 60)):
    return Raster(np.zeros((*shape, 3), np.uint8), scale)


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_a_box_fills_the_pixels_of_its_millimetres(scale):
    raster = black(scale)
    raster.box(10, 20, 30, 32, WHITE)
    top, bottom, left, right = (round(mm * scale) for mm in (20, 32, 10, 30))
    assert (raster.pixels[top + 1 : bottom - 1, left + 1 : right - 1] == 255).all()
    raster.pixels[top - 2 : bottom + 2, left - 2 : right + 2] = 0  # its smoothed border, too
    assert not raster.pixels.any()


def test_a_disc_has_the_area_of_a_circle():
    raster = black(shape=(80, 80))
    raster.disc(40, 40, 30, WHITE)
    assert raster.pixels[..., 0].sum() / 255 == pytest.approx(np.pi * 30**2, rel=0.04)


def test_a_line_is_at_least_one_pixel_wide():
    raster = black(0.1)
    raster.line([(0, 200), (600, 200)], WHITE, 1.0)
    assert (raster.pixels[..., 0].max(axis=0)[1:59] > 0).all()


def test_a_color_is_mixed_in_by_its_mask_and_cut_at_the_border():
    raster = Raster(np.full((4, 4, 3), 100, np.uint8), 1.0)
    raster.blend(np.array([[255, 51], [0, 255]], np.uint8), (3, 3), (200, 0, 50))
    assert raster.pixels[3, 3].tolist() == [200, 0, 50]
    assert (raster.pixels.reshape(-1, 3)[:-1] == 100).all()
    raster.blend(np.full((1, 1), 51, np.uint8), (0, 0), (200, 0, 50))
    assert raster.pixels[0, 0].tolist() == [120, 80, 90]  # a fifth of the way
    raster.blend(np.full((1, 1), 255, np.uint8), (9, 9), WHITE)  # beside it


def test_a_text_stands_on_its_baseline_and_says_how_wide_it_is():
    raster = black(2.0, (200, 400))
    width = raster.write("HH", (20.0, 60.0), Brush(FACE, WHITE), cap_mm=30.0)
    rows, columns = np.nonzero(raster.pixels[..., 0] > 127)
    assert [rows.min(), rows.max() + 1] == pytest.approx([60, 120], abs=2)
    assert [columns.min(), columns.max() + 1] == pytest.approx([40, 40 + 2 * width], abs=2)


@pytest.mark.parametrize(("text", "cap_mm"), [("   ", 30.0), ("HH", 1.0)])
def test_what_nobody_could_see_is_not_written(text, cap_mm):
    raster = black()
    assert raster.write(text, (20.0, 30.0), Brush(FACE, WHITE), cap_mm=cap_mm) == 0.0
    assert not raster.pixels.any()


def test_tones_are_clipped():
    assert tone(np.array([-3.0, 12.9, 900])) == (0, 12, 255)
