from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from containerloc.data.photo_hashes import THUMBNAIL_PX, hash_photos, phash
from containerloc.data.tables import IMAGE_COLUMNS, table_of


def _images(paths: list[Path]) -> pd.DataFrame:
    return table_of(
        {"image": [path.name for path in paths], "path": [str(path) for path in paths]},
        IMAGE_COLUMNS,
    )


@pytest.fixture
def photo() -> Image.Image:
    blocks = np.random.default_rng(0).integers(0, 255, (15, 20, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize((800, 600), Image.Resampling.BICUBIC)


def test_the_photo_as_displayed_whatever_its_file(photo: Image.Image, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.png", "b.jpg", "turned.jpg", "palette.png", "c.png")]
    photo.save(files[0])
    photo.save(files[1], quality=95)
    exif = Image.Exif()
    exif[274] = 6  # to be turned a quarter clockwise for display
    photo.transpose(Image.Transpose.ROTATE_90).save(files[2], quality=95, exif=exif)
    photo.quantize(256).save(files[3])
    photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(files[4])
    hashes = hash_photos(_images(files))
    assert hashes.images == tuple(path.name for path in files)
    assert hashes.aspects == pytest.approx([4 / 3] * 5)
    apart = (hashes.bits != hashes.bits[0]).sum(axis=1)
    assert (apart[:4] <= 4).all()
    assert apart[4] > 20
    shades = hashes.thumbnails.astype(float)
    assert np.abs(shades[:4] - shades[0]).mean() < 3


def test_unreadable_photos_are_named_and_cost_no_other(photo: Image.Image, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("cut.jpg", "text.jpg", "absent.jpg", "good.jpg")]
    photo.save(files[3])
    files[0].write_bytes(files[3].read_bytes()[:2000])
    files[1].write_text("no image")
    hashes = hash_photos(_images(files))
    assert hashes.images == ("good.jpg",)
    assert list(hashes.unreadable) == ["cut.jpg", "text.jpg", "absent.jpg"]
    assert all(str(tmp_path) in why for why in hashes.unreadable.values())


def test_no_photos() -> None:
    hashes = hash_photos(_images([]))
    assert hashes.bits.shape == (0, 64)
    assert hashes.thumbnails.shape == (0, THUMBNAIL_PX, THUMBNAIL_PX)
    assert hashes.images == ()


def test_the_bits_are_those_of_imagehash() -> None:
    y, x = np.mgrid[:120, :90]
    picture = ((x * x + 7 * y * x + 3 * y) % 251).astype(np.uint8)
    bits = phash(Image.fromarray(picture))
    assert f"{int(''.join(map(str, bits.astype(int))), 2):016x}" == "86b5865b35c44b5b"
