"""What a camera or a phone writes into the picture: the time, the name of a lane, buttons."""

from datetime import datetime, timedelta

import cv2
import numpy as np

from containerloc.synthetic.draw.arrays import Color, Picture, Rng
from containerloc.synthetic.draw.lettering import Face
from containerloc.synthetic.draw.raster import Brush, Raster

_INKS: tuple[Color, ...] = ((250, 250, 250), (255, 170, 60), (250, 240, 90), (60, 255, 90))


def stamp_time(rng: Rng, image: Picture) -> None:
    """Write a date and a time into a corner of the picture (h, w, 3), in place."""
    height, width = image.shape[:2]
    when = datetime(2009, 1, 1) + timedelta(seconds=int(rng.integers(17 * 365 * 86400)))
    date = when.strftime("%Y-%m-%d" if rng.random() < 0.6 else "%d/%m/%Y")
    text = date + when.strftime(" %H:%M:%S" if rng.random() < 0.5 else " %H:%M")
    cap = float(rng.uniform(0.012, 0.028)) * max(height, width)
    right, low = bool(rng.random() < 0.6), bool(rng.random() < 0.65)
    at = (width - cap * 13 if right else cap * 1.5, height - cap * 1.5 if low else cap * 2.5)
    _write(rng, image, text, at, cap=cap)
    if rng.random() < 0.4:
        lane = f"CAM {int(rng.integers(1, 20)):02d} LANE {int(rng.integers(1, 9))}"
        _write(rng, image, lane, (cap * 1.5, cap * 2.5 if low else height - cap * 1.5), cap=cap)


def _write(rng: Rng, image: Picture, text: str, at: tuple[float, float], *, cap: float) -> None:
    face = Face("roboto", "Roboto[wdth,wght].ttf", (int(rng.integers(400, 700)), 100), 1.0, 0.08)
    raster, ink = Raster(image, 1.0), _INKS[int(rng.integers(len(_INKS)))]
    if rng.random() < 0.5:
        raster.write(text, (at[0] + 1.5, at[1] + 1.5), Brush(face, (10, 10, 10)), cap_mm=cap)
    raster.write(text, at, Brush(face, ink), cap_mm=cap)


def random_bars(rng: Rng, image: Picture) -> tuple[int, int, int, int]:
    """Return the bars (top, bottom, left, right) px that a screenshot has round the picture."""
    height, width = image.shape[:2]
    if rng.random() < 0.7:
        top, bottom = rng.uniform(0.05, 0.3, 2) * height
        return int(top), int(bottom), 0, 0
    left, right = rng.uniform(0.05, 0.25, 2) * width
    return 0, 0, int(left), int(right)


def draw_buttons(rng: Rng, image: Picture, bars: tuple[int, int, int, int]) -> None:
    """Draw a phone's buttons into the lower and the upper bar, in place."""
    height, width = image.shape[:2]
    for row, bar in ((height - bars[1] // 2, bars[1]), (bars[0] // 2, bars[0])):
        size = int(bar * 0.12)
        if size < 3:
            continue
        for column in (np.array([0.2, 0.5, 0.8]) * width).astype(int):
            at, gray = (int(column), row), [int(rng.integers(120, 250))] * 3
            if rng.random() < 0.5:
                cv2.circle(image, at, size, gray, max(1, size // 4), cv2.LINE_AA)
            else:
                corner = (at[0] - size, at[1] - size)
                cv2.rectangle(image, corner, (at[0] + size, at[1] + size), gray, max(1, size // 4))
