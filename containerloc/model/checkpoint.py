"""Reading a checkpoint without letting it run code.

A checkpoint is a pickle, and a pickle may call anything when it is loaded. Ultralytics brings a
restricted loader, which builds its own model classes and refuses everything else, but does not
use it by itself; here it is the rule.
"""

import pickletools
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from containerloc.errors import UsageError
from containerloc.model.offline import import_ultralytics, quiet
from containerloc.quads import CORNERS

# Where the names come from that the pickle of a checkpoint needs.
_USUAL_PACKAGES: Final = ("torch", "ultralytics", "collections", "numpy", "pathlib")
_USUAL_BUILTINS: Final = {
    f"{module}.{name}" for module in ("builtins", "__builtin__") for name in ("getattr", "set")
}


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
    _refuse_path(weights)
    import_ultralytics()
    from ultralytics.nn import tasks

    loader: Any = tasks
    if not trust_weights:
        _refuse_old_versions(loader)
    try:
        with quiet():
            content, _ = loader.torch_safe_load(str(weights), safe_only=not trust_weights)
    except Exception as error:  # what a loader makes of a wrong file has no common type
        raise _refusal(weights, error, trusted=trust_weights) from error
    if not isinstance(content, dict) or not (content.get("ema") or content.get("model")):
        raise UsageError(f"{weights} holds no model: it is not a checkpoint of Ultralytics")
    return content


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


def _refuse_path(weights: Path) -> None:
    if not weights.is_file():
        raise UsageError(f"{weights}: there are no such weights")
    if weights.suffix != ".pt":
        raise UsageError(f"{weights}: weights are a checkpoint of Ultralytics, a file *.pt")
    if str(weights) != str(weights).strip().replace("'", ""):
        # Ultralytics drops the sign, does not find the file and turns to the network.
        raise UsageError(f"{weights}: Ultralytics cannot open a path with an apostrophe; rename it")
    if not weights.stat().st_size:
        raise UsageError(f"{weights} is empty")


def _refuse_old_versions(tasks: Any) -> None:
    restricted = getattr(tasks, "_SafeLoad", None)
    if restricted is None or not restricted.SUPPORTED:
        raise UsageError(
            "these versions cannot read a checkpoint without running what it asks for: install "
            "torch>=2.6 and a newer ultralytics, or pass trust_weights=True (--trust-weights) for "
            "weights that you made yourself"
        )


def _refusal(weights: Path, error: Exception, *, trusted: bool) -> UsageError:
    foreign = [] if trusted else _foreign_names(weights)
    if foreign:
        return UsageError(
            f"{weights} asks for {', '.join(foreign)}, which no checkpoint of Ultralytics needs: "
            f"loading it could run commands on this machine. Only if you made the file yourself, "
            f"trust_weights=True (--trust-weights) loads it anyway"
        )
    first_line = str(error.__cause__ or error).partition("\n")[0]
    return UsageError(
        f"{weights} is not a checkpoint of Ultralytics, or it is damaged "
        f"({type(error.__cause__ or error).__name__}: {first_line[:160]})"
    )


def _foreign_names(weights: Path) -> list[str]:
    """What the pickle would import beyond the usual; it is only read, nothing is carried out."""
    names: list[str] = []
    for pickled in _pickles(weights):
        strings: list[str] = []
        try:
            for opcode, argument, _ in pickletools.genops(pickled):
                if opcode.name in ("GLOBAL", "INST"):
                    names.append(str(argument).replace(" ", "."))
                elif opcode.name == "STACK_GLOBAL":
                    names.append(".".join(strings[-2:]))
                elif isinstance(argument, str):
                    strings.append(argument)
        except ValueError:
            continue  # no pickle from here on; what was named before counts
    foreign = {name for name in names if name.partition(".")[0] not in _USUAL_PACKAGES}
    return sorted(foreign - _USUAL_BUILTINS)


def _pickles(weights: Path) -> list[BytesIO]:
    """The pickles in the file: of a zip archive its `data.pkl`, else what follows one another."""
    if zipfile.is_zipfile(weights):
        with zipfile.ZipFile(weights) as archive:
            names = [name for name in archive.namelist() if name.endswith(".pkl")]
            return [BytesIO(archive.read(name)) for name in names]
    # The format before torch 1.6 starts with three small pickles; genops stops after each one.
    stream = BytesIO(weights.read_bytes())
    return [stream] * 4
