"""How well one thumbnail fits another, once it is laid on it."""

from typing import Final

import numpy as np
from scipy import ndimage

from containerloc.quads import Floats

_DETAIL_PX: Final = 4.0  # of the thumbnail: coarser shades are those of any door
_STEPS: Final = 12
_SETTLED_PX: Final = 0.02


def aligned_correlation(one: Floats, other: Floats) -> float:
    """Correlation of the details of two thumbnails once one is laid on the other; 1 is the same.

    Thumbnails `(n, n)`. The second is moved and stretched along both axes by Gauss-Newton steps
    until it fits the first best; brightness and contrast do not matter. 0 for one without details.

    Examples
    --------
    >>> picture = np.random.default_rng(0).uniform(0, 255, (64, 64))
    >>> round(aligned_correlation(picture, picture / 2 + 9), 6)
    1.0
    """
    target, source = _details(one), _details(other)
    side = len(target)
    y, x = np.mgrid[:side, :side].astype(np.float64)
    middle = (side - 1) / 2
    # What each of the four numbers moves a pixel by: shift and stretch, along x and along y.
    along_x, along_y = (x - middle) / middle, (y - middle) / middle
    best, change = 0.0, np.zeros(4)
    inner = slice(4, side - 4)
    for _ in range(_STEPS):
        place = [y + change[2] + change[3] * along_y, x + change[0] + change[1] * along_x]
        moved = ndimage.map_coordinates(source, place, order=1, mode="nearest")
        found = _correlation(target[inner, inner], moved[inner, inner])
        best = max(best, found)
        slope_y, slope_x = np.gradient(moved)
        system = np.stack(
            [slope_x, slope_x * along_x, slope_y, slope_y * along_y, moved, np.ones_like(moved)]
        )[:, inner, inner].reshape(6, -1)
        # Normal equations, with as little on the diagonal as keeps flat pictures solvable.
        normal = system @ system.T + 1e-6 * np.eye(6)
        step = np.linalg.solve(normal, system @ (target - moved)[inner, inner].ravel())[:4]
        change = change + np.clip(step, -1.5, 1.5)
        if np.abs(step).max() < _SETTLED_PX:
            break
    return float(best)


def _details(thumbnail: Floats) -> Floats:
    soft = ndimage.gaussian_filter(thumbnail, 1.0)
    details: Floats = soft - ndimage.gaussian_filter(thumbnail, _DETAIL_PX)
    scale = details.std()
    return details / scale if scale else details


def _correlation(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    scale = np.sqrt((one**2).sum() * (other**2).sum())
    return float((one * other).sum() / scale) if scale else 0.0
