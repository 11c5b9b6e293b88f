"""Batches of photos, read as Ultralytics reads them and ready for a network."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from containerloc.model.engine.letterbox import Letterbox, Pixels
from containerloc.model.engine.networks import Letterboxed


@dataclass(frozen=True)
class Photos:
    """The photos of a batch that could be read, all of one size, and why others could not."""

    pixels: dict[str, Pixels] = field(default_factory=dict)
    skipped: list[dict[str, str]] = field(default_factory=list)
    letterboxed: Letterboxed | None = None  # None where there is no photo


def batches(images: pd.DataFrame, batch: int) -> Iterator[pd.DataFrame]:
    """Rows of images of one size: Ultralytics pads a mixed batch differently from one image."""
    for _, same_size in images.groupby(["width_px", "height_px"], sort=False):
        for start in range(0, len(same_size), batch):
            yield same_size.iloc[start : start + batch]


def read_photos(rows: pd.DataFrame, letterbox: Letterbox) -> Photos:
    """The photos of a batch."""
    pixels: dict[str, Pixels] = {}
    skipped: list[dict[str, str]] = []
    columns = (rows[name] for name in ("image", "path", "height_px", "width_px"))
    for image, path, height, width in zip(*columns, strict=True):
        read = _read(path, (height, width))
        if isinstance(read, str):
            skipped.append({"image": image, "reason": read})
        else:
            pixels[image] = read
    return Photos(pixels, skipped, letterbox(list(pixels.values())) if pixels else None)


def _read(path: str, expected: tuple[int, int]) -> Pixels | str:
    """The pixels as Ultralytics reads them (BGR, EXIF orientation applied), or why not."""
    import cv2
    from ultralytics.utils.patches import imread

    pixels: Pixels | None = imread(path, cv2.IMREAD_COLOR)
    if pixels is None:
        return "Ultralytics cannot read it"
    if pixels.shape[:2] != expected:
        # Its labels would be in another frame than its predictions.
        height, width = pixels.shape[:2]
        return f"Ultralytics reads {width}x{height} px, it shows {expected[1]}x{expected[0]} px"
    return pixels
