"""The description of a model's layers, in a checkpoint or a YAML file, read as data.

Ultralytics builds a model from it when a training starts. It evaluates the text of `activation` as
Python, and a layer may be of any class or function that it knows.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

# A class of torch with plain numbers, as in `nn.LeakyReLU(0.1, inplace=True)`.
_VALUE: Final = r"(\w+ ?= ?)?(True|False|None|-?\d+(\.\d*)?(e-?\d+)?)"
_ACTIVATION: Final = re.compile(rf"(torch\.)?nn\.(\w+)\( ?({_VALUE}(, ?{_VALUE})*)? ?\)")
_MOST_LAYERS: Final = 1000
_MOST_REPEATS: Final = 100
_MOST_PARAMETERS: Final = 2_000_000_000  # 8 GB; yolo11x-pose has 0.06 thousand million
# Layers that fetch other weights from the network.
_FETCHING: Final = ("TorchVision",)


def architecture_fault(architecture: Any) -> str:
    """What a description of layers holds that none needs; empty where nothing."""
    if not isinstance(architecture, Mapping):
        return "has no description of its layers (`backbone` and `head`)"
    activation = architecture.get("activation")
    if activation and not _is_activation(activation):
        return (
            f"has the `activation` {activation!r:.60}, which would be run as Python; a class of "
            f"torch with plain numbers, such as nn.SiLU(), is right"
        )
    layers = [architecture.get(part) for part in ("backbone", "head")]
    if not all(isinstance(part, list) for part in layers):
        return "has no lists `backbone` and `head` of layers"
    rows = [row for part in layers for row in part]  # type: ignore[union-attr]
    if len(rows) > _MOST_LAYERS:
        return f"has {len(rows)} layers"
    return next(filter(None, map(_layer_fault, rows)), "")


def _is_activation(text: Any) -> bool:
    from torch import nn

    match = _ACTIVATION.fullmatch(text) if isinstance(text, str) and len(text) < 200 else None
    known = getattr(nn, match[2], None) if match else None
    return isinstance(known, type) and known.__module__ == "torch.nn.modules.activation"


def _layer_fault(row: Any) -> str:
    is_row = isinstance(row, list) and len(row) == 4 and isinstance(row[3], list)
    if not is_row or not isinstance(row[1], int) or not isinstance(row[2], str):
        return f"has the layer {row!r:.60}; [from, repeats, name, [arguments]] is right"
    if row[1] > _MOST_REPEATS:
        return f"repeats a layer {row[1]} times"
    return (
        "" if _is_layer(row[2]) else f"has a layer `{row[2]:.60}`, which is no layer of Ultralytics"
    )


def _is_layer(name: str) -> bool:
    from torch import nn
    from ultralytics.nn import tasks

    known = getattr(nn, name[3:], None) if name.startswith("nn.") else vars(tasks).get(name)
    is_layer = isinstance(known, type) and issubclass(known, nn.Module) and name not in _FETCHING
    return is_layer and known.__module__.startswith(
        ("torch.nn.modules.", "ultralytics.nn.modules.")
    )


def size_fault(architecture: Mapping[str, Any]) -> str:
    """Why a model of these layers cannot be built; empty where it can. No memory is filled."""
    from copy import deepcopy

    import torch
    from ultralytics.nn import tasks

    from containerloc.model.offline import quiet

    build: Any = tasks.parse_model
    try:
        with quiet(), torch.device("meta"):
            layers, _ = build(deepcopy({**architecture}), ch=3, verbose=False)
    except Exception as error:  # what wrong layers raise has no common type
        return f"has layers that do not fit ({type(error).__name__}: {str(error)[:120]})"
    count = sum(parameter.numel() for parameter in layers.parameters())
    return f"would have {count:,} parameters" if count > _MOST_PARAMETERS else ""
