"""One map that most pairs of quads share, whatever the others do: RANSAC with a seed."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from containerloc.analysis.diagnosis.coordinates.pairs import NEAR
from containerloc.quads import Floats, text_wh

Kind = Literal["shift", "factor", "axes", "similar", "affine"]

SEED: Final = 0
DRAWS: Final = 200
QUADS_PER_DRAW: Final = 3  # one is too small to tell what the map does at the photo's other end
MOST_QUADS: Final = 500  # that a draw is judged on
_ROUNDS: Final = 3  # of fitting again to what is explained


def robust_map(truth: Floats, predicted: Floats, kind: Kind) -> Floats:
    """The map of that kind that takes most true quads onto their predictions.

    A matrix `(3, 2)`, `predicted = [x y 1] @ matrix`. NaN with fewer than three quads. Quads are
    `(m, 4, 2)`. `shift` moves, `factor` scales x and y about the origin, `axes` does both,
    `similar` turns, scales and moves, mirrored or not, and `affine` is any linear map.

    The best of `DRAWS` fits to three quads each, fitted again to what it explains to within `NEAR`
    text heights (RANSAC: Fischler & Bolles 1981, Communications of the ACM 24).

    Examples
    --------
    >>> truth = np.array([[0, 0], [8, 0], [8, 1], [0, 1]]) + [[[0, 0]], [[50, 9]], [[20, 70]]]
    >>> robust_map(truth, 2.0 * truth, "factor").round(6).tolist()
    [[2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]
    """
    n = len(truth)
    if n < QUADS_PER_DRAW:
        return np.full((3, 2), np.nan)
    rng = np.random.default_rng(SEED)
    some = rng.permutation(n)[:MOST_QUADS]
    draws = np.argsort(rng.random((DRAWS, len(some))), axis=1)[:, :QUADS_PER_DRAW]
    rows = some[draws]
    matrices = _fitted(_points(truth[rows]), _points(predicted[rows]), kind)
    best = _best(matrices, truth[some], predicted[some])
    for _ in range(_ROUNDS):
        kept = _explained(truth, predicted, best[None])[0]
        if kept.sum() < QUADS_PER_DRAW:
            break
        again = _fitted(truth[kept].reshape(1, -1, 2), predicted[kept].reshape(1, -1, 2), kind)
        best = _best(again, truth, predicted)
    return best


def _best(matrices: Floats, truth: Floats, predicted: Floats) -> Floats:
    """The matrix that explains most quads."""
    return np.asarray(matrices[_explained(truth, predicted, matrices).sum(axis=1).argmax()])


def _points(quads: Floats) -> Floats:
    """Corners of the quads of each draw, `(draws, points, 2)`."""
    return quads.reshape(len(quads), -1, 2)


def _explained(truth: Floats, predicted: Floats, matrices: Floats) -> NDArray[np.bool_]:
    """Whether each of k maps takes each of m quads onto its prediction, `(k, m)`."""
    expected = truth @ matrices[:, None, :2] + matrices[:, None, None, 2]
    height = text_wh(expected.reshape(-1, 4, 2))[:, 1].reshape(expected.shape[:2])
    distance = np.hypot(*np.moveaxis(predicted - expected, 3, 0)).mean(axis=2)
    return np.asarray(distance <= NEAR * height)


def _fitted(source: Floats, target: Floats, kind: Kind) -> Floats:
    """Least-squares maps of each set of points `(k, points, 2)`: `(k', 3, 2)`."""
    if kind == "similar":
        return np.concatenate([_similar(source, target), _similar(source, target, mirrored=True)])
    if kind == "affine":
        ones = np.ones((*source.shape[:2], 1))
        return np.asarray(np.linalg.pinv(np.concatenate([source, ones], axis=2)) @ target)
    return _by_axis(source, target, kind)


def _by_axis(source: Floats, target: Floats, kind: Kind) -> Floats:
    middle, to = source.mean(axis=1), target.mean(axis=1)
    if kind == "factor":
        middle, to = np.zeros_like(middle), np.zeros_like(to)
    apart, away = source - middle[:, None], target - to[:, None]
    squares = np.maximum((apart**2).sum(axis=1), 1e-9)
    scale = np.ones_like(middle) if kind == "shift" else (apart * away).sum(axis=1) / squares
    linear = scale[:, :, None] * np.eye(2)
    return np.concatenate([linear, (to - scale * middle)[:, None]], axis=1)


def _similar(source: Floats, target: Floats, *, mirrored: bool = False) -> Floats:
    """As complex numbers a similarity is `a z + b`, one that mirrors is `a conj(z) + b`."""
    turned = source * [1, -1] if mirrored else source
    z, w = (points[..., 0] + 1j * points[..., 1] for points in (turned, target))
    apart, away = (each - each.mean(axis=1, keepdims=True) for each in (z, w))
    a = (apart.conj() * away).sum(axis=1) / np.maximum((abs(apart) ** 2).sum(axis=1), 1e-9)
    b = w.mean(axis=1) - a * z.mean(axis=1)
    rows = [[a.real, a.imag], [-a.imag, a.real], [b.real, b.imag]]
    matrices = np.moveaxis(np.array(rows), 2, 0)
    return np.asarray(matrices * [[1], [-1], [1]] if mirrored else matrices)
