"""Predictions that were meant for another image, or for none in particular."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from containerloc.analysis.diagnosis.coordinates.pairs import NEAR, Pairs
from containerloc.quads import Bools, Floats

MIN_IMAGES: Final = 6
MIN_SHARE: Final = 0.6  # of the labels whose prediction lies elsewhere
_SHIFTS: Final = (1, -1, 2, -2, 3, -3)

Rows = NDArray[np.int64]


def alone(labels: pd.DataFrame) -> Rows:
    """Positions of the labels that are the only one of their image."""
    return np.flatnonzero(~labels["image"].duplicated(keep=False))


def other_orders(names: Sequence[str]) -> Iterator[tuple[str, Rows]]:
    """Which image each image's predictions may be of instead: in words, and as positions.

    The first, second and third image before or after it, and the one that stands in its place
    where files are sorted by their numbers rather than by their letters.

    Examples
    --------
    >>> [order.tolist() for _, order in other_orders(["a1", "a2", "a10"])][0]
    [1, 2, 0]
    >>> [order.tolist() for _, order in other_orders(["a1", "a2", "a10"])][-1]
    [0, 2, 1]
    """
    n = len(names)
    for shift in _SHIFTS:
        far = "" if abs(shift) == 1 else f"{abs(shift)} places "
        words = f"the image {far}{'after' if shift > 0 else 'before'} it"
        yield words, np.roll(np.arange(n), -shift)
    by_letters = np.argsort(np.array(names, str), kind="stable")
    by_numbers = np.array(sorted(range(n), key=lambda row: _natural(names[row])), np.int64)
    if not np.array_equal(by_letters, by_numbers):
        for one, other in ((by_letters, by_numbers), (by_numbers, by_letters)):
            order = np.empty(n, np.int64)
            order[one] = other
            yield "the image that has its place where names are sorted by their numbers", order


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", name)
    return [(int(each), "") if each.isdecimal() else (-1, each) for each in parts]


def meant_for_others(
    pairs: Pairs, rows: Rows, order: Rows, *, truth: Floats, wh: Floats
) -> tuple[Bools, Bools]:
    """Labels whose prediction lies elsewhere, and those where it lies on another image's label.

    `rows` are the labels that are alone on their image, `order` which of them each is taken for;
    `truth` are all labels `(n, 4, 2)` and `wh` the sizes of their images. In pixels, or in shares
    of the size where images differ in it. Both results are `(n,)`.
    """
    away = pairs.distances(pairs.truth)
    elsewhere = np.zeros(len(truth), bool)
    elsewhere[rows] = True
    elsewhere &= pairs.paired & (away > NEAR)
    explained = np.zeros_like(elsewhere)
    for times in (np.ones((len(rows), 2)), wh[rows] / wh[rows[order]]):
        other = np.full_like(truth, np.nan)
        other[rows] = truth[rows[order]] * times[:, None]
        explained |= elsewhere & (pairs.distances(other[pairs.label]) <= NEAR)
    return elsewhere, explained


def spreads(pairs: Pairs) -> tuple[float, float]:
    """How far the middles of predictions and of labels typically lie from their common place, px.

    Where predictions are alike as shares of the images' sizes, by these, of a usual image.
    """
    usual = np.median(pairs.wh, axis=0)
    found = []
    for size in (1.0, pairs.wh / usual):
        middles = (quads.mean(axis=1) / size for quads in (pairs.predicted, pairs.truth))
        away = [np.linalg.norm(each - np.median(each, axis=0), axis=1) for each in middles]
        found.append((float(np.median(away[0])), float(np.median(away[1]))))
    return min(found, key=lambda pair: pair[0] / max(pair[1], 1e-9))
