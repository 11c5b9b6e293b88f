"""Causes that lie in the labels."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from containerloc.quads import Floats, own_axes
from planted.world import Draft

# New order of the corners: their places hold the corners of these numbers.
TURNED: Final = ([1, 2, 3, 0], [2, 3, 0, 1], [3, 0, 1, 2])
MIRRORED: Final = ([1, 0, 3, 2],)
CROSSED: Final = ([1, 0, 2, 3], [0, 2, 1, 3])

Rng = np.random.Generator


def some(rng: Rng, n: int, low: int, high: int) -> np.ndarray:
    """Between `low` and `high` of n rows, both included."""
    return rng.permutation(n)[: int(rng.integers(low, high + 1))]


def label_jitter(size_px: float) -> Callable[[Draft, Rng], Draft]:
    """The labels' TL scatters with that standard deviation on each coordinate."""

    def planted(draft: Draft, rng: Rng) -> Draft:
        labelled = draft.labelled.copy()
        labelled[:, 0] += rng.normal(0, size_px, (len(labelled), 2))
        return replace(draft, labelled=labelled)

    return planted


def label_bias(draft: Draft, rng: Rng) -> Draft:
    """The labels' TL lies 10 to 14 px too far out, to the left and up as the text reads."""
    angle, size_px = rng.uniform(0.15, 0.85) * np.pi / 2, rng.uniform(10, 14)
    along, across = own_axes(draft.doors.truth).swapaxes(0, 1)
    labelled = draft.labelled.copy()
    labelled[:, 0] -= size_px * (np.cos(angle) * along + np.sin(angle) * across)
    return replace(draft, labelled=labelled)


def order_rotated(draft: Draft, rng: Rng) -> Draft:
    """4 to 8 IDs begin at another corner than TL, all of them in the labels or all predicted."""
    return _reordered(draft, rng, TURNED)


def order_mirrored(draft: Draft, rng: Rng) -> Draft:
    """In 4 to 8 IDs left and right are exchanged, all of them in the labels or all predicted."""
    return _reordered(draft, rng, MIRRORED)


def _reordered(draft: Draft, rng: Rng, orders: tuple[list[int], ...]) -> Draft:
    rows = some(rng, len(draft.labelled), 4, 8)
    if rng.random() < 0.5:
        return replace(draft, labelled=reordered(draft.labelled, rows, orders))
    return draft.with_guess(quads=reordered(draft.guess.quads, rows, orders))


def labels_broken(draft: Draft, rng: Rng) -> Draft:
    """3 to 6 labels are turned, mirrored or crossed in their files, taking turns."""
    rows = some(rng, len(draft.labelled), 3, 6)
    orders = (TURNED[1], MIRRORED[0], CROSSED[0])
    return replace(draft, labelled=reordered(draft.labelled, rows, orders))


def reordered(quads: Floats, rows: np.ndarray, orders: tuple[list[int], ...]) -> Floats:
    """The quads, those at `rows` with their corners in another order; the orders take turns."""
    changed = quads.copy()
    for turn, row in enumerate(rows):
        changed[row] = quads[row, orders[turn % len(orders)]]
    return changed
