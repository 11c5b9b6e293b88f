"""Image files: their size and their pixels, as displayed."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

# Bound here, before Ultralytics replaces `Image.open` by one that pip-installs a plugin whenever a
# file is no image.
from PIL.Image import open as open_image

from containerloc.data.paths import is_file
from containerloc.errors import ContainerlocError, DataError, reason

# What Ultralytics takes for an image, by suffix (data/utils.py, IMG_FORMATS).
IMAGE_SUFFIXES: Final = frozenset(
    (
        *(".avif", ".bmp", ".dng", ".heic", ".heif", ".jp2", ".jpeg"),
        *(".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp"),
    )
)
_FORMATS = frozenset(suffix[1:] for suffix in IMAGE_SUFFIXES) | {"jpeg2000"}
_EXIF_ORIENTATION = 274
_SMALLEST_SIDE_PX = 10
_LARGEST_PX = 2 * (Image.MAX_IMAGE_PIXELS or 0)  # Pillow refuses more, and so does the trainer


@dataclass(frozen=True)
class Header:
    """Size of an image as displayed, and what the trainer does to its file, if anything."""

    width_px: int
    height_px: int
    warning: str = ""


def read_header(path: Path) -> Header:
    """What the header says of an image as displayed (EXIF orientation applied).

    A JPEG is taken as whole when it ends with its end marker, as by Ultralytics.

    Raises
    ------
    DataError
        When the trainer could not use the file: absent, of zero bytes, no image, of a format or
        size it refuses, or cut off.
    """
    with _opened(path) as image:
        kind = image.format or "unknown format"
        width, height = _displayed_size(image, path)
        image.verify()
    if kind.lower() not in _FORMATS:
        raise DataError(f"{path}: a {kind} image; the trainer reads {', '.join(sorted(_FORMATS))}")
    if min(width, height) < _SMALLEST_SIDE_PX:
        raise DataError(f"{path}: {width} x {height} px; the trainer needs 10 px each way")
    return Header(width, height, _end_warning(path) if kind == "JPEG" else "")


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """The image, to be read inside the block; a DataError where that fails."""
    if not is_file(path):
        raise DataError(f"{path}: there is no such image file")
    if not path.stat().st_size:
        raise DataError(f"{path}: the image file is empty (0 bytes); copy it again")
    try:
        with _open(path) as image:
            yield image
    except (UnidentifiedImageError, ImportError) as error:
        raise DataError(
            f"{path}: this is no image that Pillow knows; export it as JPEG or PNG"
        ) from error
    except Image.DecompressionBombError as error:
        raise DataError(
            f"{path}: the image is too large: the trainer reads up to {_LARGEST_PX:,} px; reduce it"
        ) from error
    except ContainerlocError:
        raise
    except Exception as error:  # what a decoder raises on damaged bytes has no common type
        raise DataError(
            f"{path}: the image is damaged ({reason(error)}); export or copy it again"
        ) from error


def _open(path: Path) -> Image.Image:
    """The image, opened without Pillow's warning of one that is half as large as it refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return open_image(path)


def _displayed_size(image: Image.Image, path: Path) -> tuple[int, int]:
    width, height = image.size
    # To look for EXIF behind the pixels, Pillow would decode the whole PNG.
    if image.format == "PNG" and not {"exif", "Raw profile type exif"} & image.info.keys():
        return width, height
    if image.getexif().get(_EXIF_ORIENTATION) not in (5, 6, 7, 8):
        return width, height
    if image.format == "TIFF":  # which Pillow turns by itself, in some versions
        with _open(path) as fresh:
            return ImageOps.exif_transpose(fresh).size
    return height, width


def _end_warning(path: Path) -> str:
    """Nothing for a JPEG that ends with its end marker, as whole JPEGs do."""
    with path.open("rb") as file:
        file.seek(-2, os.SEEK_END)
        if file.read() == b"\xff\xd9":
            return ""
    try:  # Some phones append data of their own after the marker; such a picture is whole.
        with _open(path) as image:
            image.load()
    except Exception as error:
        raise DataError(f"{path}: the JPEG is cut off ({reason(error)}); copy it again") from error
    return "bytes follow the JPEG's end marker: the trainer rewrites this file in place, lossily"


def read_image(path: Path) -> NDArray[np.uint8]:
    """The pixels as displayed: RGB, shape `(height, width, 3)`.

    EXIF orientation is applied. Grayscale, palette and CMYK become RGB, alpha is dropped, and of
    16 bits the high byte is kept, as Ultralytics does.

    Raises
    ------
    DataError
        When the file cannot be read.
    """
    with _opened(path) as image:
        return _rgb(ImageOps.exif_transpose(image))


def read_small(path: Path, *, at_least_px: int) -> NDArray[np.uint8]:
    """The pixels as displayed, in shades of grey, `(height, width)`, at a fraction of their size.

    A JPEG is decoded to no more than about twice `at_least_px` each way, which is many times
    faster; other formats have no such way and keep their size.

    Raises
    ------
    DataError
        When the file cannot be read.
    """
    with _opened(path) as image:
        image.draft("L", (at_least_px, at_least_px))
        grey = Image.fromarray(_rgb(ImageOps.exif_transpose(image))).convert("L")
    return np.asarray(grey)


def _rgb(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith("I"):  # 16 bits a pixel; Pillow's own conversion clips at 255
        high = (np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)
        return np.repeat(high[..., None], 3, axis=2)
    if image.mode == "P":
        image = image.convert("RGBA")
    return np.array(image.convert("RGB"))
