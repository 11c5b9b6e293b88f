import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from containerloc.data.images import Header, read_header, read_image, read_small
from containerloc.errors import DataError

ROTATED = 6  # EXIF: shown after a quarter turn clockwise


def _saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[274] = orientation
    return exif


@pytest.mark.parametrize(
    ("name", "mode", "colour", "rgb"),
    [
        ("rgb.jpg", "RGB", (200, 100, 50), (200, 100, 50)),
        ("gray.jpg", "L", 120, (120, 120, 120)),
        ("gray.png", "L", 120, (120, 120, 120)),
        ("16bit.png", "I;16", 120 * 256 + 200, (120, 120, 120)),
        ("16bit.tif", "I;16", 120 * 256 + 200, (120, 120, 120)),
        ("cmyk.jpg", "CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("alpha.png", "RGBA", (200, 100, 50, 0), (200, 100, 50)),
        ("palette.png", "P", 0, (0, 0, 0)),
        ("one bit.png", "1", 1, (255, 255, 255)),
        ("photo.webp", "RGB", (0, 0, 0), (0, 0, 0)),
        ("Türe 一.jpg", "RGB", (0, 0, 0), (0, 0, 0)),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(
    tmp_path: Path, name: str, mode: str, colour: Any, rgb: tuple[int, ...]
) -> None:
    path = _saved(tmp_path / name, Image.new(mode, (40, 20), colour))
    pixels = read_image(path)
    assert read_header(path) == Header(*(40, 20))
    assert pixels.shape == (20, 40, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels[10, 20].astype(int) - rgb).max() <= 2
    assert pixels.flags.writeable


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_exif_orientation_swaps_the_size_and_turns_the_pixels(tmp_path: Path, suffix: str) -> None:
    image = Image.new("RGB", (40, 20), "black")
    image.paste("white", (0, 0, 20, 20))  # left half white: on top after the turn
    path = _saved(tmp_path / f"turned{suffix}", image, exif=_exif(ROTATED))
    pixels = read_image(path)
    assert read_header(path) == Header(*(20, 40))
    assert pixels.shape == (40, 20, 3)
    assert pixels[2, 10, 0] > 200
    assert pixels[38, 10, 0] < 50


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("zero.jpg", b"", "0 bytes"),
        ("text.jpg", b"this is text", "no image"),
        ("broken.png", b"\x89PNG\r\n\x1a\nrubbish", "no image|damaged"),
        ("absent.jpg", None, "no such image"),
    ],
)
def test_a_file_that_is_no_image(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for read in (read_header, read_image):
        with pytest.raises(DataError, match=words) as caught:
            read(path)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_a_truncated_image(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (100, 100, 3), np.uint8)
    path = _saved(tmp_path / f"cut{suffix}", Image.fromarray(noise))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match=r"cut off|damaged"):
        read_header(path)
    with pytest.raises(DataError, match="damaged"):
        read_image(path)


def test_bytes_after_the_end_of_a_jpeg_are_a_warning(tmp_path: Path) -> None:
    path = _saved(tmp_path / "phone.jpg", Image.new("RGB", (40, 20)))
    assert not read_header(path).warning
    path.write_bytes(path.read_bytes() + b"SEFT data of a phone")
    assert "rewrites this file" in read_header(path).warning
    assert read_image(path).shape == (20, 40, 3)


def test_images_that_the_trainer_refuses(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="10 px"):
        read_header(_saved(tmp_path / "small.png", Image.new("RGB", (9, 40))))
    with pytest.raises(DataError, match="GIF"):
        read_header(_saved(tmp_path / "g.jpg", Image.new("L", (40, 20)), format="GIF"))


def test_a_small_one_is_as_displayed_and_large_enough(tmp_path: Path) -> None:
    path, exif = tmp_path / "turned.jpg", Image.Exif()
    exif[274] = 6  # to be turned a quarter clockwise for display
    halves = np.zeros((1200, 1600, 3), np.uint8)
    halves[:, 800:] = 200
    Image.fromarray(halves).save(path, exif=exif)
    small = read_small(path, at_least_px=256)
    assert small.shape == (400, 300)
    assert small[50:150].mean() < 5 < 190 < small[250:350].mean()
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(DataError, match="damaged"):
        read_small(path, at_least_px=256)


def _png_header(path: Path, width: int, height: int) -> Path:
    """A PNG that states a size, and has no pixels of it."""
    small = BytesIO()
    Image.new("1", (10, 10)).save(small, "PNG")
    content = bytearray(small.getvalue())
    content[16:24] = struct.pack(">II", width, height)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    path.write_bytes(content)
    return path


def test_a_large_picture_is_read_without_a_warning(tmp_path: Path) -> None:
    header = read_header(_png_header(tmp_path / "large.png", 12_000, 9_000))
    assert header == Header(12_000, 9_000)


def test_a_picture_that_is_too_large_is_not_called_damaged(tmp_path: Path) -> None:
    path = _png_header(tmp_path / "huge.png", 20_000, 10_000)
    for read in (read_header, read_image, lambda p: read_small(p, at_least_px=64)):
        with pytest.raises(
            DataError, match=r"huge\.png: the image is too large: .* 178,956,970 px"
        ):
            read(path)
