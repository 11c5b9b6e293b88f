"""What is kept of each photo to find copies of it: a perceptual hash and a thumbnail."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from containerloc.data.images import read_small
from containerloc.errors import DataError
from containerloc.quads import Bools, Floats

THUMBNAIL_PX: Final = 64
_MANY: Final = 1000  # photos that are worth a bar
_HASHED_PX: Final = 32
_DECODED_PX: Final = 256  # the shorter side that is enough for hash and thumbnail


@dataclass(frozen=True)
class PhotoHashes:
    """Hashes of photos as displayed.

    `images` are their keys, `bits` `(n, 64)` their perceptual hashes, `thumbnails` `(n, 64, 64)`
    their shades of grey squeezed into a square, `aspects` `(n,)` width over height. `unreadable`
    says of each photo that could not be read, by its key, why; it is in none of the others.
    """

    images: tuple[str, ...]
    bits: Bools
    thumbnails: NDArray[np.uint8]
    aspects: Floats
    unreadable: dict[str, str] = field(default_factory=dict)


def hash_photos(images: pd.DataFrame) -> PhotoHashes:
    """The hashes of the photos in a table of images, in its order.

    JPEGs are decoded at a fraction of their size. Hashes by `phash`. A bar shows how far it is
    with many photos.
    """
    hashes: dict[str, tuple[Bools, NDArray[np.uint8], float]] = {}
    unreadable: dict[str, str] = {}
    few = len(images) < _MANY
    bar = tqdm(images["image"], unit="photo", desc="photos compared", disable=few, leave=False)
    for image, path in zip(bar, images["path"], strict=True):
        try:
            hashes[image] = _hashed(read_small(Path(path), at_least_px=_DECODED_PX))
        except DataError as error:
            unreadable[image] = str(error)
    bits, thumbnails, aspects = list(zip(*hashes.values(), strict=True)) or ((), (), ())
    return PhotoHashes(
        tuple(hashes),
        np.array(bits, bool).reshape(-1, 64),
        np.array(thumbnails, np.uint8).reshape(-1, THUMBNAIL_PX, THUMBNAIL_PX),
        np.array(aspects, np.float64),
        unreadable,
    )


def _hashed(pixels: NDArray[np.uint8]) -> tuple[Bools, NDArray[np.uint8], float]:
    grey = Image.fromarray(pixels)
    square = grey.resize((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.BOX)
    return phash(grey), np.asarray(square), grey.width / grey.height


def phash(grey: Image.Image) -> Bools:
    """The perceptual hash of a grey picture, `(64,)`; of copies few bits differ.

    Which of the 8 x 8 lowest frequencies are above their median, of the DCT of the picture at
    32 x 32. Source: Buchner's `imagehash.phash`, with equal bits.
    """
    from scipy.fft import dctn

    small = grey.resize((_HASHED_PX, _HASHED_PX), Image.Resampling.LANCZOS)
    low = dctn(np.asarray(small, np.float64))[:8, :8].ravel()
    bits: Bools = low > np.median(low)
    return bits
