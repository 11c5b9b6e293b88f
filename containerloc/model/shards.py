"""Work shared by several devices: each takes the next task, and one that fails loses none."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

WorkerOn = Callable[[str], Callable[[Any], Any]]


def shared_out(
    tasks: Sequence[Any], devices: Sequence[str], worker_on: WorkerOn
) -> tuple[list[Any], dict[str, Exception]]:
    """The result of each task, in their order, and the devices that failed, each with its error.

    Parameters
    ----------
    tasks
        Which device does which is chance: results must not depend on it.
    devices
        A name may come twice.
    worker_on
        Makes, on a device, the function that does a task. It is called in the device's thread.

    Raises
    ------
    Exception
        The error of the last device, when every one failed.

    Examples
    --------
    >>> shared_out([1, 2, 3], ["one", "other"], lambda device: lambda task: task * 10)
    ([10, 20, 30], {})
    """
    queue = _Queue(tasks)
    alive = dict(enumerate(devices))
    workers: dict[int, Callable[[Any], Any]] = {}
    failures: dict[str, Exception] = {}

    def work(place: int) -> None:
        try:
            if place not in workers:
                workers[place] = worker_on(alive[place])
            queue.empty_by(workers[place])
        except Exception as error:
            failures[alive.pop(place)] = error

    while queue.waiting:
        if not alive:
            raise list(failures.values())[-1]
        _in_threads(work, list(alive)[: len(queue.waiting)], queue)
    return [queue.results[place] for place in range(len(tasks))], failures


class _Queue:
    """Tasks that wait, and the results of those that are done."""

    def __init__(self, tasks: Sequence[Any]) -> None:
        self.tasks = tasks
        self.waiting = deque(range(len(tasks)))
        self.results: dict[int, Any] = {}
        self.is_stopped = False

    def empty_by(self, worker: Callable[[Any], Any]) -> None:
        """Do one task after the other; one that fails goes back."""
        while not self.is_stopped:
            try:
                place = self.waiting.popleft()
            except IndexError:
                return
            try:
                self.results[place] = worker(self.tasks[place])
            except Exception:
                self.waiting.appendleft(place)
                raise


def _in_threads(work: Callable[[int], None], places: Sequence[int], queue: _Queue) -> None:
    if len(places) == 1:
        work(places[0])
        return
    threads = [threading.Thread(target=work, args=[place]) for place in places]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except BaseException:  # Ctrl-C: each stops after its task
        queue.is_stopped = True
        raise
