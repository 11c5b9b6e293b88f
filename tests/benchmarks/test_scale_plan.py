"""The simulated queue: tiny cases worked by hand, and bounds that hold for any tasks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scale_plan import Course, course


def test_two_tasks_by_one_and_two_workers() -> None:
    assert course([2.0, 4.0], 1) == Course(6.0, 1.0)
    assert course([2.0, 4.0], 2) == Course(4.0, 0.75)
    assert course([3.0, 1.0, 1.0], 2) == Course(3.0, pytest.approx(5 / 6))


def test_a_lost_worker_s_task_is_repeated_from_its_start() -> None:
    assert course([2.0, 2.0], 2, lost_at_s=1.0) == Course(4.0, 0.8)
    assert course([2.0, 2.0], 2, lost_at_s=5.0) == course([2.0, 2.0], 2)
    assert course([1.0, 3.0, 1.0], 2, lost_at_s=1.5) == Course(4.0, pytest.approx(5 / 5.5))
    with pytest.raises(ValueError, match="no worker is left"):
        course([2.0], 1, lost_at_s=1.0)


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=30), st.integers(1, 6))
def test_the_time_lies_between_the_total_over_n_and_the_total(tasks, workers) -> None:
    whole = course(tasks, workers)
    total, slack = sum(tasks), 1 + 1e-9
    assert max(total / workers, max(tasks)) <= whole.makespan_s * slack
    assert whole.makespan_s <= (total / workers + max(tasks)) * slack
    assert whole.makespan_s <= total * slack
    assert 0 < whole.utilisation <= slack
