"""What fills the far end of a yard: trees, lamp posts, cranes, cables, roofs, people in vests."""

import cv2
import numpy as np

from containerloc.synthetic.draw.arrays import Picture, Rng
from containerloc.synthetic.draw.raster import tone
from containerloc.synthetic.draw.weather import clouds, shaded


def fill_backdrop(
    rng: Rng, picture: Picture, horizon_row: float, *, dim: float, roofed: bool
) -> None:
    """Draw on the picture (h, w, 3), in place, what stands on the horizon and what hangs above it.

    `dim` is how much light there is, 0..1; a roofed place has beams instead of sky.
    """
    row = float(np.clip(horizon_row, 0.05 * picture.shape[0], 1.2 * picture.shape[0]))
    if roofed:
        _beams(rng, picture, dim)
    for draw, often in ((_trees, 0.3), (_masts, 0.35), (_cables, 0.12), (_people, 0.1)):
        if rng.random() < often:
            draw(rng, picture, row, dim)
    if rng.random() < 0.7:
        _grain_of_things(rng, picture)


def _trees(rng: Rng, picture: Picture, row: float, dim: float) -> None:
    """Leaves are blobs of many greens."""
    height, width = picture.shape[:2]
    middle, tall = rng.uniform(0, width), float(rng.uniform(0.05, 0.3)) * height
    spread = float(rng.uniform(0.1, 0.6)) * width
    for _ in range(int(rng.integers(40, 160))):
        at = (int(rng.normal(middle, spread / 2)), int(row - tall * rng.beta(1.6, 1.6)))
        color = np.array([60.0, 95, 45]) * rng.uniform(0.35, 1.4) + rng.normal(0, 9, 3)
        size = max(1, int(tall * rng.uniform(0.03, 0.16)))
        cv2.circle(picture, at, size, tone(color * dim), -1)


def _masts(rng: Rng, picture: Picture, row: float, dim: float) -> None:
    """Lamp posts, pillars, the legs and the beam of a crane."""
    height, width = picture.shape[:2]
    color = tone((rng.uniform(40, 210) + rng.normal(0, 20, 3)) * dim)
    columns = rng.uniform(0, width, int(rng.integers(1, 4)))
    top = row - float(rng.uniform(0.2, 0.9)) * height
    thick = max(1, int(width * rng.uniform(0.004, 0.06)))
    for x in columns:
        cv2.line(picture, (int(x), int(row)), (int(x), int(top)), color, thick, cv2.LINE_AA)
    if rng.random() < 0.5:
        left, right = columns.min(), columns.max() + rng.uniform(0, 0.3) * width
        tilt = rng.normal(0, 0.02) * height
        cv2.line(picture, (int(left), int(top)), (int(right), int(top + tilt)), color, thick)


def _cables(rng: Rng, picture: Picture, row: float, dim: float) -> None:
    height, width = picture.shape[:2]
    x = np.linspace(0, width, 24)
    for _ in range(int(rng.integers(1, 5))):
        left, right = rng.uniform(-0.05, 0.5, 2) * height
        sag = float(rng.uniform(0, 0.12)) * height
        y = left + (right - left) * x / width + sag * (1 - (2 * x / width - 1) ** 2)
        path = np.stack([x, np.minimum(y, row)], axis=1).astype(np.int32)
        cv2.polylines(picture, [path], False, tone(np.full(3, 45.0) * dim), 1, cv2.LINE_AA)


def _people(rng: Rng, picture: Picture, row: float, dim: float) -> None:
    height, width = picture.shape[:2]
    tall = float(rng.uniform(0.05, 0.2)) * height
    for _ in range(int(rng.integers(1, 4))):
        x, foot = float(rng.uniform(0, width)), row + tall * float(rng.uniform(0.3, 0.8))
        vest = (np.array([230.0, 120, 20]), np.array([190.0, 230, 40]))[int(rng.integers(2))]
        for share, size, color in (
            (0.0, 0.5, np.full(3, 40.0)),
            (0.4, 0.45, vest),
            (0.85, 0.15, np.array([170.0, 130, 110])),
        ):
            low, wide = foot - share * tall, tall * (0.09 if share > 0.8 else 0.16)
            corner = (int(x - wide), int(low - size * tall))
            cv2.rectangle(picture, corner, (int(x + wide), int(low)), tone(color * dim), -1)


def _beams(rng: Rng, picture: Picture, dim: float) -> None:
    """The underside of a roof or of a bridge: beams, and lamps between them."""
    height, width = picture.shape[:2]
    vanish = np.array([rng.uniform(0.2, 0.8) * width, rng.uniform(0.2, 0.6) * height])
    shade = float(rng.uniform(40, 150))
    for x in np.linspace(-1.5, 2.5, int(rng.integers(5, 12))) * width:
        start = np.array([x, -0.3 * height])
        ends = np.array([start, start + (vanish - start) * rng.uniform(0.5, 0.8)]).astype(np.int32)
        thick = int(width * rng.uniform(0.01, 0.05)) + 1
        cv2.polylines(picture, [ends], False, tone(np.full(3, shade) * dim), thick, cv2.LINE_AA)
    for _ in range(int(rng.poisson(1.5))):
        at = (int(rng.uniform(0, width)), int(rng.uniform(0, 0.25) * height))
        size = max(2, int(rng.uniform(0.004, 0.02) * width))
        cv2.ellipse(picture, at, (size * 3, size), 0, 0, 360, (250, 248, 235), -1, cv2.LINE_AA)


def _grain_of_things(rng: Rng, picture: Picture) -> None:
    """Nothing out there is of one color: stains, patches, shade."""
    height, width = picture.shape[:2]
    coarse = (max(2, height // 4), max(2, width // 4))
    shade = np.full(coarse, 1.0, np.float32)
    for cells in (6, 24, 80):
        shade += np.float32(rng.uniform(0, 0.05)) * clouds(rng, coarse, (cells, cells))
    shaded(picture, np.asarray(cv2.resize(shade, (width, height)), np.float32))
