"""Which engine computes: torch, or OpenVINO on a CPU, where it is about twice as fast."""

import importlib.util
from collections.abc import Sequence

from containerloc.errors import UsageError
from containerloc.experiment.predict_settings import AUTO, OPENVINO, TORCH

_INSTALL = "pip install 'containerloc[cpu]'"


def engine_for(wanted: str, devices: Sequence[str]) -> str:
    """The engine to predict with on these devices; `auto` takes OpenVINO on a CPU if it is there.

    Raises
    ------
    UsageError
        When OpenVINO is asked for and missing, or is asked for on a GPU.

    Examples
    --------
    >>> engine_for("torch", ["cpu"]), engine_for("auto", ["0", "1"])
    ('torch', 'torch')
    """
    on_cpu, there = set(devices) == {"cpu"}, has_openvino()
    if wanted == AUTO:
        return OPENVINO if on_cpu and there else TORCH
    if wanted == OPENVINO and not on_cpu:
        raise UsageError(
            f"engine openvino computes on the CPU, not on {', '.join(devices)}: give device cpu,"
            " or engine torch"
        )
    if wanted == OPENVINO and not there:
        raise UsageError(f"engine openvino is not installed: {_INSTALL}")
    return wanted


def has_openvino() -> bool:
    """Whether OpenVINO is installed; nothing of it is imported."""
    return importlib.util.find_spec("openvino") is not None
