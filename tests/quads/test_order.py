import numpy as np
import pytest

from containerloc.quads import as_quads, corner_order

TRUTH = as_quads([[10, 10], [90, 14], [89, 26], [9, 22]])
NAMINGS = {
    (0, 1, 2, 3): "as read",
    (1, 2, 3, 0): "rotated",
    (2, 3, 0, 1): "rotated",
    (3, 0, 1, 2): "rotated",
    (1, 0, 3, 2): "mirrored",
    (3, 2, 1, 0): "mirrored",
    (0, 3, 2, 1): "mirrored",
    (2, 1, 0, 3): "mirrored",
    (1, 0, 2, 3): "swapped",
    (0, 1, 3, 2): "swapped",
    (0, 2, 1, 3): "swapped",
}


@pytest.mark.parametrize(("naming", "expected"), NAMINGS.items())
def test_each_naming_is_told_apart(naming: tuple[int, ...], expected: str) -> None:
    assert corner_order(TRUTH[:, list(naming)], TRUTH).tolist() == [expected]


@pytest.mark.parametrize("shift", [[40, 0], [0, 30], [-200, 100]])
def test_a_shift_is_no_change_of_order(shift: list[int]) -> None:
    assert corner_order(TRUTH + shift, TRUTH).tolist() == ["as read"]


def test_noise_is_no_change_of_order() -> None:
    noise = np.random.default_rng(0).normal(0, 2, (200, 4, 2))
    assert set(corner_order(TRUTH + noise, TRUTH.repeat(200, 0))) == {"as read"}


def test_a_crossing_that_no_exchange_explains() -> None:
    # TL lies below the bottom side, but every corner is still nearest to its own.
    crossed = TRUTH.copy()
    crossed[0, 0] += [40, 20]
    assert corner_order(crossed, TRUTH).tolist() == ["crossed"]


def test_missing_has_no_order() -> None:
    assert corner_order(np.full((1, 4, 2), np.nan), TRUTH).tolist() == [""]
