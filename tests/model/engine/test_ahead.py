"""What is made ahead: once, in any order, whatever fails."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.model.engine.ahead import Ahead


@given(st.permutations(range(8)), st.integers(0, 4), st.integers(1, 3))
def test_each_is_made_once_in_whatever_order_it_is_taken(order, depth: int, threads: int) -> None:
    made = []
    with Ahead(lambda number: made.append(number) or number, 8, depth=depth, threads=threads) as it:
        assert [it.take(number) for number in order] == order
    assert sorted(made) == list(range(8))


def test_further_ones_are_made_while_nobody_waits_for_them() -> None:
    made = [threading.Event() for _ in range(5)]
    with Ahead(lambda number: made[number].set(), 5, depth=2, threads=1) as ahead:
        ahead.take(0)
        assert made[1].wait(10)
        assert made[2].wait(10)
        assert not made[3].is_set()


def test_what_failed_raises_where_it_is_taken_and_is_made_again() -> None:
    failures = [ValueError("cannot be read")]

    def make(number: int) -> int:
        if number == 1 and failures:
            raise failures.pop()
        return number

    with Ahead(make, 3, depth=3, threads=2) as ahead:
        assert ahead.take(0) == 0
        with pytest.raises(ValueError, match="cannot be read"):
            ahead.take(1)
        assert [ahead.take(number) for number in (1, 2, 0)] == [1, 2, 0]


def test_what_nobody_takes_is_dropped_at_the_end() -> None:
    release, made = threading.Event(), []

    def make(number: int) -> None:
        release.wait(10)
        made.append(number)

    with Ahead(make, 50, depth=50, threads=1) as ahead:
        release.set()
        ahead.take(0)
    assert len(made) < 50
