"""Ultralytics as a library: asks no network, installs nothing, reports to nobody."""

import os
from typing import Any

# Trackers that Ultralytics would switch on by itself as soon as their package is installed.
_SERVICES = ("clearml", "comet", "dvc", "mlflow", "raytune", "tensorboard", "wandb", "sync")


def import_ultralytics() -> Any:
    """The `ultralytics` module, kept to this machine for the life of this process.

    Off are its usage statistics, its look-ups of new versions, its trackers and its habit of
    installing packages. The settings file of the user stays as it is. What an experiment names
    (such as `yolo11s-pose.pt`) is still downloaded by Ultralytics where it is missing.
    """
    # Read once, when Ultralytics is first imported; child processes inherit them.
    os.environ["YOLO_OFFLINE"] = "true"
    os.environ["YOLO_AUTOINSTALL"] = "false"
    import ultralytics
    from ultralytics.utils import SETTINGS, checks
    from ultralytics.utils.events import events

    # The same again, for a notebook that had imported Ultralytics before us. The update is that
    # of `dict`, because the one of SETTINGS would rewrite the user's file.
    dict.update(SETTINGS, dict.fromkeys(_SERVICES, False))
    checks.AUTOINSTALL = checks.ONLINE = False
    events.enabled = False
    return ultralytics
