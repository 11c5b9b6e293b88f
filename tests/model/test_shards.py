"""Tasks shared by devices: every result once and in order, whatever fails."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloc.model.shards import shared_out


@given(st.integers(0, 20), st.integers(1, 4))
def test_any_number_of_devices_gives_the_same(n_tasks: int, n_devices: int) -> None:
    devices = [f"device {number}" for number in range(n_devices)]
    done, failures = shared_out(range(n_tasks), devices, lambda _: lambda task: task * task)
    assert done == [task * task for task in range(n_tasks)]
    assert not failures


@given(st.integers(1, 12), st.lists(st.integers(0, 5), min_size=2, max_size=4))
def test_devices_that_fail_after_some_tasks(n_tasks: int, lives: list[int]) -> None:
    lives[0] = n_tasks  # one that lasts
    left = dict(zip(map(str, range(len(lives))), lives, strict=True))

    def worker_on(device):
        def work(task):
            if not left[device]:
                raise RuntimeError(f"{device} broke")
            left[device] -= 1
            return task + 1

        return work

    done, failures = shared_out(range(n_tasks), list(left), worker_on)
    assert done == [task + 1 for task in range(n_tasks)]
    assert all(str(error) == f"{device} broke" for device, error in failures.items())


def test_two_devices_work_at_once() -> None:
    both = threading.Barrier(2, timeout=10)
    done, _ = shared_out([0, 1], ["one", "other"], lambda _: lambda task: both.wait() or task)
    assert len(done) == 2


def test_when_all_fail_their_error_is_raised() -> None:
    def broken(device):
        raise RuntimeError(f"{device} is not here")

    with pytest.raises(RuntimeError, match="is not here"):
        shared_out([0, 1], ["one", "other"], broken)


def test_a_task_that_waits_for_a_device_that_is_done() -> None:
    """The last task fails on one device when the other has nothing left to do."""
    idle = threading.Event()

    def worker_on(device):
        def work(task):
            if device == "bad" and task == "last":
                assert idle.wait(10)
                raise RuntimeError("late")
            if device == "good" and task == "first":
                idle.set()
            return task

        return work

    done, failures = shared_out(["last", "first"], ["bad", "good"], worker_on)
    assert done == ["last", "first"]
    assert set(failures) <= {"bad"}


def test_ctrl_c_stops_after_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self, timeout=None):
        raise KeyboardInterrupt

    seen = []
    started = threading.Event()

    def work(task):
        started.wait(10)
        seen.append(task)

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "join", interrupted)
        with pytest.raises(KeyboardInterrupt):
            shared_out(range(100), ["one", "other"], lambda _: work)
    started.set()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(10)
    assert len(seen) <= 4
