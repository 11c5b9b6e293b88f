"""Which drawn images a training has seen, by epoch, so that it can be reproduced."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from containerloc.data.files import write_text

NAME = "fresh.json"


def record_window(
    folder: Path, spec: Mapping[str, int], epoch: int, numbers: NDArray[np.int64]
) -> None:
    """Write into `fresh.json` of a training's folder which images its epoch is shown.

    Parameters
    ----------
    spec
        The experiment's `fresh`.
    epoch
        From 0. What an interrupted training recorded of this epoch and of later ones is replaced.
    numbers
        The images of the epoch, in any order.
    """
    before = _epochs(folder)[:epoch]
    newest_before = max((each["last_index"] for each in before), default=-1)
    now = {
        "first_index": int(numbers.min()),
        "last_index": int(numbers.max()),
        "new": int((numbers > newest_before).sum()),
    }
    epochs = [*before, now]
    content = {
        "fresh": dict(spec),
        "shown": sum(each["new"] for each in epochs),
        "first_index": min(each["first_index"] for each in epochs),
        "last_index": max(each["last_index"] for each in epochs),
        "epochs": epochs,
    }
    write_text(folder / NAME, json.dumps(content, indent=1) + "\n")


def next_index(folder: Path) -> int:
    """The index of the first image that no epoch recorded in the folder was shown."""
    return 1 + max((each["last_index"] for each in _epochs(folder)), default=-1)


def _epochs(folder: Path) -> list[dict[str, Any]]:
    path = folder / NAME
    if not path.exists():
        return []
    recorded: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["epochs"]
    return recorded
