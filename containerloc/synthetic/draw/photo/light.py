"""Light, lens and sensor: day and night, glare, fog, blur, noise and JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from containerloc.synthetic.draw.arrays import Field, Picture, Rng
from containerloc.synthetic.draw.weather import clouds
from containerloc.synthetic.draw.world import USUAL, World


@dataclass(frozen=True)
class _Light:
    """What light and sensor do to each place of a picture: seen = gain x painted + offset."""

    gain: Field  # (rows, columns, 3)
    offset: Field  # (rows, columns), stray light


def expose(
    rng: Rng, picture: Picture, kind: str, subject: tuple[float, float], world: World = USUAL
) -> Picture:
    """Return the picture as a phone records it in `day`, `sun`, `glare`, `fog`, `dusk` or `night`.

    `subject` is where the ID stands, as shares of width and height.
    """
    height, width = picture.shape[:2]
    # light is smooth: it is computed for one pixel in eight and then enlarged
    y, x = np.mgrid[0 : 1 : height // 8 * 1j, 0 : 1 : width // 8 * 1j].astype(np.float32)
    light = _light(rng, x, y, kind, subject=subject)
    light = _toned(rng, _metered(rng, light, _brightness(picture, subject), subject))
    gain = cv2.resize(light.gain, (width, height))
    blurred = _blurred(rng, picture, world)
    seen = np.asarray(cv2.multiply(blurred, gain, dtype=cv2.CV_32F), np.float32)
    if np.ptp(light.offset) > 0.01:
        seen = np.asarray(seen + cv2.resize(light.offset, (width, height))[..., None], np.float32)
    else:
        seen += light.offset[0, 0]
    noise = float(rng.gamma(2.0, 1.6)) + (float(rng.uniform(1, 6)) if kind == "night" else 0.0)
    grain = _grain(rng, (height, width), noise)
    exposed = cv2.add(seen, grain, dtype=cv2.CV_8U)  # saturates, as a sensor does
    return _compress(rng, np.asarray(exposed, np.uint8))


def _brightness(picture: Picture, subject: tuple[float, float]) -> float:
    """Return the mean of the picture about the subject, before there is light on it."""
    height, width = picture.shape[:2]
    column, row, reach = int(subject[0] * width), int(subject[1] * height), max(4, width // 8)
    window = picture[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach]
    return float(window.mean())


def _metered(rng: Rng, light: _Light, brightness: float, subject: tuple[float, float]) -> _Light:
    """Return the light as the camera's own exposure changes it: it wants the subject well lit."""
    rows, columns = light.offset.shape
    at = (int(subject[1] * (rows - 1)), int(subject[0] * (columns - 1)))
    seen = float(light.gain[at].mean()) * brightness + float(light.offset[at])
    wanted = float(np.clip(rng.normal(140, 28), 70, 200))
    factor = float(np.clip((wanted / max(seen, 4.0)) ** rng.uniform(0.2, 1.0), 0.45, 2.6))
    return _Light(light.gain * np.float32(factor), light.offset * np.float32(min(factor, 1.0)))


def _light(rng: Rng, x: Field, y: Field, kind: str, *, subject: tuple[float, float]) -> _Light:
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
        veil += rng.uniform(50, 120) * (1 + 0.1 * clouds(rng, (x.shape[0], x.shape[1]), (3, 3)))
    elif kind == "sun":
        gain *= rng.uniform(1.0, 1.3)
    if rng.random() < 0.12:
        veil = veil + _sheen(rng, x, y, subject)
    if kind in ("sun", "day") and rng.random() < 0.35:
        gain = gain * _cast_shadow(rng, x, y)
    return _Light((gain[..., None] * tint).astype(np.float32), veil)


