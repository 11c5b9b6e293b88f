from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from containerloc.errors import DataError
from containerloc.show.review.pictures import photo_bytes, pictures_of

QUAD = np.array([[2000.0, 900], [2400, 900], [2400, 960], [2000, 960]])


def photo(path: Path, size_wh: tuple[int, int] = (3000, 2000), **options: object) -> Path:
    noise = np.random.default_rng(0).integers(0, 255, (size_wh[1], size_wh[0], 3), np.uint8)
    Image.fromarray(noise).save(path, **options)
    return path


def size_of(jpeg: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(jpeg)).size


def test_a_large_photo_is_small_as_a_whole_and_sharp_round_its_objects(tmp_path: Path) -> None:
    whole, window = pictures_of(photo(tmp_path / "a.jpg"), [QUAD])
    assert whole.box_px == (0, 0, 3000, 2000)
    assert size_of(whole.jpeg) == (1280, 853)
    left, top, right, bottom = window.box_px
    assert (left, top, right, bottom) == (1760, 660, 2640, 1200)
    assert size_of(window.jpeg) == (right - left, bottom - top)


def test_a_small_photo_keeps_its_pixels(tmp_path: Path) -> None:
    (only,) = pictures_of(photo(tmp_path / "a.png", (300, 200)), [QUAD / 20])
    assert size_of(only.jpeg) == (300, 200)


def test_many_objects_keep_the_whole_photo_sharp(tmp_path: Path) -> None:
    quads = [QUAD + [0, 100 * k] for k in range(-8, 10)]
    (only,) = pictures_of(photo(tmp_path / "a.jpg"), quads)
    assert size_of(only.jpeg) == (3000, 2000)


@pytest.mark.parametrize("quad", [QUAD + 9000, np.full((4, 2), np.nan)])
def test_what_lies_off_the_photo_has_no_window(tmp_path: Path, quad: np.ndarray) -> None:
    assert len(pictures_of(photo(tmp_path / "a.jpg"), [quad])) == 1


def test_a_browser_gets_files_that_it_knows_as_they_are(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", (40, 30))
    assert photo_bytes(path) == (path.read_bytes(), "image/jpeg")


@pytest.mark.parametrize("name", ["a.tif", "a.bmp", "a.jpg.webp"])
def test_a_browser_gets_other_files_as_it_can_show_them(tmp_path: Path, name: str) -> None:
    path = photo(tmp_path / name, (40, 30))
    content, kind = photo_bytes(path)
    assert kind in ("image/png", "image/webp")
    assert Image.open(BytesIO(content)).size == (40, 30)


def test_a_turned_png_is_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    content, kind = photo_bytes(photo(tmp_path / "a.png", (40, 30), exif=exif))
    assert (Image.open(BytesIO(content)).size, kind) == ((30, 40), "image/png")


def test_a_damaged_photo_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"a\.jpg"):
        pictures_of(tmp_path / "a.jpg", [])
