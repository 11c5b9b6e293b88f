"""Photos as pictures for a browser: whole and small, and sharp where the objects are."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.Image import open as open_image

from containerloc.data.images import read_image
from containerloc.quads import Floats

_WINDOW_PX: Final = 2400  # of a window of it
_QUALITY: Final = 82
# Shown by every browser as they are, which also turns them as their EXIF data say.
_SHOWN_AS_THEY_ARE: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_EXIF_ORIENTATION: Final = 274

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Picture:
    """A JPEG, and the box of the photo that it shows: left, top, right, bottom, px."""

    jpeg: bytes
    box_px: Box


def pictures_of(path: Path, quads: Iterable[Floats], *, whole_px: int = 1280) -> list[Picture]:
    """The photo at most `whole_px` long, then a window at full resolution round each quad `(4, 2)`.

    Where that is little smaller, or windows would show most of it, the photo keeps its resolution.

    Raises
    ------
    DataError
        When the photo cannot be read.
    """
    pixels = read_image(path)
    height, width = pixels.shape[:2]
    boxes = [box for quad in quads if (box := _window(quad, width, height))]
    shown_px = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    if max(width, height) <= 1.25 * whole_px or (boxes and shown_px > 0.7 * width * height):
        return [_picture(pixels, (0, 0, width, height), longest=max(width, height))]
    whole = _picture(pixels, (0, 0, width, height), longest=whole_px)
    return [whole, *(_picture(pixels, box, longest=_WINDOW_PX) for box in dict.fromkeys(boxes))]


def photo_bytes(path: Path) -> tuple[bytes, str]:
    """A photo at full resolution as a browser can show it, and its MIME type.

    Files that browsers show as Pillow does stay as they are; others become PNG.

    Raises
    ------
    DataError
        When the photo cannot be read.
    """
    pixels = read_image(path)
    with open_image(path) as image:
        kind = _SHOWN_AS_THEY_ARE.get(image.format or "")
        is_turned = image.getexif().get(_EXIF_ORIENTATION, 1) != 1
        is_plain = image.mode in ("L", "RGB", "P") and (image.format == "JPEG" or not is_turned)
    if kind and is_plain:
        return path.read_bytes(), kind
    with BytesIO() as stream:
        Image.fromarray(pixels).save(stream, "PNG", compress_level=1)
        return stream.getvalue(), "image/png"


def _window(quad: Floats, width: int, height: int) -> tuple[int, int, int, int] | None:
    """The part of a photo round a quad, with room to look about; None where that is no part."""
    known = quad[np.isfinite(quad).all(axis=1)]
    if not len(known):
        return None
    room = max(0.6 * float(np.ptp(known, axis=0).max()), 60.0)
    low = np.clip(np.floor(known.min(axis=0) - room), 0, [width, height]).astype(int)
    high = np.clip(np.ceil(known.max(axis=0) + room), 0, [width, height]).astype(int)
    left, top, right, bottom = (int(value) for value in (*low, *high))
    return (left, top, right, bottom) if right > left and bottom > top else None


def _picture(pixels: NDArray[np.uint8], box: tuple[int, int, int, int], *, longest: int) -> Picture:
    left, top, right, bottom = box
    image = Image.fromarray(pixels[top:bottom, left:right])
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    with BytesIO() as stream:
        image.save(stream, "JPEG", quality=_QUALITY)
        return Picture(stream.getvalue(), box)
