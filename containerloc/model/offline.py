"""Ultralytics as a library: asks no network, installs nothing, reports to nobody."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from containerloc.errors import UsageError

# Trackers that Ultralytics would switch on by itself as soon as their package is installed.
_SERVICES = ("clearml", "comet", "dvc", "mlflow", "raytune", "tensorboard", "wandb", "sync")


def import_ultralytics() -> Any:
    """The `ultralytics` module, kept to this machine for the life of this process.

    Off are its usage statistics, its look-ups of new versions, its trackers and its habit of
    installing packages. The settings file of the user stays as it is. What an experiment names
    (such as `yolo11s-pose.pt`) is still downloaded by Ultralytics where it is missing.

    Raises
    ------
    UsageError
        When torch or ultralytics is not installed.
    """
    # Read once, when Ultralytics is first imported; child processes inherit them.
    os.environ["YOLO_OFFLINE"] = "true"
    os.environ["YOLO_AUTOINSTALL"] = "false"
    try:
        # First, because Ultralytics asks for one thread, which torch obeys when it comes second.
        import torch  # noqa: F401
        import ultralytics
        from ultralytics.utils import SETTINGS, checks
        from ultralytics.utils.events import events
    except ImportError as error:
        raise UsageError(
            f"training and predicting need torch and ultralytics ({error}): "
            "pip install 'containerloc[model]'; stored predictions are analyzed without them"
        ) from error
    # The same again, for a notebook that had imported Ultralytics before us. The update is that
    # of `dict`, because the one of SETTINGS would rewrite the user's file.
    dict.update(SETTINGS, dict.fromkeys(_SERVICES, False))
    vars(checks).update(AUTOINSTALL=False, ONLINE=False)
    events.enabled = False
    return ultralytics


@contextmanager
def quiet() -> Iterator[None]:
    """Within it, Ultralytics logs errors only."""
    logger: logging.Logger = import_ultralytics().utils.LOGGER
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
