"""What steel and years do to paint: relief and its shading, dirt, rust, scratches, wear."""

import cv2
import numpy as np

from containerloc.quads import Floats
from containerloc.synthetic.draw.arrays import Field, Mask, Picture, Rng
from containerloc.synthetic.draw.raster import Raster, upright_quad


def clouds(rng: Rng, shape: tuple[int, int], cells: tuple[int, int]) -> Field:
    """Return smooth noise (h, w) of zero mean and unit spread with so many cells down, across."""
    coarse = rng.standard_normal((max(cells[0], 2), max(cells[1], 2))).astype(np.float32)
    smooth = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth, np.float32)


def shaded(pixels: Picture, shade: Field) -> None:
    """Multiply the pixels (h, w, 3) by the shade (h, w), which is below 2, in place."""
    # in steps of 1/128, since multiplying bytes is several times as fast
    steps = cv2.convertScaleAbs(shade, alpha=128)
    cv2.multiply(pixels, cv2.merge([steps] * 3), dst=pixels, scale=1 / 128)


def relief(rng: Rng, door: Raster, leaves_mm: list[tuple[float, float]], height_mm: float) -> Field:
    """Return the shading (h, w) of the pressed bands of both leaves; flat steel is 1."""
    shade = np.ones(door.pixels.shape[:2], np.float32)
    if rng.random() < 0.12:
        return shade  # some doors are flat
    sun = float(rng.uniform(-0.35, 0.75))  # slopes that face up are lit, those that face down not
    strength = float(rng.uniform(0.15, 0.8))
    lit, dark = 1 + strength * max(sun, 0.1), 1 - 0.7 * strength * abs(sun)
    slope, inset = float(rng.uniform(22, 48)), float(rng.uniform(40, 110))
    floor = float(rng.uniform(0.86, 1.05))
    for top, bottom in _bands(rng, height_mm):
        for left, right in leaves_mm:
            rim = upright_quad(left + inset, top, right - inset, bottom + slope)
            bed = upright_quad(left + inset + slope, top + slope, right - inset - slope, bottom)
            for side, value in enumerate((dark, 0.93, lit, 1.02)):
                ends = [side, (side + 1) % 4]
                face = np.concatenate([rim[ends], bed[ends[::-1]]])
                _fill(shade, face, door.scale, value)
            _fill(shade, bed, door.scale, floor)
    soft = cv2.GaussianBlur(shade, (0, 0), max(0.4, 4 * door.scale))
    return np.asarray(soft, np.float32)


def _bands(rng: Rng, height_mm: float) -> list[tuple[float, float]]:
    """Return top and bottom of each band that is pressed into the leaf."""
    y, tall = float(rng.uniform(60, 190)), float(rng.choice([40.0, 130.0]))
    bands: list[tuple[float, float]] = []
    while y < height_mm - 250:
        bands.append((y, y + tall))
        y += tall + float(rng.uniform(170, 480))
        tall = float(rng.uniform(70, 260))
    return bands


def _fill(shade: Field, points: Floats, scale: float, value: float) -> None:
    at = np.rint((points * scale - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(shade, [at], float(value), cv2.LINE_8, 4)


def wear(rng: Rng, mask: Mask, amount: float) -> Mask:
    """Return the mask with paint rubbed off in patches; amount 0 is new, 1 is hardly legible."""
    if amount <= 0:
        return mask
    height, width = mask.shape
    noise = clouds(rng, mask.shape, (height // 6, width // 6))
    noise += 0.8 * clouds(rng, mask.shape, (3, 12))
    kept = np.clip((noise + 3.2 - 3.0 * amount) * 1.2, 0, 1)
    return np.asarray(mask * kept, np.uint8)


def age(rng: Rng, paint: Picture, scale: float, amount: float) -> None:
    """Put faded areas, dirt that runs down, rust spots and scratches on the paint, in place."""
    shape = (paint.shape[0] // 4, paint.shape[1] // 4)
    shade = 1 + (0.02 + 0.05 * amount) * clouds(rng, shape, (6, 5))
    streaks = clouds(rng, shape, (4, int(paint.shape[1] / (20 + 60 * scale))))
    shade -= 0.06 * amount * np.maximum(streaks, 0)
    shaded(paint, np.asarray(cv2.resize(shade, paint.shape[1::-1]), np.float32))
    rust = np.array([105, 62, 36], np.float32) * float(rng.uniform(0.6, 1.2))
    for _ in range(int(rng.poisson(30 * amount**2))):
        _spot(rng, paint, scale, rust)
    for _ in range(int(rng.poisson(8 * amount))):
        steps = rng.normal(0, 90 * scale, (3, 2)).cumsum(axis=0)
        path = (rng.uniform(0, 1, 2) * paint.shape[1::-1] + steps).astype(np.int32)
        gray, thick = int(rng.integers(60, 230)), max(1, round(rng.exponential(5) * scale))
        cv2.polylines(paint, [path], False, (gray, gray, gray), thick, cv2.LINE_AA)


def dents(rng: Rng, door: Raster, amount: float) -> Field:
    """Return the shading (h, w) of dents: each is lit on one side and dark on the other."""
    height, width = (max(2, size // 4) for size in door.pixels.shape[:2])
    shade = np.ones((height, width), np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    for _ in range(int(rng.poisson(4 * amount))):
        column, row = rng.uniform(0, 1, 2) * [width, height]
        size = rng.uniform(60, 320, 2) * door.scale / 4
        turn = float(rng.uniform(0, 2 * np.pi))
        across, down = (x - column) / size[0], (y - row) / size[1]
        slope = (across * np.cos(turn) + down * np.sin(turn)) * np.exp(-(across**2) - down**2)
        shade += np.float32(rng.uniform(0.1, 0.6)) * slope
    full = cv2.resize(np.clip(shade, 0.3, 1.7), door.pixels.shape[1::-1])
    return np.asarray(full, np.float32)


def _spot(rng: Rng, paint: Picture, scale: float, rust: Field) -> None:
    radius = max(2, int(rng.exponential(28) * scale) + 1)
    tall = int(radius * rng.uniform(1, 6))  # rust runs down
    x = int(rng.integers(0, max(1, paint.shape[1] - 2 * radius)))
    y = int(rng.integers(0, max(1, paint.shape[0] - radius - tall)))
    window = paint[y : y + radius + tall, x : x + 2 * radius]
    rows = np.linspace(-1, tall / radius, window.shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, window.shape[1], dtype=np.float32)[None]
    fade = np.where(rows < 0, rows**2, (rows * radius / tall) ** 2) + columns**2
    weight = np.clip(1.2 - fade, 0, 1) * np.float32(rng.uniform(0.3, 0.95))
    weight *= np.clip(0.8 + 0.5 * clouds(rng, window.shape[:2], (4, 4)), 0, 1)
    window[...] = (window * (1 - weight[..., None]) + rust * weight[..., None]).astype(np.uint8)
