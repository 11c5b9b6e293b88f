"""Who predicts: for each thread its own use of a network, as many as keep the devices busy."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from containerloc.experiment.predict_settings import OPENVINO, TORCH
from containerloc.model.engine.exported import exported
from containerloc.model.engine.networks import (
    Network,
    compiled,
    images_at_once,
    openvino_network,
    threads_each,
    torch_network,
)

_log = logging.getLogger(__name__)

_MOST_ON_CPU: Final = 8  # each has a copy of the network
_BATCH_ON_GPU: Final = 8
_MOST_READERS: Final = 8  # beyond, they wait for the disk or for Python


@dataclass(frozen=True)
class Workers:
    """The devices, one entry a thread that predicts there, and what makes a thread's network.

    On a CPU several networks that compute one image each, by one core, are faster than one that
    all cores share, or that computes several images: nobody waits for another.
    """

    engine: str
    devices: tuple[str, ...]
    network_on: Callable[[str], Network]
    threads: int  # of torch, for each

    @property
    def batch(self) -> int:
        """How many images at a time suit the devices."""
        return _BATCH_ON_GPU if self.uses_cuda else 1

    @property
    def uses_cuda(self) -> bool:
        """Whether photos are to lie in memory from which CUDA copies by itself."""
        return any(device.isdigit() for device in self.devices)

    @property
    def readers(self) -> int:
        """How many threads read photos for them."""
        return min(len(self.devices) + 1, _MOST_READERS) if not self.uses_cuda else _MOST_READERS

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages whose versions may show in what is predicted."""
        return ("torch", "ultralytics", *([OPENVINO] if self.engine == OPENVINO else []))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Share torch's threads among the workers within the block."""
        with threads_each(self.threads):
            yield


def workers_for(engine: str, devices: Sequence[str], *, weights: Path, model: Any) -> Workers:
    """The workers on these devices; torch where OpenVINO cannot take the network.

    Where one CPU is named several times, that many workers share it.
    """
    if engine == OPENVINO:
        try:
            network = compiled(exported(weights, model))
        except Exception as error:  # of OpenVINO, whose errors have no common type
            _log.warning(f"OpenVINO cannot take {weights.name}, torch predicts: {error}")
        else:
            count = images_at_once(network) if len(devices) == 1 else len(devices)
            return Workers(OPENVINO, ("cpu",) * count, lambda _: openvino_network(network), 1)
    import torch

    cores = torch.get_num_threads()
    places = tuple(devices)
    if places == ("cpu",):
        places = ("cpu",) * min(cores, _MOST_ON_CPU)
    threads = max(cores // len(places), 1) if set(places) == {"cpu"} else cores
    return Workers(TORCH, places, lambda device: torch_network(model, device), threads)
