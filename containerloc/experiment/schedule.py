"""How the learning rate falls over the epochs."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.experiment.yaml_reading import nearest

SCHEDULES: Final = ("linear", "cosine", "cosine_restarts")


@dataclass(frozen=True)
class Schedule:
    """How the learning rate falls: `linear`, `cosine`, or `cosine_restarts` every n epochs."""

    kind: str = "linear"
    restart_epochs: int | None = None


def rate_share(schedule: Schedule, *, epochs: int, final: float) -> Callable[[int], float]:
    """Share of `lr0` at each epoch, from 0: falls from 1 towards `final` over `epochs`.

    A cosine with restarts begins anew every `restart_epochs`, whatever `epochs` is; a last cycle
    for which they do not suffice is cut short, not compressed. At epoch e of a cosine over n it
    is `final + (1 - final) * (1 + cos(pi * e / n)) / 2`. Source: Loshchilov and Hutter 2017, SGDR,
    with a constant period.

    Examples
    --------
    >>> def shares(schedule): return [
    ...     round(rate_share(schedule, epochs=4, final=0.0)(epoch), 3) for epoch in range(4)]
    >>> shares(Schedule("linear"))
    [1.0, 0.75, 0.5, 0.25]
    >>> shares(Schedule("cosine"))
    [1.0, 0.854, 0.5, 0.146]
    >>> shares(Schedule("cosine_restarts", 2))
    [1.0, 0.5, 1.0, 0.5]
    """
    period = schedule.restart_epochs or epochs

    def fallen(epoch: int) -> float:
        if schedule.kind == "linear":
            return max(1 - epoch / epochs, 0)
        within = epoch % period if schedule.kind == "cosine_restarts" else min(epoch, epochs)
        return (1 + math.cos(math.pi * within / period)) / 2

    return lambda epoch: final + (1 - final) * fallen(epoch)


def schedule_of(values: Mapping[str, Any], path: Path) -> Schedule:
    """The schedule that an experiment's file at `path` states; UsageError where it makes no sense.

    Types are checked already.
    """
    schedule = Schedule(**values)
    if schedule.kind not in SCHEDULES:
        raise UsageError(
            f"{path}: key `schedule.kind`: unknown `{schedule.kind}`"
            f"{nearest(schedule.kind, SCHEDULES)}"
        )
    restarts = schedule.kind == "cosine_restarts"
    if restarts and (schedule.restart_epochs is None or schedule.restart_epochs < 1):
        raise UsageError(f"{path}: key `schedule.restart_epochs`: cosine_restarts needs it, >= 1")
    if not restarts and schedule.restart_epochs is not None:
        raise UsageError(
            f"{path}: key `schedule.restart_epochs` has no effect on"
            f" kind `{schedule.kind}`; remove it or use cosine_restarts"
        )
    return schedule
