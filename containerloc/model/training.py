"""Training one experiment through Ultralytics."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from containerloc.errors import DataError, UsageError, raised_as
from containerloc.experiment.experiment import Experiment
from containerloc.model.checkpoint import read_checkpoint
from containerloc.model.devices import training_devices
from containerloc.model.offline import import_ultralytics
from containerloc.model.portable import make_portable
from containerloc.model.starting_point import resolved_data, starting_model
from containerloc.model.trainer_options import TrainerOptions, in_environment
from containerloc.names import path_inside

_log = logging.getLogger(__name__)
# Positions of cells, in halves, are exact in its 8 bits up to 128 cells of 8 px.
_BFLOAT16_IMGSZ: Final = 1024


def trainer_arguments(experiment: Experiment) -> dict[str, Any]:
    """The arguments for Ultralytics' trainer: the recipe's `train`, unchanged, and what follows.

    `data` is as the experiment names it, not yet looked up.
    """
    return {
        "imgsz": experiment.predict.imgsz,
        "plots": False,  # Ultralytics' plots want a font from the network
        **experiment.train,
        "task": "pose",
        "mode": "train",
        "data": experiment.data,
        "model": experiment.model,
        "cos_lr": experiment.schedule.kind != "linear",
    }


def train(
    experiment: Experiment,
    data_yaml: Path,
    out: Path,
    *,
    device: str = "auto",
    resume: bool = False,
    bfloat16: bool = False,
) -> Path:
    """Train the experiment on a data set; returns the best weights, `out/train/weights/best.pt`.

    Parameters
    ----------
    data_yaml
        The data set, also for an experiment whose `data` is `synthetic`.
    out
        The experiment's folder of artifacts; Ultralytics' own files go to `out/train`.
    device
        `auto` (all GPUs, else the CPU), `cpu`, `0`, `0,1`, `mps`.
    resume
        Continue an interrupted training after its last whole epoch, with the same arguments. It
        starts anew when no epoch was finished, and returns at once when all were.
    bfloat16
        On a CPU, run the forward pass in bfloat16, about twice as fast where the CPU has
        AVX512-BF16 or AMX. Elsewhere `amp` of the recipe decides.

    Raises
    ------
    UsageError
        When the weights to start from are missing or no checkpoint, when `out` already holds a
        training that is not to be resumed, when a device is not there.
    DataError
        When the data set's file or folder is missing.
    """
    arguments = trainer_arguments(experiment)
    if bfloat16 and arguments["imgsz"] > _BFLOAT16_IMGSZ:
        raise UsageError(f"bfloat16 counts cells exactly up to imgsz {_BFLOAT16_IMGSZ}")
    folder = path_inside(out, "train")
    path_inside(out, "train", "weights")  # where Ultralytics writes, through any link
    last, best = folder / "weights" / "last.pt", folder / "weights" / "best.pt"
    if is_trained(out, resume=resume):
        _log.info("%s was trained to its end before: %s", experiment.name, best)
        return best
    import_ultralytics()
    _refuse_what_the_trainer_refuses(arguments, experiment)
    arguments |= {"resume": str(last)} if last.exists() else {}
    arguments |= {
        "data": str(resolved_data(data_yaml, out.resolve())),
        "model": arguments.get("resume") or starting_model(experiment),
        "device": training_devices(device, batch=arguments.get("batch", 16)),
        "save_dir": str(folder),
    }
    _log.info("training %s on %s into %s", experiment.name, arguments["device"], folder)
    _run(experiment, arguments, bfloat16=bfloat16)
    make_portable(folder, root=experiment.root)
    return best


def _refuse_what_the_trainer_refuses(arguments: Mapping[str, Any], recipe: Experiment) -> None:
    """Ultralytics' own checks, which change from version to version, before anything is begun."""
    from ultralytics.cfg import check_cfg

    with raised_as(UsageError, recipe.path, wrong="Ultralytics refuses the recipe"):
        check_cfg(dict(arguments))


def is_trained(out: Path, *, resume: bool) -> bool:
    """Whether the training in `out` was finished, so that there is nothing to resume.

    Raises
    ------
    UsageError
        When there is a training that is not to be resumed, or its weights are no checkpoint.
    """
    weights = out.resolve() / "train" / "weights"
    last, best = weights / "last.pt", weights / "best.pt"
    if not last.exists() and not best.exists():
        return False
    if not resume:
        raise UsageError(
            f"{weights.parent} already holds a training: continue it with resume=True (--resume), "
            f"or move it away, or train into another folder"
        )
    if not last.exists():
        return True  # a finished one that was passed on without what resuming needs
    if best.exists():
        read_checkpoint(best)  # at the end, Ultralytics loads it like any pickle
    content = read_checkpoint(last)
    # Ultralytics sets the epoch to -1 when all are done, if it comes so far.
    return bool(not 0 < content["epoch"] + 1 < content["train_args"]["epochs"])


def _run(experiment: Experiment, arguments: dict[str, Any], *, bfloat16: bool) -> None:
    from containerloc.model.trainer import CornerTrainer

    fresh = asdict(experiment.fresh) if experiment.fresh else None
    with in_environment(TrainerOptions(experiment.schedule.restart_epochs, bfloat16, fresh)):
        # Ultralytics looks at the data set here, and names no file of its own in what it raises.
        with raised_as(DataError, arguments["data"], wrong="the trainer cannot begin"):
            trainer: Any = CornerTrainer(overrides=arguments)
        trainer.train()
