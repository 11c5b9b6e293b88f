"""Crops at a reader's height, and what is read of many of them, image by image."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from containerloc.data.images import read_image
from containerloc.errors import DataError
from containerloc.model.reading.reader import Reader, TextRead
from containerloc.quads import Bools, Floats, is_convex, rectified, text_wh

_Picture = tuple[int, NDArray[np.uint8]]  # the place of its crop, and its pixels
_log = logging.getLogger(__name__)
_NOTHING: Final = TextRead("", 0.0)
_AT_A_TIME: Final = 256  # pictures that are held in memory
_WIDEST: Final = 40  # heights: a wilder outline holds no line of text
_LARGEST_PX: Final = 4096  # of a part before it is reduced
_GAP: Final = 0.5  # heights between two lines: else the last and the first character merge
CUTTING: Final = f"lines {_GAP} heights apart"  # on which readings depend, besides the reader


@dataclass(frozen=True)
class Crop:
    """A text to be read in an image: its lines, or characters, as quads `(k, 4, 2)` px."""

    image: str
    parts: Floats


def read_crops(reader: Reader, crops: Sequence[Crop], paths: Mapping[str, Path]) -> list[TextRead]:
    """What the reader makes of each crop; an empty text where an outline is broken.

    `paths` are those of the images. Each image is opened once; one that cannot be opened is named
    in the log, and its texts are empty.
    """
    texts = [_NOTHING] * len(crops)
    places = sorted(range(len(crops)), key=lambda place: crops[place].image)
    pictures = _pictures(crops, places, paths, reader.height_px)
    bar = tqdm(total=len(crops), unit="crop", desc="read", leave=False)
    with bar, ThreadPoolExecutor(1) as ahead:  # the next pictures are cut while these are read
        following = ahead.submit(_some, pictures)
        while some := following.result():
            following = ahead.submit(_some, pictures)
            read = reader.read([picture for _, picture in some])
            for (place, _), text in zip(some, read, strict=True):
                texts[place] = text
            bar.update(len(some))
    return texts


def _some(pictures: Iterator[_Picture]) -> list[_Picture]:
    return list(islice(pictures, _AT_A_TIME))


def _pictures(
    crops: Sequence[Crop], places: Iterable[int], paths: Mapping[str, Path], height_px: int
) -> Iterator[_Picture]:
    image, pixels = "", None
    for place in places:
        crop = crops[place]
        if crop.image != image:
            image, pixels = crop.image, _pixels(paths[crop.image])
        if pixels is not None and is_croppable(crop.parts).all():
            yield place, line_picture(pixels, crop.parts, height_px=height_px)


def _pixels(path: Path) -> NDArray[np.uint8] | None:
    try:
        return read_image(path)
    except DataError as error:
        _log.warning(f"not read: {error}")
        return None


def is_croppable(parts: Floats) -> Bools:
    """Whether a rectified picture can be made of each quad: convex, and no absurd shape. `(n,)`"""
    width, height = text_wh(parts).T
    sane = (height >= 1) & (width >= 1) & (width <= _WIDEST * height)
    return np.asarray(is_convex(parts) & sane)


def line_picture(pixels: NDArray[np.uint8], parts: Floats, *, height_px: int) -> NDArray[np.uint8]:
    """The parts of an image side by side, upright, each `height_px` high: `(height_px, w, 3)`.

    Two lines stand apart, on the colour between them. A part that is larger in the image is
    rectified at a multiple of the height and averaged, so that fine strokes are not lost between
    pixels.
    """
    pictures = [_upright(pixels, part, height_px) for part in parts]
    if len(pictures) == 2:
        pictures.insert(1, _gap(*pictures))
    return np.hstack(pictures)


def _gap(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height = len(left)
    beside = np.hstack([left[:, -height // 8 :], right[:, : height // 8]])
    color = np.median(beside, axis=(0, 1)).astype(np.uint8)
    return np.broadcast_to(color, (height, round(_GAP * height), 3))


def _upright(pixels: NDArray[np.uint8], quad: Floats, height_px: int) -> NDArray[np.uint8]:
    (width, height), *_ = text_wh(quad[None])
    wide = max(1, round(height_px * width / height))
    times = int(np.clip(height / height_px, 1, max(1, _LARGEST_PX // max(wide, height_px))))
    picture = rectified(pixels, quad, size_wh=(wide * times, height_px * times))
    return np.asarray(Image.fromarray(picture).reduce(times)) if times > 1 else picture
