"""A network of torch as OpenVINO's, for images of any size, checked against the original."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import numpy as np

from containerloc.model.offline import import_openvino
from containerloc.quads import Floats

_CHECKED_ON: Final = (2, 96, 160, 3)  # others than it is traced on: number, height, width
_TRACED_ON: Final = (1, 3, 128, 96)
_OF_CONFIDENCE: Final = 0.005  # the largest differences from torch
_OF_PX: Final = 0.01
_OF_LARGEST: Final = 3e-5  # of the largest coordinate: noise may give some far outside the input


def converted(model: Any) -> tuple[bytes, bytes]:
    """The network as OpenVINO writes it, XML and tensors, in float32.

    Nothing but the model's own layers runs, as in a prediction by torch.

    Raises
    ------
    ValueError
        When it answers otherwise than torch does. What OpenVINO raises has no common type.
    """
    import torch

    openvino = import_openvino()
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    own = deepcopy(model).cpu().float().fuse(verbose=False).eval()
    head = own.model[-1]
    head.export, head.dynamic, head.format = True, True, "openvino"
    example = torch.zeros(_TRACED_ON)
    with _without_warnings(), torch.no_grad():
        own(example)  # what the head computes once
        trace: Any = torch.jit.trace
        traced = trace(own, example, strict=False, check_trace=False)
        decoder = TorchScriptPythonDecoder(traced, example_input=(example,))
        frontend = FrontEndManager().load_by_framework("pytorch")
        network = frontend.convert(frontend.load(decoder))
    network.reshape([-1, 3, -1, -1])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.xml"
        openvino.save_model(network, file, compress_to_fp16=False)
        parts = file.read_bytes(), file.with_suffix(".bin").read_bytes()
    _check(parts, model)
    return parts


def opened(xml: bytes, tensors: bytes) -> Any:
    """The network of these bytes."""
    openvino = import_openvino()
    weights = openvino.Tensor(np.frombuffer(tensors, np.uint8))
    return openvino.Core().read_model(model=xml, weights=weights)


def _check(parts: tuple[bytes, bytes], model: Any) -> None:
    """Raise a ValueError where the converted network answers otherwise than torch."""
    from containerloc.model.engine.networks import compiled, openvino_network, torch_network

    noise = np.random.default_rng(0).integers(0, 256, _CHECKED_ON, dtype=np.uint8)
    answers = [
        np.asarray(network(noise))
        for network in (torch_network(model, "cpu"), openvino_network(compiled(opened(*parts))))
    ]
    if answers[0].shape != answers[1].shape:
        raise ValueError(f"it answers {answers[1].shape}, torch {answers[0].shape}")
    difference = np.abs(answers[0] - answers[1])
    of_confidence = _confidences(difference, model).max()
    px = _OF_PX + _OF_LARGEST * np.abs(answers[0]).max()
    if not (of_confidence <= _OF_CONFIDENCE and difference.max() <= px):
        raise ValueError(
            f"it answers otherwise than torch, by up to {difference.max():.3g} px and"
            f" {of_confidence:.3g} of a confidence"
        )


def _confidences(answer: Floats, model: Any) -> Floats:
    """The part of the model's answer that holds confidences of boxes."""
    if getattr(model, "end2end", False):
        return answer[..., 4]
    return answer[:, 4 : 4 + len(model.names)]


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Tracing warns of every number that it takes for a constant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
