"""How well one thumbnail fits another once it is laid on it, for many pairs at a time."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from containerloc.quads import Floats

_DETAIL_PX: Final = 4.0  # of the thumbnail: coarser shades are those of any door
_BORDER: Final = 4  # pixels that the other picture may have moved away from
_STEPS: Final = 12
_MOST_PX: Final = 1.5  # that a step moves the picture by
_SETTLED_PX: Final = 0.02
_AT_A_TIME: Final = 32  # pairs: as many as the processor's cache holds
_HALF: Final = np.float32(0.5)

Details = NDArray[np.float32]
Places = NDArray[np.int64]


def details(thumbnails: NDArray[np.uint8] | Floats) -> Details:
    """Thumbnails `(n, side, side)` without their coarse shades, of standard deviation 1.

    Zero for one of a single shade.
    """
    found = np.empty(thumbnails.shape, np.float32)
    for place, thumbnail in enumerate(thumbnails):
        shades = thumbnail.astype(np.float64)
        fine = ndimage.gaussian_filter(shades, 1.0) - ndimage.gaussian_filter(shades, _DETAIL_PX)
        scale = fine.std()
        found[place] = fine / scale if scale else 0
    return found


def aligned_correlations(one: Details, other: Details, a: Places, b: Places) -> Floats:
    """Correlation of picture `b` of `other`, laid on picture `a` of `one`, for each pair `(n,)`.

    At most 1, which is the same picture; 0 for one without details.

    `one` and `other` are `details`, `(photos, side, side)`. The second is moved and stretched along
    both axes by Gauss-Newton steps until it fits the first best; brightness and contrast do not
    matter.

    Examples
    --------
    >>> picture = details(np.random.default_rng(0).uniform(0, 255, (1, 64, 64)))
    >>> first = np.array([0])
    >>> aligned_correlations(picture, picture, first, first).round(5)
    array([1.])
    """
    parts = [
        _aligned(one[a[start : start + _AT_A_TIME]], other[b[start : start + _AT_A_TIME]])
        for start in range(0, len(a), _AT_A_TIME)
    ]
    return np.concatenate([np.empty(0), *parts])


def _aligned(target: Details, source: Details) -> Floats:
    side = target.shape[-1]
    inner = slice(_BORDER, side - _BORDER)
    along = np.linspace(-1, 1, side, dtype=np.float32)
    best = np.zeros(len(target))
    change = np.zeros((len(target), 4), np.float32)
    working = np.arange(len(target))
    for _ in range(_STEPS):
        moved = _moved(source[working], change[working], along)
        wanted = target[working, inner, inner].reshape(len(working), -1)
        seen = moved[:, inner, inner].reshape(len(working), -1)
        correlation = _correlation(wanted, seen)
        better = correlation > best[working]
        best[working[better]] = correlation[better]
        step = _step(moved, wanted - seen, along, inner)
        change[working] += np.clip(step, -_MOST_PX, _MOST_PX)
        working = working[np.abs(step).max(axis=1) >= _SETTLED_PX]
        if not len(working):
            break
    return best


def _moved(source: Details, change: NDArray[np.float32], along: NDArray[np.float32]) -> Details:
    """Each picture moved by `change`: shift and stretch along x, then along y, in pixels."""
    pixel = np.arange(len(along), dtype=np.float32)
    weights = []
    for shift, stretch in ((change[:, 2], change[:, 3]), (change[:, 0], change[:, 1])):
        place = pixel + shift[:, None] + stretch[:, None] * along
        place = np.clip(place, 0, len(along) - 1)
        # Between two pixels a place has a share in both: linear interpolation, one axis at a time.
        weights.append(np.maximum(1 - np.abs(place[:, :, None] - pixel), 0))
    rows, columns = weights
    moved: Details = rows @ source @ columns.transpose(0, 2, 1)
    return moved


def _step(
    moved: Details, residual: NDArray[np.float32], along: NDArray[np.float32], inner: slice
) -> NDArray[np.float32]:
    """The change that brings each picture closer to its target, `(n, 4)`, to first order."""
    before, after = slice(inner.start - 1, inner.stop - 1), slice(inner.start + 1, inner.stop + 1)
    slope_x: Details = (moved[:, inner, after] - moved[:, inner, before]) * _HALF
    slope_y: Details = (moved[:, after, inner] - moved[:, before, inner]) * _HALF
    # What each of the four numbers, and contrast and brightness, change a pixel by.
    x, y = along[inner], along[inner, None]
    shade: Details = moved[:, inner, inner]
    parts: list[Details] = [slope_x, slope_x * x, slope_y, slope_y * y, shade, np.ones_like(shade)]
    system = np.stack(parts, axis=1).reshape(len(moved), 6, -1)
    # As little on the diagonal as keeps flat pictures solvable.
    normal = (system @ system.transpose(0, 2, 1)).astype(np.float64) + 1e-6 * np.eye(6)
    wanted = (system @ residual[:, :, None]).astype(np.float64)
    step: NDArray[np.float32] = np.linalg.solve(normal, wanted)[:, :4, 0].astype(np.float32)
    return step


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> Floats:
    one, other = one - one.mean(axis=1)[:, None], other - other.mean(axis=1)[:, None]
    scale = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    product = (one * other).sum(axis=1)
    found: Floats = np.divide(product, scale, out=np.zeros(len(one)), where=scale > 0)
    return found
