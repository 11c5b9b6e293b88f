"""What our trainer needs beyond Ultralytics' own arguments, on its way into every process.

Ultralytics starts a process per GPU, which finds the trainer by its name and knows nothing of an
experiment: these options travel in the environment.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final

VARIABLE: Final = "CONTAINERLOC_TRAINER"


@dataclass(frozen=True)
class TrainerOptions:
    """Restarts of the schedule every n epochs, bfloat16 on a CPU, and the experiment's `fresh`.

    With `fresh`, as plain values, the training set is the newest `images` of its folder.
    """

    restart_epochs: int | None = None
    bfloat16: bool = False
    fresh: dict[str, int] | None = None


@contextmanager
def in_environment(options: TrainerOptions) -> Iterator[None]:
    """Within it, every trainer, here or in a child process, is made with these options."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = json.dumps(asdict(options))
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def options_here() -> TrainerOptions:
    """The options that were put into the environment; the defaults where none were."""
    return TrainerOptions(**json.loads(os.environ.get(VARIABLE, "{}")))
