"""Light, lens and sensor: day and night, glare, fog, blur, noise and JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.weather import clouds

Picture = NDArray[np.uint8]
Field = NDArray[np.float32]


def light_field(
    rng: np.random.Generator, shape: tuple[int, int], kind: str, subject: tuple[float, float]
) -> tuple[Field, Field]:
    """Return the gain (h, w, 3) on what is seen and the veil (h, w, 1) of stray light over it.

    `subject` is where the ID stands, as shares of width and height. Light is smooth, so it is
    computed on a coarse grid.
    """
    rows, columns = max(2, shape[0] // 16), max(2, shape[1] // 16)
    y, x = np.mgrid[0 : 1 : rows * 1j, 0 : 1 : columns * 1j].astype(np.float32)
    tint = 1 + rng.normal(0, 0.04, 3)
    veil = np.zeros_like(x)
    gain = rng.uniform(0.75, 1.2) * (1 + 0.12 * rng.normal() * (y - 0.5))
    if kind == "night":
        gain = _lamp(rng, x, y, subject)
        tint = tint * [1.0, rng.uniform(0.78, 1.0), rng.uniform(0.45, 1.0)]
    elif kind == "glare":
        gain *= rng.uniform(0.6, 1.0)
        source = np.hypot(x - rng.choice([-0.1, 0.3, 1.1]), y + 0.1)
        veil += rng.uniform(60, 190) * np.exp(-((source / rng.uniform(0.3, 1.0)) ** 2))
    elif kind == "dusk":
        gain *= rng.uniform(0.35, 0.65)
        tint = tint * [rng.uniform(0.8, 1.1), 0.95, rng.uniform(0.85, 1.2)]
    elif kind == "fog":
        gain *= rng.uniform(0.4, 0.8)
        veil += rng.uniform(50, 120) * (1 + 0.1 * clouds(rng, (rows, columns), (3, 3)))
    elif kind == "sun":
        gain *= rng.uniform(1.0, 1.3)
    field = (gain[..., None] * tint).astype(np.float32)
    size = (shape[1], shape[0])
    large = cv2.resize(field, size, interpolation=cv2.INTER_LINEAR)
    over = cv2.resize(veil.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32), np.asarray(over, np.float32)[..., None]


def _lamp(
    rng: np.random.Generator, x: Field, y: Field, subject: tuple[float, float]
) -> NDArray[np.floating]:
    """Return the gain of a flash or a lamp that lights one part of the door."""
    spot = rng.uniform([0.2, 0.0], [0.9, 0.8])
    distance = np.hypot(x - spot[0], (y - spot[1]) * 1.2)
    gain = np.exp(-((distance / rng.uniform(0.5, 1.6)) ** 2)) + 0.05
    # people light what they photograph: the ID itself is never quite dark
    at = (int(subject[1] * (len(y) - 1)), int(subject[0] * (x.shape[1] - 1)))
    return np.asarray(gain * (rng.uniform(0.3, 1.0) / max(float(gain[at]), 0.15)))


def cast_shadow(rng: np.random.Generator, gain: Field) -> None:
    """Darken one side of a slanting edge in place, as a roof or another stack does."""
    height, width = gain.shape[:2]
    where, slope = rng.uniform(0.02, 0.5), rng.normal(0, 0.25)
    y, x = np.mgrid[0:height:8, 0:width:8].astype(np.float32)
    edge = (y / height - where - slope * (x / width - 0.5)) * rng.uniform(60, 400)
    side = 1 / (1 + np.exp(-np.clip(edge, -30, 30) * rng.choice([-1, 1])))
    dark = 1 - rng.uniform(0.2, 0.6) * side
    gain *= cv2.resize(dark.astype(np.float32), (width, height))[..., None]


def expose(
    rng: np.random.Generator, picture: Picture, kind: str, subject: tuple[float, float]
) -> Picture:
    """Return the picture as a phone records it."""
    shape = (picture.shape[0], picture.shape[1])
    gain, veil = light_field(rng, shape, kind, subject)
    if kind in ("sun", "day") and rng.random() < 0.35:
        cast_shadow(rng, gain)
    seen = _blur(rng, picture * gain + veil)
    noise = float(rng.gamma(2.0, 1.6)) + (float(rng.uniform(1, 6)) if kind == "night" else 0.0)
    seen += _grain(rng, shape) * np.float32(noise)
    contrast, lift = float(rng.uniform(0.8, 1.15)), float(rng.uniform(-8, 18))
    toned = np.clip((seen - 118) * contrast + (118 + lift), 0, 255)
    return _compress(rng, toned.astype(np.uint8))


def _blur(rng: np.random.Generator, seen: Field) -> Field:
    sigma = float(rng.choice([0.45, 0.7, rng.uniform(0.7, 1.9)], p=[0.4, 0.35, 0.25]))
    seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), sigma), np.float32)
    if rng.random() < 0.12:
        length, angle = int(rng.integers(3, 9)), float(rng.uniform(0, np.pi))
        kernel = np.zeros((length * 2 + 1, length * 2 + 1), np.float32)
        reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
        ends = np.rint((np.array([-reach, reach]) + length) * 16).astype(np.int32)
        cv2.polylines(kernel, [ends], False, 1.0, 1, cv2.LINE_8, 4)
        kernel = (kernel + kernel[::-1, ::-1]) / 2  # symmetric, so that nothing is shifted
        seen = np.asarray(cv2.filter2D(seen, -1, kernel / kernel.sum()), np.float32)
    return seen


def _grain(rng: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Noise (h, w, 3) cut from one tile: drawing every pixel would cost the most."""
    tile = rng.standard_normal((256, 256, 3), dtype=np.float32)
    if rng.random() < 0.5:
        tile = np.asarray(cv2.GaussianBlur(tile, (0, 0), 0.7), np.float32) * 2
    counts = (shape[0] // 256 + 1, shape[1] // 256 + 1, 1)
    return np.tile(tile, counts)[: shape[0], : shape[1]]


def _compress(rng: np.random.Generator, picture: Picture) -> Picture:
    quality = int(rng.integers(35, 96))
    if rng.random() < 0.3:  # a small picture that was enlarged
        factor = float(rng.uniform(0.4, 0.9))
        size = (picture.shape[1], picture.shape[0])
        half = (round(size[0] * factor), round(size[1] * factor))
        small = cv2.resize(picture, half, interpolation=cv2.INTER_AREA)
        picture = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8) if done else picture
