"""Pairs of photos with similar hashes: few of all pairs, found without a table of all of them."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from containerloc.data.photo_hashes import PhotoHashes
from containerloc.quads import Bools

MOST_BITS_APART: Final = 18  # of 64: two photos of nothing in common differ in 32
_MAX_ASPECT_RATIO: Final = 1.15  # up to here one photo may be cropped from the other
_PAIRS_AT_A_TIME: Final = 4_000_000

Words = NDArray[np.uint64]


def candidates(
    a: PhotoHashes, b: PhotoHashes, *, within: bool
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The places in `a` and in `b` of pairs that may be copies, a block of pairs at a time.

    Their hashes differ in at most 18 bits, and one has nearly the shape of the other. In the order
    of `a`, then of `b`; `within` one set, each pair once.
    """
    words_a, words_b = words(a.bits), words(b.bits)
    shapes_a, shapes_b = np.log(a.aspects), np.log(b.aspects)
    rows = max(1, _PAIRS_AT_A_TIME // max(len(words_b), 1))
    for start in range(0, len(words_a), rows):
        some = slice(start, start + rows)
        first = start if within else 0  # those before were compared with these already
        apart = np.bitwise_count(words_a[some, None] ^ words_b[None, first:])
        one, other = np.nonzero(apart <= MOST_BITS_APART)
        one, other = one + start, other + first
        stretch = np.abs(shapes_a[one] - shapes_b[other])
        near = (stretch <= np.log(_MAX_ASPECT_RATIO)) & (other > one if within else True)
        yield one[near], other[near]


def words(bits: Bools) -> Words:
    """Hashes `(n, 64)` as one number each, `(n,)`."""
    return np.packbits(bits, axis=1).view(np.uint64).ravel()
