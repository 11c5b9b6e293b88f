"""Small pictures of cases: label and prediction on the photo, and the crop by each below it."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from containerloc.quads import (
    CORNERS,
    Floats,
    as_quads,
    corner_distances,
    is_convex,
    rectified,
    text_wh,
)
from containerloc.show.photos.tiles import window_of
from containerloc.show.style import ALARM, INK, PREDICTION, TILE, TRUTH
from containerloc.wording import number

Pixels = NDArray[np.uint8]
PhotoOf = Callable[[str], Pixels | None]  # by the name of its image; None where it cannot be read

_WIDTH, _STRIP_HEIGHT, _TALL_HEIGHT, _GAP, _BAR = 640, 96, 320, 6, 14  # px
_ASPECT: Final = 1.6  # of the part of the photo that is shown
_FINE: Final = 2  # drawn so many times as large, for smooth lines
_DASH_PX: Final = (26.0, 16.0)
_MOST_DASHES: Final = 200


def case_jpeg(pixels: Pixels, label: Floats, predicted: Floats) -> bytes:
    """A case as JPEG, 640 px wide: the photo round it, the label's crop above the prediction's.

    Quads `(4, 2)`, px of the photo, NaN at a missing corner; one that is missing altogether has no
    crop. The outline of the label is solid, that of the prediction dashed.
    """
    photo = _photo_round(pixels, label, predicted)
    strips = [
        _strip(pixels, quad, color)
        for quad, color in ((label, TRUTH), (predicted, PREDICTION))
        if not _is_missing(quad)
    ]
    height = photo.height + sum(_GAP + strip.height for strip in strips)
    page, top = Image.new("RGB", (_WIDTH, height), "white"), photo.height
    page.paste(photo)
    for strip in strips:
        page.paste(strip, (0, top + _GAP))
        top += _GAP + strip.height
    return _jpeg(page, quality=74)


def thumbnail_jpeg(pixels: Pixels, label: Floats, predicted: Floats) -> bytes:
    """The photo round a case, as a JPEG of a few kilobytes."""
    return _jpeg(_photo_round(pixels, label, predicted, width=176), quality=62)


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    with BytesIO() as stream:
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        return stream.getvalue()


def _is_missing(quad: Floats) -> bool:
    return bool(np.isnan(quad).all())


def _photo_round(
    pixels: Pixels, label: Floats, predicted: Floats, *, width: int = _WIDTH
) -> Image.Image:
    """The photo round both outlines, with both drawn on it, and on large ones the worst corner."""
    within = np.array(pixels.shape[1::-1], np.float64)
    window = window_of(np.vstack([label, predicted]), aspect=_ASPECT, within_wh=within)
    if np.isnan(window).any():
        window = np.array([0.0, 0.0, *within])
    low, high = np.floor(window[:2]).astype(int), np.ceil(window[2:]).astype(int)
    cut = Image.new("RGB", tuple((high - low).tolist()), TILE)  # also what lies beyond the photo
    cut.paste(Image.fromarray(pixels), tuple((-low).tolist()))
    size = np.array([width, width / _ASPECT]).astype(int)
    fine = tuple((size * _FINE).tolist())
    pen = _Pen(cut.resize(fine, Image.Resampling.BICUBIC, reducing_gap=2.0))
    placed = [(quad - low) * np.array(fine) / (high - low) for quad in (label, predicted)]
    pen.outline(placed[0], TRUTH)
    pen.outline(placed[1], PREDICTION, dashed=True)
    if width == _WIDTH:
        pen.worst_corner(placed, corner_distances(predicted[None], label[None])[0])
    return pen.picture.resize(tuple(size.tolist()), Image.Resampling.LANCZOS)


class _Pen:
    """Draws on a picture that is `_FINE` times as large as it is shown."""

    def __init__(self, picture: Image.Image) -> None:
        self.picture, self.drawing = picture, ImageDraw.Draw(picture)
        self.wh = np.array(picture.size, np.float64)

    def outline(self, quad: Floats, color: str, *, dashed: bool = False) -> None:
        """The known sides of a quad, with a dark halo."""
        for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
            if np.isnan([start, end]).any():
                continue
            self.line(start, end, INK, 5)
            for begin, stop in _dashes(start, end) if dashed else [(start, end)]:
                self.line(begin, stop, color, 3)

    def line(self, start: Floats, end: Floats, color: str, width: int) -> None:
        """A straight line; coordinates far outside are no trouble to Pillow."""
        points = [tuple(start.tolist()), tuple(end.tolist())]
        self.drawing.line(points, fill=color, width=width * _FINE)

    def worst_corner(self, placed: list[Floats], errors_px: Floats) -> None:
        """How far the worst corner lies from its label: a line, its name and the pixels."""
        if np.isnan(errors_px).all():
            return
        worst = int(np.nanargmax(errors_px))
        start, end = placed[0][worst], placed[1][worst]
        self.line(start, end, INK, 7)
        self.line(start, end, ALARM, 4)
        is_above = end[1] < np.nanmean(placed[0][:, 1])  # away from the text
        self.tag(end, f"{CORNERS[worst]} {number(errors_px[worst])} px off", is_above=is_above)

    def tag(self, at: Floats, text: str, *, is_above: bool) -> None:
        """Words on a ground of their own, above or below a place and within the picture."""
        font = ImageFont.load_default(26 * _FINE)
        left, top, right, bottom = self.drawing.textbbox((0, 0), text, font=font)
        room = 8.0 * _FINE
        size = np.array([right - left, bottom - top]) + 2 * room
        corner = at + [-size[0] / 2, -size[1] - 2 * room if is_above else 2 * room]
        x, y = np.clip(corner, room, self.wh - size - room).tolist()
        box = (x, y, x + float(size[0]), y + float(size[1]))
        self.drawing.rounded_rectangle(box, room, fill=INK, outline=ALARM, width=2 * _FINE)
        self.drawing.text((x + room - left, y + room - top), text, fill="white", font=font)


def _dashes(start: Floats, end: Floats) -> list[tuple[Floats, Floats]]:
    length = max(float(np.linalg.norm(end - start)), 1e-9)
    on, off = (each * _FINE for each in _DASH_PX)
    begins = np.arange(0, length, on + off)[:_MOST_DASHES]
    way = (end - start) / length
    return [(start + way * at, start + way * min(at + on, length)) for at in begins]


def _strip(pixels: Pixels, quad: Floats, color: str) -> Image.Image:
    """The inside of a quad as its corners name it, as large as fits, after a bar in its colour.

    Where it stands on its narrow side, as of a label that is named a quarter turn off, the strip
    is higher: else nothing could be read in it.
    """
    wh = text_wh(as_quads(quad))[0]
    strip_height = _TALL_HEIGHT if wh[1] > wh[0] else _STRIP_HEIGHT
    strip = Image.new("RGB", (_WIDTH, strip_height), TILE)
    drawing = ImageDraw.Draw(strip)
    if np.isfinite(wh).all() and is_convex(as_quads(quad))[0]:
        scale = np.min([_WIDTH - _BAR, strip_height] / np.maximum(wh, 1.0))
        width, height = np.maximum(np.round(wh * scale), 1).astype(int).tolist()
        crop = Image.fromarray(rectified(pixels, quad, size_wh=(width, height)))
        strip.paste(crop, (_BAR, 0))
    else:
        font = ImageFont.load_default(26)
        drawing.text((26, 32), "no crop: crossed, or a corner missing", fill=INK, font=font)
    drawing.rectangle((0, 0, _BAR - 4, strip_height), fill=color, outline=INK)
    return strip
