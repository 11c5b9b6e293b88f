"""Reading a checkpoint without letting it run code.

A checkpoint is a pickle, and a pickle may call anything when it is loaded. Ultralytics brings a
restricted loader, which builds its own model classes and refuses everything else, but does not
use it by itself; here it is the rule.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from containerloc.errors import UsageError
from containerloc.model.architecture import architecture_fault
from containerloc.model.checkpoint_file import file_fault, foreign_names
from containerloc.model.offline import import_ultralytics, quiet
from containerloc.quads import CORNERS


def read_checkpoint(weights: Path, *, trust_weights: bool = False) -> dict[str, Any]:
    """The content of a checkpoint of Ultralytics.

    Parameters
    ----------
    trust_weights
        Load it like any pickle: whoever made the file can run commands on this machine.

    Raises
    ------
    UsageError
        When the file is missing, is no such checkpoint, is damaged, or asks for anything that a
        checkpoint does not need.
    """
    _refuse_other_files(weights)
    if not trust_weights and (foreign := foreign_names(weights)):
        raise _refusal_of_names(weights, foreign)
    import_ultralytics()
    from ultralytics.nn import tasks

    loader: Any = tasks
    if not trust_weights:
        _refuse_old_versions(loader)
    try:
        with quiet(), nullcontext() if trust_weights else _without_building():
            content, _ = loader.torch_safe_load(str(weights), safe_only=not trust_weights)
        _refuse_content(content, weights, trusted=trust_weights)
    except UsageError:
        raise
    except Exception as error:  # what a loader makes of a wrong file has no common type
        cause = error.__cause__ or error
        raise UsageError(
            f"{weights} is not a checkpoint of Ultralytics, or it is damaged "
            f"({type(cause).__name__}: {str(cause).partition(chr(10))[0][:160]})"
        ) from error
    loaded: dict[str, Any] = content
    return loaded


def read_pose_model(weights: Path, *, trust_weights: bool = False) -> Any:
    """The pose model of a checkpoint, as it was saved.

    Raises
    ------
    UsageError
        As `read_checkpoint`; also when the model is of another kind.
    """
    content = read_checkpoint(weights, trust_weights=trust_weights)
    from ultralytics.nn.tasks import PoseModel

    model = content.get("ema") or content["model"]
    if not isinstance(model, PoseModel):
        kind = getattr(model, "task", None) or type(model).__name__
        raise UsageError(f"{weights} holds a {kind} model; a pose model is needed")
    return model


def load_model(weights: Path, *, trust_weights: bool = False) -> Any:
    """The model that finds four corners, float32, ready to predict.

    Raises
    ------
    UsageError
        As `read_pose_model`; also when the model has not four keypoints.
    """
    model: Any = read_pose_model(weights, trust_weights=trust_weights)
    count = int(model.kpt_shape[0])
    if count != len(CORNERS):
        raise UsageError(
            f"{weights} finds {count} keypoints; a model of the 4 corners {', '.join(CORNERS)} is "
            f"needed"
        )
    return model.float().eval()


def _refuse_other_files(weights: Path) -> None:
    """Raise a UsageError where a file, by its name or its first bytes, is no checkpoint."""
    if not weights.is_file():
        raise UsageError(f"{weights}: there are no such weights")
    if weights.suffix != ".pt":
        raise UsageError(f"{weights}: weights are a checkpoint of Ultralytics, a file *.pt")
    if str(weights) != str(weights).strip().replace("'", ""):
        # Ultralytics drops the sign, does not find the file and turns to the network.
        raise UsageError(f"{weights}: Ultralytics cannot open a path with an apostrophe; rename it")
    if fault := file_fault(weights):
        raise UsageError(f"{weights} is not a checkpoint of Ultralytics: it {fault}")


def _refuse_old_versions(tasks: Any) -> None:
    restricted = getattr(tasks, "_SafeLoad", None)
    if restricted is None or not restricted.SUPPORTED:
        raise UsageError(
            "these versions cannot read a checkpoint without running what it asks for: install "
            "torch>=2.6 and a newer ultralytics, or pass trust_weights=True (--trust-weights) for "
            "weights that you made yourself"
        )


def _refusal_of_names(weights: Path, foreign: list[str]) -> UsageError:
    if all(name.startswith(("models.", "utils.")) for name in foreign):
        return UsageError(f"{weights} is a checkpoint of YOLOv5, which Ultralytics no longer reads")
    return UsageError(
        f"{weights} asks for {', '.join(foreign[:5])}, which no checkpoint of Ultralytics needs: "
        f"loading it could run commands on this machine. Only if you made the file yourself, "
        f"trust_weights=True (--trust-weights) loads it anyway"
    )


@contextmanager
def _without_building() -> Iterator[None]:
    """Refuse a pickle that has layers built: one that torch saved holds them finished."""
    from torch import nn

    original = nn.Module.__init__

    def refuse(module: Any, *_: Any, **__: Any) -> None:
        raise ValueError(f"it builds a layer ({type(module).__name__}) while it is loaded")

    nn.Module.__init__ = refuse  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        nn.Module.__init__ = original  # type: ignore[method-assign]


def _refuse_content(content: Any, weights: Path, *, trusted: bool) -> None:
    """Raise a UsageError where there is no model, or a training would build more than layers."""
    parts: list[Any] = (
        [content.get(key) for key in ("ema", "model")] if isinstance(content, dict) else []
    )
    parts = [part for part in parts if part]
    if not parts:
        raise UsageError(f"{weights} holds no model: it is not a checkpoint of Ultralytics")
    if trusted:
        return
    for part in parts:
        if fault := architecture_fault(getattr(part, "yaml", None)):
            raise UsageError(f"{weights} {fault}")
        tensors = part.state_dict().values()
        n_bytes = sum(tensor.numel() * tensor.element_size() for tensor in tensors)
        if n_bytes > 2 * weights.stat().st_size:
            raise UsageError(f"{weights} claims tensors of {n_bytes:,} bytes, more than it holds")
    # What restores a quantized model, another model to learn from, transformations by their names.
    arguments = content.get("train_args") or {}
    for key in ("modelopt", "distill_model", "augmentations"):
        if content.get(key) or arguments.get(key):
            raise UsageError(f"{weights} has `{key}`, which is not used here")
