from itertools import combinations, product

import numpy as np
import pytest

from containerloc.analysis.labels.photos import candidates as module
from containerloc.analysis.labels.photos.candidates import candidates, words
from containerloc.data.photo_hashes import PhotoHashes


def hashes(seed: int, n: int) -> PhotoHashes:
    """Photos of few kinds, whose hashes differ from their kind's in some bits."""
    rng = np.random.default_rng(seed)
    kinds = np.random.default_rng(99).random((5, 64)) < 0.5
    bits = kinds[rng.integers(0, 5, n)] ^ (rng.random((n, 64)) < 0.15)
    names = tuple(map(str, range(n)))
    return PhotoHashes(names, bits, np.zeros((n, 1, 1), np.uint8), rng.uniform(1, 1.4, n))


def may_be_copies(a: PhotoHashes, i: int, b: PhotoHashes, j: int) -> bool:
    ratio = a.aspects[i] / b.aspects[j]
    return int((a.bits[i] != b.bits[j]).sum()) <= 18 and 1 / 1.15 <= ratio <= 1.15


@pytest.mark.parametrize("at_a_time", [1, 100, 10**6])
def test_every_pair_that_a_loop_finds(monkeypatch: pytest.MonkeyPatch, at_a_time: int) -> None:
    monkeypatch.setattr(module, "_PAIRS_AT_A_TIME", at_a_time)
    one, other = hashes(1, 60), hashes(2, 35)
    places = list(product(range(60), range(35)))
    across = [pair for pair in places if may_be_copies(one, pair[0], other, pair[1])]
    inside = [
        pair for pair in combinations(range(60), 2) if may_be_copies(one, pair[0], one, pair[1])
    ]
    assert len(across) > 50
    assert len(inside) > 50
    for found, expected in (
        (candidates(one, other, within=False), across),
        (candidates(one, one, within=True), inside),
    ):
        pairs = [pair for a, b in found for pair in zip(a.tolist(), b.tolist(), strict=True)]
        assert pairs == expected


def test_words_differ_in_as_many_bits() -> None:
    bits = np.random.default_rng(0).random((2, 64)) < 0.5
    one, other = words(bits)
    assert np.bitwise_count(one ^ other) == (bits[0] != bits[1]).sum()
