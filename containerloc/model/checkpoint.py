"""Reading a checkpoint without letting it run code."""

from pathlib import Path
from typing import Any

from containerloc.errors import UsageError
from containerloc.model.offline import import_ultralytics


def read_checkpoint(weights: Path, *, trust_weights: bool = False) -> dict[str, Any]:
    """stub"""
    import_ultralytics()
    from ultralytics.nn.tasks import torch_safe_load

    ckpt, _ = torch_safe_load(weights, safe_only=not trust_weights)
    return ckpt
