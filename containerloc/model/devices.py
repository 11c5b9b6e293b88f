"""Which device computes, in Ultralytics' words: `cpu`, `mps`, `0`, `0,1`; and how busy it is."""

import importlib.util
import logging
import os
import platform
from typing import Any

from containerloc.errors import UsageError

_log = logging.getLogger(__name__)


def inference_devices(device: str) -> tuple[str, ...]:
    """The devices to predict on, which share the images; `auto` is every CUDA GPU, else the CPU.

    Raises
    ------
    UsageError
        When there is no such device.

    Examples
    --------
    >>> inference_devices("cpu")
    ('cpu',)
    """
    if device == "auto":
        return tuple(map(str, range(_gpu_count()))) or ("cpu",)
    if set(device.split(",")) == {"cpu"}:  # to see what several devices do
        return tuple(device.split(","))
    return tuple(_checked(device).split(","))


def training_devices(device: str, *, batch: float) -> str:
    """The devices to train on; `auto` is every CUDA GPU, else the CPU.

    `auto` is the first GPU only where the batch cannot be split evenly over all of them, or where
    cloudpickle is missing, which Ultralytics needs for more than one.

    Raises
    ------
    UsageError
        When there is no such device, or `device` names several and cloudpickle is missing.
    """
    has_cloudpickle = importlib.util.find_spec("cloudpickle") is not None
    if device == "auto":
        count = _gpu_count()
        several = count > 1 and has_cloudpickle and batch >= 1 and batch % count == 0
        if count > 1 and not several:
            _log.info(f"training on 1 of {count} GPUs: {_why_one(batch, count)}")
        return ",".join(map(str, range(count if several else 1))) if count else "cpu"
    if "," in device and not has_cloudpickle:
        raise UsageError("training on several GPUs needs cloudpickle: pip install cloudpickle")
    return _checked(device)


def _why_one(batch: float, count: int) -> str:
    if batch >= 1 and batch % count == 0:
        return "several need cloudpickle (pip install cloudpickle)"
    return f"a batch of {batch:g} cannot be split evenly over {count}"


def device_name(device: str) -> str:
    """The name of a device that people read and that is stored with predictions."""
    import torch

    if not device.isdigit():
        return device
    return f"CUDA {device} ({torch.cuda.get_device_name(int(device))})"


def machine_load() -> float:
    """How many processes wanted to compute in the last minute; NaN where nobody counts."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def timing_conditions(before: float, *, batch: int) -> dict[str, Any]:
    """What is stored beside a time, so that it is compared with no other machine or load.

    `before` is the load before the work. `busy` is the share of the cores that others used before
    or, beyond this process's threads, after it.
    """
    import torch

    cores, threads = os.cpu_count() or 1, torch.get_num_threads()
    return {
        "machine": f"{platform.system()} {platform.machine()} {platform.processor()}".strip(),
        "cores": cores,
        "threads": threads,
        "batch": batch,
        "busy": round(max(before, machine_load() - threads) / cores, 2),
    }


def _checked(device: str) -> str:
    import torch

    numbers = device.removeprefix("cuda:").split(",")
    if device in ("cpu", "mps"):
        if device == "mps" and not torch.backends.mps.is_available():
            raise UsageError("device mps is not here: only Apple's machines have it")
        return device
    if not all(number.isdigit() for number in numbers):
        raise UsageError(f"device {device} is none of auto, cpu, mps, 0, 0,1")
    if any(int(number) >= _gpu_count() for number in numbers):
        raise UsageError(f"device {device} is not here: torch sees {_gpu_count()} CUDA GPUs")
    return ",".join(numbers)


def _gpu_count() -> int:
    import torch

    return torch.cuda.device_count()
