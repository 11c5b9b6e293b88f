"""Where to compute, in Ultralytics' words: `cpu`, `mps`, `0`, `0,1`."""

import importlib.util

from containerloc.errors import UsageError


def inference_device(device: str) -> str:
    """The device that is asked for; `auto` is the first CUDA GPU, else the CPU.

    Raises
    ------
    UsageError
        When there is no such device, or several are asked for.

    Examples
    --------
    >>> inference_device("cpu")
    'cpu'
    """
    if device == "auto":
        return "0" if _count_of_gpus() else "cpu"
    if "," in device:
        raise UsageError(f"device {device}: predictions are made on one device")
    return _checked(device)


def training_devices(device: str, *, batch: float) -> str:
    """The devices that are asked for; `auto` is every CUDA GPU, else the CPU.

    Where the batch cannot be split evenly over all GPUs, or cloudpickle is missing, which
    Ultralytics needs for more than one, `auto` is the first.

    Raises
    ------
    UsageError
        When there is no such device, or there are several and cloudpickle is missing.
    """
    able = importlib.util.find_spec("cloudpickle") is not None
    if device == "auto":
        count = _count_of_gpus()
        several = count > 1 and able and batch >= 1 and batch % count == 0
        return ",".join(map(str, range(count))) if several else inference_device("auto")
    if "," in device and not able:
        raise UsageError("training on several GPUs needs cloudpickle: pip install cloudpickle")
    return _checked(device)


def called(device: str) -> str:
    """The device as it is told to people and stored with predictions."""
    import torch

    if not device.isdigit():
        return device
    return f"CUDA {device} ({torch.cuda.get_device_name(int(device))})"


def _checked(device: str) -> str:
    import torch

    numbers = device.removeprefix("cuda:").split(",")
    if device in ("cpu", "mps"):
        if device == "mps" and not torch.backends.mps.is_available():
            raise UsageError("device mps is not here: it is Apple's")
        return device
    if not all(number.isdigit() for number in numbers):
        raise UsageError(f"device {device} is none of auto, cpu, mps, 0, 0,1")
    if any(int(number) >= _count_of_gpus() for number in numbers):
        raise UsageError(f"device {device} is not here: torch sees {_count_of_gpus()} CUDA GPUs")
    return ",".join(numbers)


def _count_of_gpus() -> int:
    import torch

    return torch.cuda.device_count()
