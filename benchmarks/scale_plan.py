"""A gate network's year from measured times: the hours of N workers, and what a lost one costs.

Tasks wait in one queue; each goes to the first worker that is free. A lost worker's task is done
again from its start by another. Times of tasks are lognormal about their measured mean: the few
long ones are the stragglers. Seeded. What follows from it: `docs/scale.md`.

Run: python benchmarks/scale_plan.py
"""

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

PHOTOS: Final = 1_000_000
EXPERIMENTS: Final = 200
SHARD: Final = 1_000  # photos of a task
PHOTO_CPU_S: Final = 0.189  # yolo11s at 640 px, OpenVINO on this CPU: docs/speed.md
EXPERIMENT_CPU_S: Final = 48.4  # notebooks 05 + 06 + 07, stored predictions: docs/speed.md
SPREAD: Final = 0.3  # of the logarithm of a task's time; assumed, not measured
HOUR_S: Final = 3600.0


@dataclass(frozen=True)
class Course:
    """How it went: seconds until the last task ended, and the share of the time spent on tasks."""

    makespan_s: float
    utilisation: float


def course(tasks_s: Sequence[float], workers: int, *, lost_at_s: float | None = None) -> Course:
    """The course of tasks, in seconds each, in one queue before `workers`.

    Worker 0 is lost at `lost_at_s`, and never comes back; its task goes to the head of the queue.

    Raises
    ------
    ValueError
        When nobody is left to do a task.

    Examples
    --------
    >>> course([2.0, 2.0], 1), course([2.0, 2.0], 2)
    (Course(makespan_s=4.0, utilisation=1.0), Course(makespan_s=2.0, utilisation=1.0))
    >>> course([2.0, 2.0], 2, lost_at_s=1.0)
    Course(makespan_s=4.0, utilisation=0.8)
    """
    lost_s = np.inf if lost_at_s is None else lost_at_s
    queue, idle = deque(tasks_s), list(range(workers))
    at_work: dict[int, float] = {}  # the task of each worker
    events = [(lost_s, -1)]  # when who ends a task; -1: worker 0 is lost
    now_s = 0.0
    while queue or at_work:
        while queue and idle:
            worker = heapq.heappop(idle)
            at_work[worker] = queue.popleft()
            heapq.heappush(events, (now_s + at_work[worker], worker))
        now_s, worker = heapq.heappop(events)
        if worker == -1:
            if not np.isfinite(now_s) or workers == 1:
                raise ValueError("no worker is left")
            if 0 in at_work:
                queue.appendleft(at_work.pop(0))
                events = [each for each in events if each[1] != 0]
                heapq.heapify(events)
            idle = [each for each in idle if each != 0]
            continue
        del at_work[worker]
        heapq.heappush(idle, worker)
    there_s = (workers - 1) * now_s + min(now_s, lost_s)
    return Course(now_s, sum(tasks_s) / there_s)


def year(rng: np.random.Generator) -> list[float]:
    """CPU seconds of each task of the year, one thread each: shards of photos, then experiments."""
    means = [SHARD * PHOTO_CPU_S] * (PHOTOS // SHARD) + [EXPERIMENT_CPU_S] * EXPERIMENTS
    factors = rng.lognormal(-(SPREAD**2) / 2, SPREAD, len(means))  # of mean 1
    return [float(each) for each in np.array(means) * factors]


def main() -> None:
    """Print the plan, a line for each number of workers."""
    tasks_s = year(np.random.default_rng(0))
    print(
        f"{len(tasks_s)} tasks, {sum(tasks_s) / HOUR_S:.1f} CPU hours, longest {max(tasks_s):.0f} s"
    )
    print("| workers | hours | utilisation | hours, one lost halfway |")
    print("| ---: | ---: | ---: | ---: |")
    for workers in (1, 2, 8, 32, 128, 512):
        whole = course(tasks_s, workers)
        lost = "" if workers == 1 else _hours(tasks_s, workers, whole.makespan_s / 2)
        print(f"| {workers} | {whole.makespan_s / HOUR_S:.2f} | {whole.utilisation:.2f} | {lost} |")


def _hours(tasks_s: Sequence[float], workers: int, lost_at_s: float) -> str:
    return f"{course(tasks_s, workers, lost_at_s=lost_at_s).makespan_s / HOUR_S:.2f}"


if __name__ == "__main__":
    main()
