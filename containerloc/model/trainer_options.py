"""What the trainer needs beyond Ultralytics' own arguments, passed on in the environment.

Ultralytics starts one process per GPU, which finds the trainer by its name and knows nothing of the
experiment.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Final

VARIABLE: Final = "CONTAINERLOC_TRAINER"


@dataclass(frozen=True)
class TrainerOptions:
    """Restarts of the schedule every n epochs, bfloat16 on a CPU, and the experiment's `fresh`.

    With `fresh`, as plain values, the training set is the newest `images` of its folder. `process`
    is the one that all others of the training end with.
    """

    restart_epochs: int | None = None
    bfloat16: bool = False
    fresh: dict[str, int] | None = None
    process: int = field(default_factory=os.getpid)


@contextmanager
def in_environment(options: TrainerOptions) -> Iterator[None]:
    """Give these options to every trainer made within the block, also in child processes."""
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
    """The options in the environment; the defaults where there are none."""
    return TrainerOptions(**json.loads(os.environ.get(VARIABLE, "{}")))


def end_with_training(process: int) -> None:
    """End this process soon after the one that began the training, however that ended.

    The launcher of several GPUs stands between the two and would train on.
    """
    if process != os.getpid() and os.name == "posix":
        threading.Thread(target=_end_with, args=[process], daemon=True).start()


def _end_with(process: int) -> None:
    try:
        while True:
            os.kill(process, 0)  # asks only whether it is there
            time.sleep(1)
    except ProcessLookupError:
        os._exit(1)