def _lamp(rng: Rng, x: Field, y: Field, subject: tuple[float, float]) -> NDArray[np.floating]:
    """Return the gain of a flash or a lamp that lights one part of the door."""
    spot = rng.uniform([0.2, 0.0], [0.9, 0.8])
    distance = np.hypot(x - spot[0], (y - spot[1]) * 1.2)
    gain = np.exp(-((distance / rng.uniform(0.5, 1.6)) ** 2)) + 0.05
    # people light what they photograph: the ID itself is never quite dark
    at = (int(subject[1] * (y.shape[0] - 1)), int(subject[0] * (x.shape[1] - 1)))
    return np.asarray(gain * (rng.uniform(0.3, 1.0) / max(float(gain[at]), 0.15)))


def _sheen(rng: Rng, x: Field, y: Field, subject: tuple[float, float]) -> Field:
    """Return the stray light of a lamp or the sky mirrored by paint or a tarpaulin near the ID."""
    at, size = rng.normal(subject, 0.15), rng.uniform(0.05, 0.35, 2)
    spot = np.exp(-(((x - at[0]) / size[0]) ** 2) - ((y - at[1]) / size[1]) ** 2)
    return np.asarray(rng.uniform(20, 110) * spot, np.float32)


def _cast_shadow(rng: Rng, x: Field, y: Field) -> NDArray[np.floating]:
    """Return the gain beside a slanting edge: one side lies in the shadow of a roof or a stack."""
    where, slope = rng.uniform(0.02, 0.5), rng.normal(0, 0.25)
    edge = (y - where - slope * (x - 0.5)) * rng.uniform(60, 400)
    side = 1 / (1 + np.exp(-np.clip(edge, -30, 30) * rng.choice([-1, 1])))
    return np.asarray(1 - rng.uniform(0.2, 0.6) * side)


def _toned(rng: Rng, light: _Light) -> _Light:
    """Return the light with the contrast and the brightness that a phone gives a picture."""
    contrast, lift = np.float32(rng.uniform(0.8, 1.15)), np.float32(rng.uniform(-8, 18))
    return _Light(light.gain * contrast, light.offset * contrast + 118 * (1 - contrast) + lift)


def _blurred(rng: Rng, picture: Picture, world: World) -> Picture:
    """Return the picture out of focus by a little, and sometimes shaken; nothing is shifted."""
    much = world.blurred
    often = [0.4 * (1 - much), 0.35 * (1 - much), 0.25 * (1 - much), much]
    sigma = float(rng.choice([0.0, 0.45, 0.65, rng.uniform(0.7, 1.9)], p=often))
    if sigma:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)
    if rng.random() < world.shaken:
        reach, angle = float(rng.uniform(1.5, 4.5)), float(rng.uniform(0, np.pi))
        way = np.array([np.cos(angle), np.sin(angle)]) * reach
        line = np.zeros((11, 11), np.float32)
        ends = np.rint((np.array([-way, way]) + 5) * 16).astype(np.int32)
        cv2.polylines(line, [ends], False, 1.0, 1, cv2.LINE_8, 4)
        kernel = line + line[::-1, ::-1]  # symmetric whatever the line drawing did
        picture = np.asarray(cv2.filter2D(picture, -1, kernel / float(kernel.sum())), np.uint8)
    return picture


def _grain(rng: Rng, shape: tuple[int, int], strength: float) -> Field:
    """Noise (h, w, 3) cut from one tile: drawing a number for every pixel would cost the most."""
    tile = rng.standard_normal((256, 256, 3), dtype=np.float32) * np.float32(strength)
    if rng.random() < 0.5:
        tile = np.asarray(cv2.GaussianBlur(tile, (0, 0), 0.7) * 2, np.float32)
    grain = cv2.repeat(tile, shape[0] // 256 + 1, shape[1] // 256 + 1)
    return np.asarray(grain[: shape[0], : shape[1]], np.float32)


def _compress(rng: Rng, picture: Picture) -> Picture:
    quality = int(rng.integers(35, 96))
    if rng.random() < 0.25:  # a small picture that was enlarged
        factor = float(rng.uniform(0.4, 0.9))
        size = (picture.shape[1], picture.shape[0])
        half = (round(size[0] * factor), round(size[1] * factor))
        small = cv2.resize(picture, half, interpolation=cv2.INTER_AREA)
        picture = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8) if done else picture
