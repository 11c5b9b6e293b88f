"""What the trainer needs beyond Ultralytics' own arguments, passed on in the environment.

Ultralytics starts one process per GPU, which finds the trainer by its name and knows nothing of the
experiment.
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
