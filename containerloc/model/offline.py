"""Ultralytics and OpenVINO as libraries: no network, no installations, no reports.

Of Ultralytics also: no code of checkpoints.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from containerloc.errors import UsageError

# Trackers that Ultralytics would switch on by itself as soon as their package is installed.
_SERVICES = ("clearml", "comet", "dvc", "mlflow", "raytune", "tensorboard", "wandb", "sync")


def import_ultralytics() -> Any:
    """The `ultralytics` module, without its connections to the network in this process.

    It loads checkpoints and builds models without running code that they bring. It sends no usage
    statistics, looks for no new version, starts no tracker and installs no package. All this holds
    in child processes, too. The user's settings file stays as it is. A missing model that an
    experiment names (such as `yolo11s-pose.pt`) is still downloaded.

    Raises
    ------
    UsageError
        When torch or ultralytics is not installed.
    """
    # Read once, when Ultralytics is first imported; child processes inherit them.
    os.environ["YOLO_OFFLINE"] = "true"
    os.environ["YOLO_AUTOINSTALL"] = "false"
    os.environ["ULTRALYTICS_SAFE_LOAD"] = "true"
    try:
        # First, because Ultralytics asks for one thread, which torch obeys when it comes second.
        import torch  # noqa: F401
        import ultralytics
        from PIL import Image
        from ultralytics import utils
        from ultralytics.nn import tasks
        from ultralytics.utils import SETTINGS, checks, patches
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
    for module in (utils, tasks):
        vars(module).update(SAFE_LOAD=True)
    events.enabled = False
    # Ultralytics' own way to open a picture looks for one more package where Pillow knows none.
    Image.open = getattr(patches, "_image_open", Image.open)
    return ultralytics


def import_openvino() -> Any:
    """The `openvino` module, without the report to its makers that importing it sends.

    It goes on without its package `openvino_telemetry` where that is missing, as it seems here.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
        try:
            import openvino
        finally:
            del sys.modules["openvino_telemetry"]
    import openvino.preprocess

    return openvino


@contextmanager
def quiet() -> Iterator[None]:
    """Let Ultralytics log errors only, within the block."""
    logger: logging.Logger = import_ultralytics().utils.LOGGER
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
