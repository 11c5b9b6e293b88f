"""Projective maps between quads, and the rectified picture of one."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from containerloc.quads.outline import Floats, as_quads, is_convex, is_missing


def homographies(source: Floats, target: Floats) -> Floats:
    """Projective maps that take each source quad to its target quad.

    Shape `(n, 3, 3)` with the last element 1; NaN where a corner is missing or the source is
    degenerate. Solves the eight linear equations of the four corners.

    Examples
    --------
    >>> square = as_quads([[0, 0], [1, 0], [1, 1], [0, 1]])
    >>> homographies(square, square * 2)[0].round(6) + 0.0
    array([[2., 0., 0.],
           [0., 2., 0.],
           [0., 0., 1.]])
    """
    n = len(source)
    x, y = source[..., 0], source[..., 1]
    u, v = target[..., 0], target[..., 1]
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows_u = np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=2)
    rows_v = np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=2)
    system, right = np.concatenate([rows_u, rows_v], axis=1), np.concatenate([u, v], axis=1)
    maps = np.full((n, 9), np.nan)
    maps[:, 8] = 1.0
    solvable = is_convex(source) & ~is_missing(target)
    maps[solvable, :8] = np.linalg.solve(system[solvable], right[solvable, :, None])[..., 0]
    return maps.reshape(n, 3, 3)


def transformed(points: Floats, maps: Floats) -> Floats:
    """Points under projective maps: `(n, k, 2)` under `(n, 3, 3)` gives `(n, k, 2)`."""
    lifted = np.concatenate([points, np.ones((*points.shape[:2], 1))], axis=2)
    moved = np.einsum("nij,nkj->nki", maps, lifted)
    return np.asarray(moved[..., :2] / moved[..., 2:])


def rectified(
    image: NDArray[np.uint8], quad: Floats, *, size_wh: tuple[int, int]
) -> NDArray[np.uint8]:
    """The inside of one quad as an upright picture: what a reader of the text is given.

    `image` `(h, w, 3)` or `(h, w)` uint8; `quad` `(4, 2)`; the result has `size_wh` pixels. The
    quad's edges are the outer edges of the border pixels. Outside the image it is black.

    Raises
    ------
    ValueError
        When the quad has a missing corner or is not convex.

    Examples
    --------
    >>> image = np.arange(12, dtype=np.uint8).reshape(3, 4)
    >>> rectified(image, np.array([[1.0, 1], [3, 1], [3, 3], [1, 3]]), size_wh=(2, 2))
    array([[ 5,  6],
           [ 9, 10]], dtype=uint8)
    """
    if not is_convex(as_quads(quad))[0]:
        raise ValueError(f"only a convex quad can be rectified; got {quad.tolist()}")
    width, height = size_wh
    upright = as_quads([[0, 0], [width, 0], [width, height], [0, height]])
    to_image = homographies(upright, as_quads(quad))[0].ravel()
    picture = Image.fromarray(image).transform(
        size_wh, Image.Transform.PERSPECTIVE, to_image[:8].tolist(), Image.Resampling.BICUBIC
    )
    return np.asarray(picture)
